"""Who opens what: every URL, method and person, written by hand from the privacy table.

200: the page · in: to the sign-in page · go: done, and on to the next page · 403: no such page for this role ·
404: no such record for this person, whether or not it exists for others.
"""

from dataclasses import dataclass

# The columns of the tables below, in order.
PEOPLE = (
    "signed out",
    "administrator",
    "director",
    "coordinator",
    "far_director",  # of another programme
    "far_coordinator",
    "sponsor",  # of an organisation that took part
    "idle",  # a sponsor of an organisation that did not take part
    "funder",  # a sponsor of the whole programme
    "nobody",  # signed in without any role
    "ended",  # a director whose role has ended
)

#                                                        out adm dir coo fdi fco spo idl fun nob end
READING = """
/                                                         in 200 200 200 200 200 200 200 200 200 200
/healthz                                                 200 200 200 200 200 200 200 200 200 200 200
/sign-in                                                 200 200 200 200 200 200 200 200 200 200 200
/forgotten-password                                      200 200 200 200 200 200 200 200 200 200 200
/invitation/{invitation}                                 200 200 200 200 200 200 200 200 200 200 200
/invitation/{reset}                                      404 404 404 404 404 404 404 404 404 404 404
/invitation/{unknown_token}                              404 404 404 404 404 404 404 404 404 404 404
/reset/{reset}                                           200 200 200 200 200 200 200 200 200 200 200
/reset/{invitation}                                      404 404 404 404 404 404 404 404 404 404 404
/reset/{unknown_token}                                   404 404 404 404 404 404 404 404 404 404 404
/account                                                  in 200 200 200 200 200 200 200 200 200 200
/account/name                                             in 200 200 200 200 200 200 200 200 200 200
/account/password                                         in 200 200 200 200 200 200 200 200 200 200
/admin/audit                                              in 200 403 403 403 403 403 403 403 403 403
/admin/health                                             in 200 403 403 403 403 403 403 403 403 403
/admin/outbox                                             in 200 403 403 403 403 403 403 403 403 403

/programmes                                               in 200 200 200 200 200 403 403 403 403 403
/programmes/new                                           in 200 403 403 403 403 403 403 403 403 403
/programmes/{programme}                                   in 200 200 200 404 404 404 404 404 404 404
/programmes/{far}                                         in 200 404 404 200 200 404 404 404 404 404
/programmes/{unknown}                                     in 404 404 404 404 404 404 404 404 404 404
/programmes/{cohort}                                      in 404 404 404 404 404 404 404 404 404 404
/programmes/{programme}/edit                              in 404 200 200 404 404 404 404 404 404 404
/programmes/{far}/edit                                    in 404 404 404 200 200 404 404 404 404 404
/programmes/{programme}/cohorts/new                       in 404 200 200 404 404 404 404 404 404 404
/programmes/{far}/cohorts/new                             in 404 404 404 200 200 404 404 404 404 404
/cohorts                                                  in 403 200 200 200 200 403 403 403 403 403
/cohorts/{cohort}                                         in 404 200 200 404 404 404 404 404 404 404
/cohorts/{far_cohort}                                     in 404 404 404 200 200 404 404 404 404 404
/cohorts/{unknown}                                        in 404 404 404 404 404 404 404 404 404 404
/cohorts/{programme}                                      in 404 404 404 404 404 404 404 404 404 404
/cohorts/{cohort}/edit                                    in 404 200 200 404 404 404 404 404 404 404
/cohorts/{far_cohort}/edit                                in 404 404 404 200 200 404 404 404 404 404

/organisations                                            in 403 200 200 200 200 200 200 200 403 403
/organisations/new                                        in 403 200 200 200 200 403 403 403 403 403
/organisations/{place}                                    in 404 200 200 404 404 200 404 404 404 404
/organisations/{elsewhere}                                in 404 200 200 404 404 404 200 404 404 404
/organisations/{far_place}                                in 404 404 404 200 200 404 404 404 404 404
/organisations/{unknown}                                  in 404 404 404 404 404 404 404 404 404 404
/organisations/{place}/edit                               in 404 200 200 404 404 404 404 404 404 404
/organisations/{far_place}/edit                           in 404 404 404 200 200 404 404 404 404 404

/people                                                   in 200 200 200 200 200 403 403 403 403 403
/people/invite                                            in 200 200 403 200 403 403 403 403 403 403
/people/propose                                            in 403 403 200 403 200 403 403 403 403 403
/people/{coordinator}                                     in 200 200 200 404 404 404 404 404 404 404
/people/{director}                                        in 200 200 200 404 404 404 404 404 404 404
/people/{sponsor}                                         in 200 200 200 404 404 404 404 404 404 404
/people/{ended}                                           in 200 200 200 404 404 404 404 404 404 404
/people/{far_coordinator}                                 in 200 404 404 200 200 404 404 404 404 404
/people/{nobody}                                          in 200 404 404 404 404 404 404 404 404 404
/people/{administrator}                                   in 200 404 404 404 404 404 404 404 404 404
/people/{unknown}                                         in 404 404 404 404 404 404 404 404 404 404
/people/{coordinator}/correct                             in 200 403 403 403 403 403 403 403 403 403
/people/{unknown}/correct                                 in 404 403 403 403 403 403 403 403 403 403
/people/{coordinator}/grants/new                          in 200 200 404 404 404 404 404 404 404 404
/people/{far_coordinator}/grants/new                      in 200 404 404 200 404 404 404 404 404 404
/people/{director}/grants/new                             in 200 404 404 404 404 404 404 404 404 404
/people/{administrator}/grants/new                        in 404 404 404 404 404 404 404 404 404 404
/people/{coordinator}/grants/{coordinators_grant}/end     in 404 200 404 404 404 404 404 404 404 404
/people/{director}/grants/{directors_grant}/end           in 200 404 404 404 404 404 404 404 404 404
/people/{sponsor}/grants/{coordinators_grant}/end         in 404 404 404 404 404 404 404 404 404 404
/people/{coordinator}/grants/{unknown}/end                in 404 404 404 404 404 404 404 404 404 404
/people/{coordinator}/grants/{far_coordinators_grant}/end in 404 404 404 404 404 404 404 404 404 404
/people/{sponsor}/proposals/new                            in 404 404 200 404 404 404 404 404 404 404
/people/{coordinator}/proposals/new                        in 404 404 404 404 404 404 404 404 404 404
/people/{far_coordinator}/proposals/new                    in 404 404 404 404 404 404 404 404 404 404

/cohorts/{cohort}/surveys                                 in 404 200 200 404 404 404 404 404 404 404
/cohorts/{far_cohort}/surveys                             in 404 404 404 200 200 404 404 404 404 404
/cohorts/{cohort}/surveys/{survey}                        in 404 200 200 404 404 404 404 404 404 404
/cohorts/{second}/surveys/{survey}                        in 404 404 404 404 404 404 404 404 404 404
/cohorts/{far_cohort}/surveys/{survey}                    in 404 404 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/{unknown}                       in 404 404 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/{survey}/remove                 in 404 200 200 404 404 404 404 404 404 404
/cohorts/{second}/surveys/{survey}/remove                 in 404 404 404 404 404 404 404 404 404 404

/cohorts/{cohort}/surveys/import                          in 404 200 200 404 404 404 404 404 404 404
/cohorts/{far_cohort}/surveys/import                      in 404 404 404 200 200 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{directors_import}      in 404 200 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{coordinators_import}   in 404 404 200 404 404 404 404 404 404 404
/cohorts/{second}/surveys/imports/{directors_import}      in 404 404 404 404 404 404 404 404 404 404
/cohorts/{far_cohort}/surveys/imports/{directors_import}  in 404 404 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{unknown}               in 404 404 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{directors_import}/file              in 404 200 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{coordinators_import}/file           in 404 404 200 404 404 404 404 404 404 404
/cohorts/{second}/surveys/imports/{directors_import}/file              in 404 404 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{directors_import}/columns           in 404 200 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{coordinators_import}/columns        in 404 404 200 404 404 404 404 404 404 404
/cohorts/{second}/surveys/imports/{directors_import}/columns           in 404 404 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{directors_import}/scales            in 404 200 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{coordinators_import}/scales         in 404 404 200 404 404 404 404 404 404 404
/cohorts/{second}/surveys/imports/{directors_import}/scales            in 404 404 404 404 404 404 404 404 404 404

/reports                                                  in 403 200 200 200 200 200 200 200 403 403
/cohorts/{cohort}/reports                                 in 404 200 200 404 404 404 404 404 404 404
/cohorts/{far_cohort}/reports                             in 404 404 404 200 200 404 404 404 404 404
/cohorts/{cohort}/reports/new                             in 404 200 200 404 404 404 404 404 404 404
/cohorts/{cohort}/reports/new?survey={unknown}            in 404 200 200 404 404 404 404 404 404 404
/cohorts/{far_cohort}/reports/new?survey={survey}         in 404 404 404 200 200 404 404 404 404 404
/reports/{report}                                         in 404 200 200 404 404 200 404 200 404 404
/reports/{unknown}                                        in 404 404 404 404 404 404 404 404 404 404
/reports/{report}/versions/1                              in 404 200 200 404 404 200 404 200 404 404
/reports/{report}/versions/2                              in 404 200 200 404 404 404 404 404 404 404
/reports/{report}/versions/9                              in 404 404 404 404 404 404 404 404 404 404
/reports/{unknown}/versions/1                             in 404 404 404 404 404 404 404 404 404 404
/reports/{report}/versions/1/pdf                          in 404 200 200 404 404 200 404 200 404 404
/reports/{report}/versions/1/csv                          in 404 200 200 404 404 200 404 200 404 404
/reports/{report}/versions/2/pdf                          in 404 200 200 404 404 404 404 404 404 404
/reports/{report}/versions/2/csv                          in 404 200 200 404 404 404 404 404 404 404
/reports/{report}/versions/9/pdf                          in 404 404 404 404 404 404 404 404 404 404
/reports/{unknown}/versions/1/csv                         in 404 404 404 404 404 404 404 404 404 404
/reports/{report}/versions/2/review                       in 404 200 404 404 404 404 404 404 404 404
/reports/{report}/versions/2/release                      in 404 200 404 404 404 404 404 404 404 404
/reports/{unknown}/versions/1/review                      in 404 404 404 404 404 404 404 404 404 404
/reports/{unknown}/versions/1/release                     in 404 404 404 404 404 404 404 404 404 404
"""

# What is sent stands behind the table. A refused form comes back with 200; what is done changes the scene for the
# lines below it, so the last lines are those that end something.
#                                                        out adm dir coo fdi fco spo idl fun nob end
SENDING = """
/sign-in                                                 200 200 200 200 200 200 200 200 200 200 200
/forgotten-password                                       in  in  in  in  in  in  in  in  in  in  in
/invitation/{invitation}                                 200 200 200 200 200 200 200 200 200 200 200
/invitation/{unknown_token}                              404 404 404 404 404 404 404 404 404 404 404
/reset/{reset}                                           200 200 200 200 200 200 200 200 200 200 200
/reset/{unknown_token}                                   404 404 404 404 404 404 404 404 404 404 404
/account/name                                             in  go  go  go  go  go  go  go  go  go  go
/account/password                                         in 200 200 200 200 200 200 200 200 200 200
/admin/outbox/{mail}/resend                               in  go 403 403 403 403 403 403 403 403 403
/people/{invited}/resend                                  in  go 403 403 403 403 403 403 403 403 403
/people/{unknown}/resend                                  in 404 403 403 403 403 403 403 403 403 403

/programmes/new                                           in  go 403 403 403 403 403 403 403 403 403
/programmes/{programme}/edit                              in 404  go  go 404 404 404 404 404 404 404
/programmes/{programme}/cohorts/new                       in 404  go  go 404 404 404 404 404 404 404
/programmes/{far}/cohorts/new                             in 404 404 404 200 200 404 404 404 404 404
/cohorts/{cohort}/edit                                    in 404  go  go 404 404 404 404 404 404 404
/cohorts/{cohort}/state                                   in 404  go  go 404 404 404 404 404 404 404
/cohorts/{far_cohort}/state                               in 404 404 404  go  go 404 404 404 404 404
/organisations/new                                        in 403  go  go 200 200 403 403 403 403 403
/organisations/{place}/edit                               in 404  go  go 404 404 404 404 404 404 404
/organisations/{far_place}/edit                           in 404 404 404 200 200 404 404 404 404 404

/people/invite                                            in 200  go 403 200 403 403 403 403 403 403
/people/{coordinator}/correct                             in  go 403 403 403 403 403 403 403 403 403
/people/{coordinator}/grants/new                          in 200  go 404 404 404 404 404 404 404 404
/people/{director}/grants/new                             in 200 404 404 404 404 404 404 404 404 404
/people/{director}/grants/{directors_grant}/end           in  go 404 404 404 404 404 404 404 404 404
/people/{sponsor}/grants/{coordinators_grant}/end         in 404 404 404 404 404 404 404 404 404 404
/people/propose                                            in 403 403  go 403 200 403 403 403 403 403
/people/{sponsor}/proposals/new                            in 404 404  go 404 404 404 404 404 404 404
/people/{director}/proposals/{proposal}/accept             in 404 404 404 404 404 404 404 404 404 404
/people/{sponsor}/proposals/{unknown}/accept               in 404 404 404 404 404 404 404 404 404 404
/people/{sponsor}/proposals/{proposal}/accept              in 404  go 404 404 404 404 404 404 404 404
/people/{sponsor}/proposals/{other_proposal}/decline       in 404  go 404 404 404 404 404 404 404 404

/cohorts/{cohort}/surveys/import                          in 404  go  go 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{directors_import}/file              in 404 200 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{directors_import}/columns           in 404 200 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{directors_import}/scales            in 404 200 404 404 404 404 404 404 404 404
/cohorts/{second}/surveys/imports/{directors_import}/start             in 404 404 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{directors_import}/start             in 404  go 404 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/imports/{coordinators_import}/start          in 404 404  go 404 404 404 404 404 404 404
/cohorts/{cohort}/surveys/{survey}/remove                 in 404  go  go 404 404 404 404 404 404 404
/cohorts/{second}/surveys/{survey}/remove                 in 404 404 404 404 404 404 404 404 404 404
/reports/{report}/versions/2/again                        in 404  go  go 404 404 404 404 404 404 404
/reports/{unknown}/versions/2/again                       in 404 404 404 404 404 404 404 404 404 404
/reports/{report}/versions/2/review                       in 404  go 404 404 404 404 404 404 404 404
/reports/{report}/versions/2/release                      in 404  go 404 404 404 404 404 404 404 404
/cohorts/{far_cohort}/reports/new                         in 404 404 404 200 200 404 404 404 404 404
/cohorts/{second}/reports/new                             in 404 200 200 404 404 404 404 404 404 404
/cohorts/{cohort}/reports/new                             in 404 200  go 404 404 404 404 404 404 404
/people/{coordinator}/grants/{coordinators_grant}/end     in 404  go 404 404 404 404 404 404 404 404
/sign-out                                                 in  in  in  in  in  in  in  in  in  in  in
"""

SENT = {
    "/forgotten-password": "email=nobody.here@example.org",
    "/account/name": "full_name=Renamed Person",
    "/programmes/new": "name=A third programme",
    "/programmes/{programme}/edit": "name=Fellowship renamed",
    "/programmes/{programme}/cohorts/new": "name=Third cohort&starts_on=2026-09-03&ends_on=2027-08-31",
    "/cohorts/{cohort}/edit": "name=Cohort renamed&starts_on=2024-09-02&ends_on=2025-08-31",
    "/cohorts/{cohort}/state": "to=running",
    "/cohorts/{far_cohort}/state": "to=running",
    "/organisations/new": "name=New place&programme={programme}&kind=practice&sector=primary&scale=unknown",
    "/organisations/{place}/edit": "name=Place renamed&kind=practice&sector=primary&scale=unknown",
    "/people/invite": "full_name=Una Invited&email=una@example.org&role=coordinator&scope={programme}",
    "/people/propose": "full_name=Pia Proposed&email=pia@example.org&role=sponsor&scope={programme}",
    "/people/{sponsor}/proposals/new": "role=sponsor&scope={elsewhere}",
    "/people/{coordinator}/correct": "full_name=Corrected Name&email=corrected@example.org",
    "/people/{coordinator}/grants/new": "role=sponsor&scope={place}",
    "/people/{director}/grants/new": "role=coordinator&scope={programme}",
    "/cohorts/{cohort}/surveys/import": "file=results.csv",
    "/reports/{report}/versions/2/release": "everyone=all",
    "/cohorts/{cohort}/reports/new": "survey={survey}",
    "/cohorts/{second}/reports/new": "survey={survey}",
    "/cohorts/{far_cohort}/reports/new": "survey={survey}",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what is asked, what is sent with it, and what each person finds, in the order of PEOPLE."""

    method: str
    address: str
    sent: str
    found: tuple[str, ...]


def lines() -> list[Line]:
    """The whole table, what is read before what is sent."""
    table = [("GET", line.split()) for line in READING.splitlines() if line]
    table += [("POST", line.split()) for line in SENDING.splitlines() if line]
    return [Line(method, cells[0], SENT.get(cells[0], "") if method == "POST" else "", tuple(cells[1:]))
            for method, cells in table]  # fmt: skip
