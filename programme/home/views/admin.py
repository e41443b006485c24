"""The administrator's pages: outbox, audit trail, state of the service. No content."""

import uuid
from typing import Any

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, public, requires, writes
from programme.access.policy import Permission
from programme.accounts.queries import names_of_any
from programme.core import clock, db
from programme.core.audit import queries as audit_queries
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.errors import DomainError
from programme.core.jobs import queue
from programme.core.jobs import service as jobs
from programme.core.mail import outbox as mails
from programme.core.mail.models import MailState
from programme.core.mail.sending import shown_mail
from programme.core.pages import ROWS_A_PAGE, announce, paged

blueprint = Blueprint("admin", __name__)
ADMINISTRATORS_READ = (Category.SETTINGS, Category.PEOPLE)


@blueprint.route("/admin/outbox")
@requires(Permission.READ_OUTBOX)
def outbox() -> ResponseReturnValue:
    """What was sent to whom and what became of it; in demo mode also what it says."""
    asked = request.args.get("state", "")
    state = MailState(asked) if asked in set(MailState) else None
    paging = paged(mails.count(state=state))
    found = mails.mails(state=state, page=paging.page, size=ROWS_A_PAGE)
    shown = {mail.id: _shown(mail.id) for mail in found} if current_app.config["IS_DEMO"] else {}
    return render_template(
        "home/outbox.html",
        mails=found,
        shown=shown,
        paging=paging,
        state=state,
        states=MailState,
        bad=mails.ENDED_BADLY,
    )


@blueprint.route("/admin/outbox/<uuid:mail_id>/resend", methods=["POST"])
@requires(Permission.READ_OUTBOX)
@writes
def resend(mail_id: uuid.UUID) -> ResponseReturnValue:
    """Send a mail again that failed or whose fate is unknown."""
    try:
        mails.resend(mail_id)
    except DomainError as problem:
        announce("Nothing was sent", problem.message)
    else:
        audit.record(
            "mail sent again", category=Category.SETTINGS, actor_id=current_actor().person_id, subject_id=mail_id
        )
        announce("The mail is on its way again")
    return redirect(url_for("admin.outbox"))


@blueprint.route("/admin/audit")
@requires(Permission.READ_AUDIT)
def audit_trail() -> ResponseReturnValue:
    """Who did what to settings and people, the newest first."""
    paging = paged(audit_queries.count(categories=ADMINISTRATORS_READ))
    entries = audit_queries.entries(categories=ADMINISTRATORS_READ, page=paging.page, size=ROWS_A_PAGE)
    ids = {found for entry in entries for found in (entry.actor_id, entry.subject_id) if found}
    return render_template("home/audit.html", entries=entries, names=names_of_any(ids=ids), paging=paging)


@blueprint.route("/admin/health")
@requires(Permission.READ_HEALTH)
def health_page() -> ResponseReturnValue:
    """Whether everything works, in words."""
    settings = current_app.extensions["canopy.settings"]
    mail_waits = settings.smtp_url is None and not settings.is_demo
    waiting = mails.counts(states=(MailState.WAITING, *mails.ENDED_BADLY))
    return render_template("home/health.html", state=_state(), mail_waits=mail_waits, mails=waiting)


@blueprint.route("/healthz")
@public
def health() -> ResponseReturnValue:
    """For a monitor: database, queue, and since when the oldest job waits, in seconds."""
    state = _state()
    works = state["database"] and state["queue"]
    return jsonify(state), 200 if works else 503


def _state() -> dict[str, Any]:
    try:
        database = db.is_answering()
        oldest = jobs.oldest_waiting()
    except Exception:
        db.db.session.rollback()
        return {"database": False, "queue": queue.is_answering(), "oldest_job_seconds": None}
    age = int((clock.now() - oldest).total_seconds()) if oldest else 0
    return {"database": database, "queue": queue.is_answering(), "oldest_job_seconds": age}


def _shown(mail_id: uuid.UUID) -> str:
    path = shown_mail(current_app.extensions["canopy.settings"].instance, mail_id)
    return path.read_text(encoding="utf-8") if path.exists() else ""
