"""An address of one's own: entering it, and confirming it by the link in a mail."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from programme.access.guards import keep_nothing, public, requires, writes
from programme.access.policy import Permission
from programme.accounts import service
from programme.accounts.forms import ConfirmForm, OwnAddressForm
from programme.accounts.mail import ADDRESS
from programme.accounts.service import addresses
from programme.accounts.views import blueprint
from programme.core.errors import DomainError
from programme.core.pages import announce
from programme.core.security import limiter


@blueprint.route("/my/profile/address", methods=["GET", "POST"])
@requires(Permission.OWN_YEAR)
@limiter.limit("10 per minute; 20 per hour", methods=["POST"])
@writes
def own_address() -> ResponseReturnValue:
    """Give an address of one's own; nothing changes before it is confirmed."""
    form = OwnAddressForm()
    if form.validate_on_submit():
        try:
            person = current_user._get_current_object()
            addresses.give_personal(person, str(form.current.data), str(form.email.data))
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce("Check your email", f"A link to confirm {form.email.data} is on its way. It works for 7 days.")
            return redirect(url_for("accounts.account"))
    return render_template("accounts/own_address.html", form=form)


@blueprint.route("/address/<token>", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute")
@writes
def confirm_address(token: str) -> ResponseReturnValue:
    """Confirm an address of one's own; a look at the page changes nothing."""
    person = service.person_for_link(ADDRESS, token)
    if person is None or person.pending_email is None:
        return render_template("accounts/link_closed.html", purpose=ADDRESS), 404
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            addresses.confirm_personal(person, token)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce("Your own address is confirmed", "Sign in with it from now on. Your password stays the same.")
            return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/confirm_address.html", form=form, person=person)
