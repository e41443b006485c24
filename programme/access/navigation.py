"""PURE: the entries of the main navigation for an actor, in the order of the project's page map."""

from programme.access.policy import Actor, Role
from programme.core.pages import Entry

HOME = Entry("Home", "home.show", ("/",))
COHORTS = Entry("Cohorts", "cohorts.index", ("/cohorts",))
ORGANISATIONS = Entry("Organisations", "organisations.index", ("/organisations",))
QUESTIONNAIRES = Entry("Questionnaires", "questionnaires.index", ("/questionnaires",))
REFLECTIONS = Entry("Reflections", "reflections.index", ("/my/reflections",))
REPORTS = Entry("Reports", "reports.index", ("/reports",))
PEOPLE = Entry("People", "accounts.people", ("/people",))
PROGRAMMES = Entry("Programmes", "cohorts.programmes", ("/programmes",))
OUTBOX = Entry("Outbox", "admin.outbox", ("/admin/outbox",))
AUDIT = Entry("Audit", "admin.audit_trail", ("/admin/audit",))
HEALTH = Entry("Health", "admin.health_page", ("/admin/health",))

ENTRIES: tuple[tuple[frozenset[Role], tuple[Entry, ...]], ...] = (
    (frozenset({Role.DIRECTOR, Role.COORDINATOR}), (HOME, COHORTS, ORGANISATIONS, QUESTIONNAIRES, REPORTS, PEOPLE)),
    (frozenset({Role.FELLOW}), (HOME, REFLECTIONS)),
    (frozenset({Role.SPONSOR}), (HOME, REPORTS)),
    (frozenset({Role.ADMINISTRATOR}), (HOME, PROGRAMMES, PEOPLE, OUTBOX, AUDIT, HEALTH)),
)


def entries_for(actor: Actor | None) -> tuple[Entry, ...]:
    """What `actor` finds in the navigation: the union over all roles, each entry once."""
    if actor is None:
        return ()
    mine = [entry for roles, entries in ENTRIES if actor.holds(*roles) for entry in entries]
    return tuple(dict.fromkeys(mine)) or (HOME,)
