"""A cohort's fellows for its team: their records, rosters, invitations and mentors; how much they have reflected."""

READING = """
/cohorts/{living}/fellows                                               s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/fellows?state=left&needs=mentor&words=a               s n oo nnn nnn nnn nnnn nn
/cohorts/{completed}/fellows                                            s n oo nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows                                           s n nn oon nnn nnn nnnn nn
/cohorts/{unknown}/fellows                                              s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}                                s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{withdrawns_year}                             s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{uninviteds_year}                             s n oo nnn nnn nnn nnnn nn
/cohorts/{completed}/fellows/{alumnas_year}                             s n oo nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/{far_fellows_year}                        s n nn oon nnn nnn nnnn nn
/cohorts/{living}/fellows/{far_fellows_year}                            s n nn nnn nnn nnn nnnn nn
/cohorts/{second}/fellows/{fellows_year}                                s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{unknown}                                     s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/reflections                                           s n on nnn nnn nnn nnnn nn
/cohorts/{completed}/reflections                                        s n on nnn nnn nnn nnnn nn
/cohorts/{far_living}/reflections                                       s n nn onn nnn nnn nnnn nn

/cohorts/{living}/fellows/new                                           s n oo nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/new                                       s n nn oon nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/edit                           s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{far_fellows_year}/edit                       s n nn nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/{far_fellows_year}/edit                   s n nn oon nnn nnn nnnn nn
/cohorts/{living}/fellows/{newcomers_year}/correct                      s n oo nnn nnn nnn nnnn nn
/cohorts/{second}/fellows/{newcomers_year}/correct                      s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/leave                          s n oo nnn nnn nnn nnnn nn
/cohorts/{second}/fellows/{fellows_year}/leave                          s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{withdrawns_year}/return                      s n oo nnn nnn nnn nnnn nn
/cohorts/{second}/fellows/{withdrawns_year}/return                      s n nn nnn nnn nnn nnnn nn

/cohorts/{living}/fellows/export.csv                                    s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/export.xlsx                                   s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/export.pdf                                    s n nn nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/export.csv                                s n nn oon nnn nnn nnnn nn
/cohorts/{living}/fellows/import                                        s n oo nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/import                                    s n nn oon nnn nnn nnnn nn
/cohorts/{living}/fellows/imports/{coordinators_roster}                 s n no nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/imports/{directors_roster}                    s n on nnn nnn nnn nnnn nn
/cohorts/{second}/fellows/imports/{coordinators_roster}                 s n nn nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/imports/{far_coordinators_roster}         s n nn non nnn nnn nnnn nn
/cohorts/{living}/fellows/imports/{far_coordinators_roster}             s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/imports/{unknown}                             s n nn nnn nnn nnn nnnn nn

/cohorts/{living}/fellows/invite                                        s n oo nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/invite                                    s n nn oon nnn nnn nnnn nn
/cohorts/{living}/fellows/proposed                                      s n oo nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/proposed                                  s n nn oon nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/mentors/new                    s n oo nnn nnn nnn nnnn nn
/cohorts/{second}/fellows/{fellows_year}/mentors/new                    s n nn nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/{far_fellows_year}/mentors/new            s n nn oon nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/mentors/{mentors_grant}/end    s n on nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{others_year}/mentors/{mentors_grant}/end     s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/mentors/{unknown}/end          s n nn nnn nnn nnn nnnn nn
"""

SENDING = """
/cohorts/{living}/fellows/new                                           s n gg nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/new                                       s n nn ggn nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/edit?host=far                  s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/edit                           s n gg nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{far_fellows_year}/edit                       s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/send-again                     s n bb nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{newcomers_year}/send-again                   s n gg nnn nnn nnn nnnn nn
/cohorts/{second}/fellows/{newcomers_year}/send-again                   s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/send-again                                    s n gg nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/send-again                                s n nn ggn nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/correct                        s n oo nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{newcomers_year}/correct                      s n gg nnn nnn nnn nnnn nn
/cohorts/{second}/fellows/{newcomers_year}/correct                      s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{crowd0s_year}/leave                          s n gg nnn nnn nnn nnnn nn
/cohorts/{second}/fellows/{crowd0s_year}/leave                          s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/leaving/undo                   s n bb nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{crowd0s_year}/leaving/undo                   s n gg nnn nnn nnn nnnn nn
/cohorts/{second}/fellows/{withdrawns_year}/leaving/undo                s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{withdrawns_year}/return                      s n oo nnn nnn nnn nnnn nn
/cohorts/{second}/fellows/{withdrawns_year}/return                      s n nn nnn nnn nnn nnnn nn

/cohorts/{living}/fellows/import                                        s n gg nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/import                                    s n nn ggn nnn nnn nnnn nn
/cohorts/{second}/fellows/imports/{coordinators_roster}/start           s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/imports/{coordinators_roster}/start           s n ng nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/imports/{directors_roster}/start              s n gn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/imports/{far_coordinators_roster}/start       s n nn nnn nnn nnn nnnn nn

/cohorts/{living}/fellows/invite                                        s n gg nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/invite                                    s n nn oon nnn nnn nnnn nn
/cohorts/{living}/fellows/proposed                                      s n gb nnn nnn nnn nnnn nn
/cohorts/{second}/fellows/proposed                                      s n bb nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/mentors/new                    s n gg nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/mentors/new?of=oneself         s n oo nnn nnn nnn nnnn nn
/cohorts/{second}/fellows/{fellows_year}/mentors/new                    s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{others_year}/mentors/{asked_proposal}/agree  s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/mentors/{asked_proposal}/agree s n gb nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{others_year}/mentors/{named_proposal}/withdraw   s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/mentors/{named_proposal}/withdraw  s n gg nnn nnn nnn nnnn nn
/cohorts/{far_living}/fellows/{far_fellows_year}/mentors/{named_proposal}/withdraw  s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{others_year}/mentors/{mentors_grant}/end     s n nn nnn nnn nnn nnnn nn
/cohorts/{living}/fellows/{fellows_year}/mentors/{mentors_grant}/end    s n gn nnn nnn nnn nnnn nn
"""

YEAR = "profession=nursing&career_stage=ST6&employer=Somewhere"
SENT = {
    "/cohorts/{living}/fellows/new": f"full_name=Nia New&email=nia@example.org&host={{place}}&{YEAR}",
    "/cohorts/{far_living}/fellows/new": f"full_name=Nia New&email=nia@example.org&host={{far_place}}&{YEAR}",
    "/cohorts/{living}/fellows/{fellows_year}/edit": f"host={{place}}&{YEAR}",
    "/cohorts/{living}/fellows/{fellows_year}/edit?host=far": f"host={{far_place}}&{YEAR}",
    "/cohorts/{living}/fellows/{far_fellows_year}/edit": YEAR,
    "/cohorts/{living}/fellows/{fellows_year}/correct": "full_name=Nobody&email=taken.over@example.org",
    "/cohorts/{living}/fellows/{newcomers_year}/correct": "full_name=Nell Corrected&email=nell@example.org",
    "/cohorts/{second}/fellows/{newcomers_year}/correct": "full_name=Nell Corrected&email=nell@example.org",
    "/cohorts/{living}/fellows/{crowd0s_year}/leave": "leaving=withdrawn&left_on={today}&reason=Moved",
    "/cohorts/{second}/fellows/{crowd0s_year}/leave": "leaving=withdrawn&left_on={today}&reason=Moved",
    "/cohorts/{living}/fellows/import": "file=roster.csv",
    "/cohorts/{far_living}/fellows/import": "file=roster.csv",
    "/cohorts/{living}/fellows/invite": "fellows={uninviteds_year}",
    "/cohorts/{far_living}/fellows/invite": "fellows={uninviteds_year}",
    "/cohorts/{living}/fellows/{fellows_year}/mentors/new": "full_name=Max Mentor&email=max@example.org",
    "/cohorts/{living}/fellows/{fellows_year}/mentors/new?of=oneself": "full_name=Femi&email={fellows_email}",
    "/cohorts/{second}/fellows/{fellows_year}/mentors/new": "full_name=Max Mentor&email=max@example.org",
}
