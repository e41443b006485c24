"""Programmes, cohorts, organisations and questionnaires, and the pages of the installation."""

READING = """
/admin/audit                                                            s o ff fff fff fff ffff ff
/admin/health                                                           s o ff fff fff fff ffff ff
/admin/outbox                                                           s o ff fff fff fff ffff ff
/programmes                                                             s o oo oof fff fff ffff ff
/programmes/new                                                         s o ff fff fff fff ffff ff
/programmes/{programme}                                                 s o oo nnn nnn nnn nnnn nn
/programmes/{far}                                                       s o nn oon nnn nnn nnnn nn
/programmes/{unknown}                                                   s n nn nnn nnn nnn nnnn nn
/programmes/{cohort}                                                    s n nn nnn nnn nnn nnnn nn
/programmes/{programme}/edit                                            s n oo nnn nnn nnn nnnn nn
/programmes/{far}/edit                                                  s n nn oon nnn nnn nnnn nn
/programmes/{programme}/cohorts/new                                     s n oo nnn nnn nnn nnnn nn
/programmes/{far}/cohorts/new                                           s n nn oon nnn nnn nnnn nn
/cohorts                                                                s f oo oof fff fff ffff ff
/cohorts/{cohort}                                                       s n oo nnn nnn nnn nnnn nn
/cohorts/{far_cohort}                                                   s n nn oon nnn nnn nnnn nn
/cohorts/{unknown}                                                      s n nn nnn nnn nnn nnnn nn
/cohorts/{programme}                                                    s n nn nnn nnn nnn nnnn nn
/cohorts/{cohort}/edit                                                  s n oo nnn nnn nnn nnnn nn
/cohorts/{far_cohort}/edit                                              s n nn oon nnn nnn nnnn nn
/organisations                                                          s f oo oof ooo fff ffff ff
/organisations/new                                                      s f oo oof fff fff ffff ff
/organisations/{place}                                                  s n oo nnn onn nnn nnnn nn
/organisations/{elsewhere}                                              s n oo nnn non nnn nnnn nn
/organisations/{far_place}                                              s n nn oon nnn nnn nnnn nn
/organisations/{unknown}                                                s n nn nnn nnn nnn nnnn nn
/organisations/{place}/edit                                             s n oo nnn nnn nnn nnnn nn
/organisations/{far_place}/edit                                         s n nn oon nnn nnn nnnn nn

/questionnaires                                                         s f oo oof fff fff ffff ff
/questionnaires/leadership-outcomes/1                                   s f oo oof fff fff ffff ff
/questionnaires/leadership-outcomes/99                                  s f nn nnf fff fff ffff ff
/cohorts/{living}                                                       s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/edit                                                  s n oo nnn nnn nnn nnnn nn
/cohorts/{completed}                                                    s n oo nnn nnn nnn nnnn nn
/cohorts/{far_living}                                                   s n nn oon nnn nnn nnnn nn
/cohorts/{fellows_year}                                                 s n nn nnn nnn nnn nnnn nn
"""

SENDING = """
/admin/outbox/{mail}/resend                                             s g ff fff fff fff ffff ff
/programmes/new                                                         s g ff fff fff fff ffff ff
/programmes/{programme}/edit                                            s n gg nnn nnn nnn nnnn nn
/programmes/{programme}/cohorts/new                                     s n gg nnn nnn nnn nnnn nn
/programmes/{far}/cohorts/new                                           s n nn oon nnn nnn nnnn nn
/cohorts/{cohort}/edit                                                  s n gg nnn nnn nnn nnnn nn
/cohorts/{cohort}/state                                                 s n gg nnn nnn nnn nnnn nn
/cohorts/{far_cohort}/state                                             s n nn ggn nnn nnn nnnn nn
/organisations/new                                                      s f gg oof fff fff ffff ff
/organisations/{place}/edit                                             s n gg nnn nnn nnn nnnn nn
/organisations/{far_place}/edit                                         s n nn oon nnn nnn nnnn nn

"""

SENT = {
    "/programmes/new": "name=A third programme",
    "/programmes/{programme}/edit": "name=Fellowship renamed",
    "/programmes/{programme}/cohorts/new": "name=Third cohort&starts_on=2026-09-03&ends_on=2027-08-31",
    "/cohorts/{cohort}/edit": "name=Cohort renamed&starts_on=2024-09-02&ends_on=2025-08-31",
    "/cohorts/{cohort}/state": "to=running",
    "/cohorts/{far_cohort}/state": "to=running",
    "/organisations/new": "name=New place&programme={programme}&kind=practice&sector=primary&scale=unknown",
    "/organisations/{place}/edit": "name=Place renamed&kind=practice&sector=primary&scale=unknown",
}
