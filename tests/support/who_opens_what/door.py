"""Who comes in, a person's own account, and the pages behind links in mails other than a survey's."""

READING = """
/                                                                       s o oo ooo ooo ooo oooo oo
/healthz                                                                o o oo ooo ooo ooo oooo oo
/sign-in                                                                o g gg ggg ggg ggg gggg gg
/forgotten-password                                                     o o oo ooo ooo ooo oooo oo
/invitation/{invitation}                                                o o oo ooo ooo ooo oooo oo
/invitation/{reset}                                                     n n nn nnn nnn nnn nnnn nn
/invitation/{unknown_token}                                             n n nn nnn nnn nnn nnnn nn
/reset/{reset}                                                          o o oo ooo ooo ooo oooo oo
/reset/{invitation}                                                     n n nn nnn nnn nnn nnnn nn
/reset/{unknown_token}                                                  n n nn nnn nnn nnn nnnn nn
/account                                                                s o oo ooo ooo ooo oooo oo
/account/name                                                           s o oo ooo ooo ooo oooo oo
/account/password                                                       s o oo ooo ooo ooo oooo oo

/address/{address_link}                                                 o o oo ooo ooo ooo oooo oo
/address/{unknown_token}                                                n n nn nnn nnn nnn nnnn nn
/address/{stop_link}                                                    n n nn nnn nnn nnn nnnn nn
/stop/{stop_link}                                                       o o oo ooo ooo ooo oooo oo
/stop/{unknown_token}                                                   n n nn nnn nnn nnn nnnn nn
/stop/{survey_link}                                                     n n nn nnn nnn nnn nnnn nn
/invitation/{survey_link}                                               n n nn nnn nnn nnn nnnn nn
/reset/{address_link}                                                   n n nn nnn nnn nnn nnnn nn
"""

SENDING = """
/sign-in                                                                o o oo ooo ooo ooo oooo oo
/forgotten-password                                                     s s ss sss sss sss ssss ss
/invitation/{invitation}                                                o o oo ooo ooo ooo oooo oo
/invitation/{unknown_token}                                             n n nn nnn nnn nnn nnnn nn
/reset/{reset}                                                          o o oo ooo ooo ooo oooo oo
/reset/{unknown_token}                                                  n n nn nnn nnn nnn nnnn nn
/account/name                                                           s g gg ggg ggg ggg gggg gg
/account/password                                                       s o oo ooo ooo ooo oooo oo

/stop/{unknown_token}/confirm                                           n n nn nnn nnn nnn nnnn nn
/stop/{survey_link}/confirm                                             n n nn nnn nnn nnn nnnn nn
/stop/{stop_link}/confirm                                               g g gg ggg ggg ggg gggg gg
/address/{unknown_token}                                                n n nn nnn nnn nnn nnnn nn
/address/{survey_link}                                                  n n nn nnn nnn nnn nnnn nn
/address/{address_link}                                                 s s ss sss sss sss ssss ss
/address/{address_link}?again                                           n n nn nnn nnn nnn nnnn nn
"""

ENDING = """
/sign-out                                                               s s ss sss sss sss ssss ss
"""

SENT = {
    "/forgotten-password": "email=nobody.here@example.org",
    "/account/name": "full_name=Renamed Person",
}
