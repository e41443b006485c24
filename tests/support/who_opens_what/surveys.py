"""The surveys of a cohort for its team: those that are asked here, and the import of earlier ones."""

READING = """
/cohorts/{cohort}/surveys                                               s n oo nnn nnn nnn nnnn nn
/cohorts/{far_cohort}/surveys                                           s n nn oon nnn nnn nnnn nn
/cohorts/{cohort}/surveys/{survey}                                      s n oo nnn nnn nnn nnnn nn
/cohorts/{second}/surveys/{survey}                                      s n nn nnn nnn nnn nnnn nn
/cohorts/{far_cohort}/surveys/{survey}                                  s n nn nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/{unknown}                                     s n nn nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/{survey}/remove                               s n oo nnn nnn nnn nnnn nn
/cohorts/{second}/surveys/{survey}/remove                               s n nn nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/import                                        s n oo nnn nnn nnn nnnn nn
/cohorts/{far_cohort}/surveys/import                                    s n nn oon nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{directors_import}                    s n on nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{coordinators_import}                 s n no nnn nnn nnn nnnn nn
/cohorts/{second}/surveys/imports/{directors_import}                    s n nn nnn nnn nnn nnnn nn
/cohorts/{far_cohort}/surveys/imports/{directors_import}                s n nn nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{unknown}                             s n nn nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{directors_import}/file               s n on nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{coordinators_import}/file            s n no nnn nnn nnn nnnn nn
/cohorts/{second}/surveys/imports/{directors_import}/file               s n nn nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{directors_import}/columns            s n on nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{coordinators_import}/columns         s n no nnn nnn nnn nnnn nn
/cohorts/{second}/surveys/imports/{directors_import}/columns            s n nn nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{directors_import}/scales             s n on nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{coordinators_import}/scales          s n no nnn nnn nnn nnnn nn
/cohorts/{second}/surveys/imports/{directors_import}/scales             s n nn nnn nnn nnn nnnn nn

/cohorts/{living}/surveys                                               s n oo nnn nnn nnn nnnn nn
/cohorts/{far_living}/surveys                                           s n nn oon nnn nnn nnnn nn
/cohorts/{living}/surveys/new                                           s n oo nnn nnn nnn nnnn nn
/cohorts/{far_living}/surveys/new                                       s n nn oon nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}                                       s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}?wave=T0                               s n oo nnn nnn nnn nnnn nn
/cohorts/{far_living}/surveys/{far_asked}                               s n nn oon nnn nnn nnnn nn
/cohorts/{living}/surveys/{far_asked}                                   s n nn nnn nnn nnn nnnn nn
/cohorts/{second}/surveys/{asked}                                       s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/remove                                s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/reminders                             s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{far_asked}/reminders                         s n nn nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/{survey}/reminders                            s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/waves/T0                              s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/waves/T1                              s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/waves/T1?show=waiting                 s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/waves/T2                              s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/waves/T5                              s n nn nnn nnn nnn nnnn nn
/cohorts/{second}/surveys/{asked}/waves/T1                              s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{far_asked}/waves/T1                          s n nn nnn nnn nnn nnnn nn
/cohorts/{far_living}/surveys/{far_asked}/waves/T1                      s n nn oon nnn nnn nnnn nn
/cohorts/{cohort}/surveys/{survey}/waves/T0                             s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/waves/T2/days                         s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{far_asked}/waves/T2/days                     s n nn nnn nnn nnn nnnn nn
/cohorts/{far_living}/surveys/{far_asked}/waves/T2/days                 s n nn oon nnn nnn nnnn nn
"""

SENDING = """
/cohorts/{cohort}/surveys/import                                        s n gg nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{directors_import}/file               s n on nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{directors_import}/columns            s n on nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{directors_import}/scales             s n on nnn nnn nnn nnnn nn
/cohorts/{second}/surveys/imports/{directors_import}/start              s n nn nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{directors_import}/start              s n gn nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/imports/{coordinators_import}/start           s n ng nnn nnn nnn nnnn nn
/cohorts/{cohort}/surveys/{survey}/remove                               s n bb nnn nnn nnn nnnn nn
/cohorts/{second}/surveys/{survey}/remove                               s n nn nnn nnn nnn nnnn nn

/cohorts/{living}/surveys/{asked}/remove                                s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/waves/T0/days                         s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/waves/T0/remind                       s n bb nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/waves/T1/remind?odd                   s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/waves/T1/remind                       s n gg nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{far_asked}/waves/T1/remind                   s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/waves/T2/days                         s n gg nnn nnn nnn nnnn nn
/cohorts/{second}/surveys/{asked}/waves/T2/days                         s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{asked}/reminders                             s n gg nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/{far_asked}/reminders                         s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/surveys/new                                           s n gg nnn nnn nnn nnnn nn
/cohorts/{far_living}/surveys/new                                       s n nn ggn nnn nnn nnnn nn
"""

SENT = {
    "/cohorts/{cohort}/surveys/import": "file=results.csv",
    "/cohorts/{living}/surveys/{asked}/waves/T0/days": "opens_on={today}&closes_on={in_a_month}",
    "/cohorts/{living}/surveys/{asked}/waves/T1/remind?odd": "fellow=nobody",
    "/cohorts/{living}/surveys/{asked}/waves/T1/remind": "fellow={fellows_year}",
    "/cohorts/{living}/surveys/{asked}/waves/T2/days": "opens_on={in_a_week}&closes_on={in_a_month}",
    "/cohorts/{living}/surveys/{asked}/reminders": "days=5, 10",
    "/cohorts/{living}/surveys/new": "questionnaire=leadership-outcomes/1&title=Asked again&codes=T1",
    "/cohorts/{far_living}/surveys/new": "questionnaire=leadership-outcomes/1&title=Asked again&codes=T1",
}
