"""Signing in and out, and the pages behind links in mails."""

from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from programme.access.guards import actor_or_none, keep_nothing, public, writes
from programme.accounts import service
from programme.accounts.demo import demo_accounts
from programme.accounts.forms import AskForLinkForm, NewPasswordForm, SignInForm
from programme.accounts.mail import INVITATION, RESET
from programme.accounts.models import Person
from programme.accounts.sessions import renew
from programme.accounts.views import blueprint
from programme.core.db import transaction
from programme.core.errors import DomainError
from programme.core.pages import announce
from programme.core.security import limiter

TRIES = "10 per minute; 60 per hour"


def _typed_address() -> str:
    return f"address:{request.form.get('email', '').strip().lower()[:254]}"


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit(TRIES, methods=["POST"])
@limiter.limit("20 per hour", key_func=_typed_address, methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """The front door: sign in, or read in one sentence what this is.

    Not @writes: proving a password takes long on purpose, and must not hold the database's write lock.
    """
    if request.method == "GET" and actor_or_none() is not None:
        return redirect(_safe_next(request.args.get("next", "")))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            _prove(str(form.email.data), str(form.password.data))
        except DomainError as problem:
            form.refuse(problem)
        else:
            return redirect(_safe_next(request.args.get("next", "")))
    return render_template("accounts/sign_in.html", form=form, accounts=demo_accounts())


def _prove(email: str, password: str) -> None:
    person = service.signed_in_person(email, password)
    if person is None:
        raise DomainError(service.WRONG, "email")
    epoch = person.epoch
    with transaction():
        service.note_sign_in(person, password, epoch)
    if person.epoch != epoch:  # read anew: it goes into the cookie
        raise DomainError(service.WRONG, "email")
    _start_session(person)


def _start_session(person: Person) -> None:
    renew(session)
    login_user(person)
    g.pop("actor", None)


@blueprint.route("/sign-out", methods=["POST"])
@public
def sign_out() -> ResponseReturnValue:
    """End this session; nothing of it stays in the browser."""
    logout_user()
    session.clear()
    announce("You have signed out")
    answer = redirect(url_for("accounts.sign_in"))
    answer.headers["Clear-Site-Data"] = '"storage"'  # also a copy of unsent text that was kept on this device
    return answer


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@public
@limiter.limit("5 per minute; 20 per hour", methods=["POST"])
@writes
def forgotten_password() -> ResponseReturnValue:
    """Ask for a link to set a new password; the answer is the same whether the address is known or not."""
    form = AskForLinkForm()
    if form.validate_on_submit():
        service.ask_for_reset(str(form.email.data))
        announce(
            "Check your email",
            "If there is an account with that address, a link to set a new password is on its way. It works 2 hours.",
        )
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/forgotten_password.html", form=form)


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute")
@writes
def invitation(token: str) -> ResponseReturnValue:
    """Accept an invitation by setting a password; the link proved the address, so the person is signed in at once."""
    return _set_password(INVITATION, token)


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute")
@writes
def reset(token: str) -> ResponseReturnValue:
    """Set a new password by a link."""
    return _set_password(RESET, token)


def _set_password(purpose: str, token: str) -> ResponseReturnValue:
    person = service.person_for_link(purpose, token)
    if person is None:
        return render_template("accounts/link_closed.html", purpose=purpose), 404
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            password = str(form.password.data)
            service.set_password_by_link(person, purpose, token, password)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            if purpose == INVITATION:
                service.note_sign_in(person, password, person.epoch)
                _start_session(person)
                announce("Your password is set", f"You are signed in. Next time, sign in as {person.email}.")
                return redirect("/")
            announce("Your password is set", "Sign in with your email address and the new password.")
            return redirect(url_for("accounts.sign_in"))
    words = {"person": person, "purpose": purpose, "form": form}
    return render_template("accounts/set_password.html", **words)


def _safe_next(path: str) -> str:
    """Where to go after sign-in: an address of this service only."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path and path.isprintable()
    return path if plain else "/"
