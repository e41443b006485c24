"""Answering a survey, by the link in a mail and signed in. A link opens for whoever holds it, and nothing but its own.

The link `{survey_link}` was sent to `fellow`, `{answered_link}` to `other` and `{left_link}` to `withdrawn`, all for
the open wave; `{closed_link}` to `fellow` for the wave that has closed.
"""

READING = """
/answer/{survey_link}                                                   o o oo ooo ooo ooo oooo oo
/answer/{survey_link}/systems-and-change                                o o oo ooo ooo ooo oooo oo
/answer/{survey_link}/no-such-section                                   n n nn nnn nnn nnn nnnn nn
/answer/{survey_link}/review                                            o o oo ooo ooo ooo oooo oo
/answer/{survey_link}/later                                             o o oo ooo ooo ooo oooo oo
/answer/{survey_link}/thanks                                            g g gg ggg ggg ggg gggg gg
/answer/{answered_link}                                                 g g gg ggg ggg ggg gggg gg
/answer/{answered_link}/systems-and-change                              g g gg ggg ggg ggg gggg gg
/answer/{answered_link}/thanks                                          o o oo ooo ooo ooo oooo oo
/answer/{left_link}                                                     o o oo ooo ooo ooo oooo oo
/answer/{closed_link}                                                   g g gg ggg ggg ggg gggg gg
/answer/{closed_link}/thanks                                            o o oo ooo ooo ooo oooo oo
/answer/{unknown_token}                                                 n n nn nnn nnn nnn nnnn nn
/answer/{unknown_token}/systems-and-change                              n n nn nnn nnn nnn nnnn nn
/answer/{unknown_token}/review                                          n n nn nnn nnn nnn nnnn nn
/answer/{unknown_token}/later                                           n n nn nnn nnn nnn nnnn nn
/answer/{unknown_token}/thanks                                          n n nn nnn nnn nnn nnnn nn
/answer/{stop_link}                                                     n n nn nnn nnn nnn nnnn nn
/answer/{invitation}                                                    n n nn nnn nnn nnn nnnn nn

/my/surveys                                                             s f ff ffo fff fff oooo ff
/my/surveys/trajectory                                                  s f ff ffo fff fff oooo ff
/my/surveys/{open_wave}                                                 s n nn nnn nnn nnn ogon nn
/my/surveys/{open_wave}/systems-and-change                              s n nn nnn nnn nnn ogon nn
/my/surveys/{open_wave}/review                                          s n nn nnn nnn nnn ogon nn
/my/surveys/{open_wave}/thanks                                          s n nn nnn nnn nnn gogn nn
/my/surveys/{closed_wave}                                               s n nn nnn nnn nnn gggn nn
/my/surveys/{planned_wave}                                              s n nn nnn nnn nnn nnnn nn
/my/surveys/{far_open_wave}                                             s n nn nno nnn nnn nnnn nn
/my/surveys/{far_open_wave}/review                                      s n nn nno nnn nnn nnnn nn
/my/surveys/{unknown}                                                   s n nn nnn nnn nnn nnnn nn
"""

SENDING = """
/my/surveys/mails/stop                                                  s f ff ffg fff fff bggg ff
/my/surveys/mails/allow                                                 s f ff ffg fff fff gggg ff
/my/surveys/{open_wave}/save                                            s n nn nnn nnn nnn kccn nn
/my/surveys/{open_wave}/systems-and-change                              s n nn nnn nnn nnn gccn nn
/my/surveys/{far_open_wave}/save                                        s n nn nnk nnn nnn nnnn nn
/my/surveys/{far_open_wave}/send                                        s n nn nng nnn nnn nnnn nn
/my/surveys/{unknown}/send                                              s n nn nnn nnn nnn nnnn nn

/answer/{survey_link}/save                                              k k kk kkk kkk kkk kkkk kk
/answer/{survey_link}/people-and-networks                               g g gg ggg ggg ggg gggg gg
/answer/{unknown_token}/save                                            n n nn nnn nnn nnn nnnn nn
/answer/{unknown_token}/systems-and-change                              n n nn nnn nnn nnn nnnn nn
/answer/{unknown_token}/send                                            n n nn nnn nnn nnn nnnn nn
/answer/{stop_link}/send                                                n n nn nnn nnn nnn nnnn nn
/answer/{survey_link}/send                                              g g gg ggg ggg ggg gggg gg
/answer/{survey_link}/send?again                                        b b bb bbb bbb bbb bbbb bb
/answer/{survey_link}/save?again                                        c c cc ccc ccc ccc cccc cc
/answer/{answered_link}/save                                            c c cc ccc ccc ccc cccc cc
/answer/{answered_link}/send                                            b b bb bbb bbb bbb bbbb bb
/answer/{left_link}/save                                                c c cc ccc ccc ccc cccc cc
/answer/{left_link}/systems-and-change                                  c c cc ccc ccc ccc cccc cc
/answer/{left_link}/send                                                c c cc ccc ccc ccc cccc cc
/answer/{closed_link}/save                                              c c cc ccc ccc ccc cccc cc
/my/surveys/{open_wave}/send                                            s n nn nnn nnn nnn bbcn nn
"""

ONE = "name=item-systems-1&value=4&sequence=5"
ANOTHER = "name=item-resilience-1&value=4&sequence=5"
SENT = {
    "/my/surveys/{open_wave}/save": ONE,
    "/my/surveys/{open_wave}/systems-and-change": "item-systems-2=4&sequence=10",
    "/my/surveys/{far_open_wave}/save": ONE,
    "/answer/{survey_link}/save": ANOTHER,
    "/answer/{survey_link}/people-and-networks": "item-difference-1=4&sequence=20",
    "/answer/{unknown_token}/save": ONE,
    "/answer/{survey_link}/save?again": ONE,
    "/answer/{answered_link}/save": ONE,
    "/answer/{left_link}/save": ONE,
    "/answer/{left_link}/systems-and-change": "item-systems-2=4&sequence=10",
    "/answer/{closed_link}/save": ONE,
}
