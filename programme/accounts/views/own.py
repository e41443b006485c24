"""A person's own account."""

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user

from programme.access.guards import current_actor, keep_nothing, requires, writes
from programme.access.policy import Permission, may
from programme.accounts import presenters, queries, service
from programme.accounts.forms import ChangePasswordForm, NameForm
from programme.accounts.sessions import renew
from programme.accounts.views import blueprint
from programme.core.errors import DomainError
from programme.core.pages import announce
from programme.core.security import limiter


@blueprint.route("/account")
@requires(Permission.SIGNED_IN)
def account() -> ResponseReturnValue:
    """Name, address, password and roles of whoever is signed in."""
    held = queries.grants_of(person_ids=[current_actor().person_id], within=None)
    has_year = may(current_actor(), Permission.OWN_YEAR)
    return render_template("accounts/account.html", held=held, words=presenters, has_year=has_year)


@blueprint.route("/account/name", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
@writes
def own_name() -> ResponseReturnValue:
    """Change one's own name."""
    form = NameForm(full_name=current_user.full_name)
    if form.validate_on_submit():
        service.rename(current_user, str(form.full_name.data), by=current_user.id)
        announce("Your name is saved")
        return redirect(url_for("accounts.account"))
    return render_template("accounts/own_name.html", form=form)


@blueprint.route("/account/password", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
@limiter.limit("10 per minute", methods=["POST"])
@writes
def own_password() -> ResponseReturnValue:
    """Change one's own password; other sessions end, this one goes on renewed."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            person = current_user._get_current_object()
            service.change_password(person, str(form.current.data), str(form.password.data))
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            renew(session)
            login_user(person)
            announce("Your password is changed", "Everywhere else you were signed in, you have been signed out.")
            return redirect(url_for("accounts.account"))
    return render_template("accounts/own_password.html", form=form)
