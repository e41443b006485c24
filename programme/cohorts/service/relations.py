"""Writes about who supports a fellow; the relation itself is an account's role on the fellow's scope."""

from programme.access.policy import Actor, Facts, Role
from programme.accounts.models import GrantProposal
from programme.accounts.service import relations
from programme.accounts.service.people import person_for
from programme.accounts.service.turns import reread
from programme.cohorts.models import Fellow
from programme.cohorts.service.fellows import refuse_archived
from programme.core.errors import DomainError


def name_mentor(actor: Actor, row: Fellow, email: str, full_name: str, facts: Facts) -> GrantProposal:
    """Name a fellow's mentor, somebody who is here or somebody new; no mail leaves before the fellow has accepted.

    Raises:
        DomainError: they are named already or cannot be, the fellow has left, or the cohort is archived.
    """
    refuse_archived(row.cohort)
    reread(Fellow, row.id, "This fellow is no longer here.")
    if row.left_on is not None:
        raise DomainError(f"{row.person.full_name} has left this cohort.")
    person = person_for(email, full_name, by=actor.person_id)
    return relations.offer(actor, person, Role.MENTOR, row.id, facts)
