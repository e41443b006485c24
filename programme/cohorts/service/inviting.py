"""Writes about inviting fellows: a director gives the role and the mails leave; a coordinator proposes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from programme.access.policy import Actor, Facts, Role, ScopeKind, may_give
from programme.accounts import service as accounts
from programme.accounts.mail import INVITATION
from programme.accounts.models import GrantProposal, Person, PersonState
from programme.accounts.service.grants import invite_once
from programme.accounts.service.turns import hold_all
from programme.cohorts.models import Cohort, Fellow
from programme.cohorts.service.fellows import refuse_archived
from programme.core import clock
from programme.core.db import db
from programme.core.errors import DomainError
from programme.core.mail import outbox

BETWEEN_MAILS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """For how many something was done, and the full names of those for whom it was not."""

    done: int
    left_out: tuple[str, ...] = ()


def may_invite(actor: Actor, facts: Facts) -> bool:
    """Whether the actor's word is enough; a coordinator's is a proposal to a director."""
    return may_give(actor, Role.FELLOW, ScopeKind.COHORT, facts, None)


def invite(actor: Actor, cohort: Cohort, fellows: Sequence[Fellow], facts: Facts) -> Outcome:
    """Give these fellows their role, and send those who are new an invitation; or propose that a director does.

    Nobody invites themselves: the actor is left out.

    Raises:
        DomainError: the cohort is archived, the actor may do neither, or a fellow has left.
    """
    refuse_archived(cohort)
    _reread(fellows)
    _refuse_left(cohort, [row.person_id for row in fellows])
    gives, done, left_out = may_invite(actor, facts), 0, []
    for row in fellows:
        if row.person_id == actor.person_id:
            left_out.append(row.person.full_name)
            continue
        if gives:
            accounts.give_grant(actor, row.person, Role.FELLOW, cohort.id, facts)
            invite_once(row.person)
        else:
            accounts.propose_grant(actor, row.person, Role.FELLOW, cohort.id, facts)
        done += 1
    return Outcome(done, tuple(left_out))


def give_proposed(actor: Actor, cohort: Cohort, proposals: Sequence[GrantProposal], facts: Facts) -> Outcome:
    """A director's word on all whom coordinators propose to invite; the mails leave now.

    Raises:
        DomainError: the cohort is archived, the actor may not give the role, or a fellow has left.
    """
    refuse_archived(cohort)
    _refuse_left(cohort, [row.person_id for row in proposals])
    others = [row for row in proposals if row.person_id != actor.person_id]
    left_out = tuple(row.person.full_name for row in proposals if row.person_id == actor.person_id)
    for row in others:
        accounts.accept_proposal(actor, row, facts)
    return Outcome(len(others), left_out)


def send_again(cohort: Cohort, fellows: Sequence[Fellow], *, by: uuid.UUID) -> Outcome:
    """Send the invitation again to those of these fellows who were invited and have set no password.

    At most once a day each: who had one in the last 24 hours is left out.

    Raises:
        DomainError: the cohort is archived.
    """
    refuse_archived(cohort)
    _reread(fellows)
    hold_all(Person, [row.person_id for row in fellows])
    done, left_out = 0, []
    for row in fellows:
        if row.person.state is not PersonState.INVITED or row.left_on is not None or _had_one(row):
            left_out.append(row.person.full_name)
        else:
            accounts.resend_invitation(row.person, by=by)
            done += 1
    return Outcome(done, tuple(left_out))


def _reread(fellows: Sequence[Fellow]) -> None:
    """See fellows and their people as they stand, now that nobody else changes the fellows of the cohort."""
    chosen = select(Fellow).where(Fellow.id.in_([row.id for row in fellows])).options(joinedload(Fellow.person))
    db.session.scalars(chosen.execution_options(populate_existing=True)).all()


def _refuse_left(cohort: Cohort, people: Sequence[uuid.UUID]) -> None:
    mine = (Fellow.cohort_id == cohort.id, Fellow.person_id.in_(people), Fellow.left_on.is_not(None))
    left = db.session.scalar(select(Fellow).where(*mine).limit(1))
    if left is not None:
        raise DomainError(f"{left.person.full_name} has left this cohort.")


def _had_one(row: Fellow) -> bool:
    mail = outbox.latest(INVITATION, row.person_id)
    return mail is not None and mail.created_at > clock.now() - BETWEEN_MAILS
