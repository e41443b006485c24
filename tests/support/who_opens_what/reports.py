"""Reports: drafts for the team, released versions for those to whom they were released."""

READING = """
/reports                                                                s f oo oof ooo fff ffff ff
/cohorts/{cohort}/reports                                               s n oo nnn nnn nnn nnnn nn
/cohorts/{far_cohort}/reports                                           s n nn oon nnn nnn nnnn nn
/cohorts/{cohort}/reports/new                                           s n oo nnn nnn nnn nnnn nn
/cohorts/{cohort}/reports/new?survey={unknown}                          s n oo nnn nnn nnn nnnn nn
/cohorts/{far_cohort}/reports/new?survey={survey}                       s n nn oon nnn nnn nnnn nn
/reports/{report}                                                       s n oo nnn ono nnn nnnn nn
/reports/{unknown}                                                      s n nn nnn nnn nnn nnnn nn
/reports/{report}/versions/1                                            s n oo nnn ono nnn nnnn nn
/reports/{report}/versions/2                                            s n oo nnn nnn nnn nnnn nn
/reports/{report}/versions/9                                            s n nn nnn nnn nnn nnnn nn
/reports/{unknown}/versions/1                                           s n nn nnn nnn nnn nnnn nn
/reports/{report}/versions/1/pdf                                        s n oo nnn ono nnn nnnn nn
/reports/{report}/versions/1/csv                                        s n oo nnn ono nnn nnnn nn
/reports/{report}/versions/2/pdf                                        s n oo nnn nnn nnn nnnn nn
/reports/{report}/versions/2/csv                                        s n oo nnn nnn nnn nnnn nn
/reports/{report}/versions/9/pdf                                        s n nn nnn nnn nnn nnnn nn
/reports/{unknown}/versions/1/csv                                       s n nn nnn nnn nnn nnnn nn
/reports/{report}/versions/2/review                                     s n on nnn nnn nnn nnnn nn
/reports/{report}/versions/2/send-back                                  s n on nnn nnn nnn nnnn nn
/reports/{report}/versions/2/release                                    s n gn nnn nnn nnn nnnn nn
/reports/{report}/versions/2/withdraw                                   s n gn nnn nnn nnn nnnn nn
/reports/{report}/versions/1/withdraw                                   s n on nnn nnn nnn nnnn nn
/reports/{report}/versions/1/send-back                                  s n gn nnn nnn nnn nnnn nn
/reports/{unknown}/versions/1/review                                    s n nn nnn nnn nnn nnnn nn
/reports/{unknown}/versions/1/release                                   s n nn nnn nnn nnn nnnn nn
/reports/{unknown}/versions/1/withdraw                                  s n nn nnn nnn nnn nnnn nn
/reports/{unknown}/versions/1/send-back                                 s n nn nnn nnn nnn nnnn nn

/cohorts/{living}/reports                                               s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/reports/new                                           s n oo nnn nnn nnn nnnn nn
/cohorts/{far_living}/reports                                           s n nn oon nnn nnn nnnn nn
"""

SENDING = """
/reports/{report}/versions/2/again                                      s n bb nnn nnn nnn nnnn nn
/reports/{unknown}/versions/2/again                                     s n nn nnn nnn nnn nnnn nn
/reports/{report}/versions/2/review                                     s n gn nnn nnn nnn nnnn nn
/reports/{report}/versions/2/release                                    s n on nnn nnn nnn nnnn nn
/reports/{report}/versions/2/withdraw                                   s n bn nnn nnn nnn nnnn nn
/reports/{report}/versions/1/send-back                                  s n bn nnn nnn nnn nnnn nn
/reports/{report}/versions/2/send-back                                  s n gn nnn nnn nnn nnnn nn
/cohorts/{far_cohort}/reports/new                                       s n nn oon nnn nnn nnnn nn
/cohorts/{second}/reports/new                                           s n oo nnn nnn nnn nnnn nn
/cohorts/{cohort}/reports/new                                           s n gg nnn nnn nnn nnnn nn

/cohorts/{far_living}/reports/new                                       s n nn oon nnn nnn nnnn nn
/cohorts/{living}/reports/new                                           s n gg nnn nnn nnn nnnn nn
"""

ENDING = """
/reports/{unknown}/versions/1/withdraw                                  s n nn nnn nnn nnn nnnn nn
/reports/{report}/versions/1/withdraw                                   s n gn nnn nnn nnn nnnn nn
"""

# What a release would do is shown before it is done, so the form alone releases nothing.
SENT = {
    "/reports/{report}/versions/2/release": "everyone=all&reason=Because",
    "/reports/{report}/versions/2/withdraw": "reason=Because",
    "/reports/{report}/versions/1/withdraw": "reason=Because",
    "/reports/{report}/versions/2/send-back": "reason=Because",
    "/reports/{report}/versions/1/send-back": "reason=Because",
    "/cohorts/{cohort}/reports/new": "survey={survey}",
    "/cohorts/{second}/reports/new": "survey={survey}",
    "/cohorts/{far_cohort}/reports/new": "survey={survey}",
    "/cohorts/{living}/reports/new": "survey={asked}",
    "/cohorts/{far_living}/reports/new": "survey={asked}",
}
