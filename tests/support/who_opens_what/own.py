"""What belongs to a fellow: their year, reflections, supporters and equality answers. Nobody else opens any of it."""

READING = """
/my/profile                                                             s f ff ffo fff fff oooo ff
/my/profile/edit                                                        s f ff ffo fff fff oooo ff
/my/profile/address                                                     s f ff ffo fff fff oooo ff
/my/equality                                                            s f ff ffo fff fff oooo ff

/my/reflections                                                         s f ff ffo fff fff oooo ff
/my/reflections/new                                                     s f ff ffo fff fff oooo ff
/my/reflections/{reflection}                                            s n nn nnn nnn nnn onnn nn
/my/reflections/{reflection}/edit                                       s n nn nnn nnn nnn onnn nn
/my/reflections/{reflection}/check                                      s n nn nnn nnn nnn onnn nn
/my/reflections/{reflection}/delete                                     s n nn nnn nnn nnn onnn nn
/my/reflections/{draft}                                                 s n nn nnn nnn nnn onnn nn
/my/reflections/{draft}/edit                                            s n nn nnn nnn nnn onnn nn
/my/reflections/{withdrawns_reflection}                                 s n nn nnn nnn nnn nnon nn
/my/reflections/{withdrawns_reflection}/edit                            s n nn nnn nnn nnn nnon nn
/my/reflections/{alumnas_reflection}                                    s n nn nnn nnn nnn nnno nn
/my/reflections/{far_reflection}                                        s n nn nno nnn nnn nnnn nn
/my/reflections/{far_reflection}/delete                                 s n nn nno nnn nnn nnnn nn
/my/reflections/{unknown}                                               s n nn nnn nnn nnn nnnn nn

/my/supporters/{named_proposal}                                         s n nn nnn nnn nnn onnn nn
/my/supporters/{far_named_proposal}                                     s n nn nno nnn nnn nnnn nn
/my/supporters/{asked_proposal}                                         s n nn nnn nnn nnn nnnn nn
/my/supporters/{proposal}                                               s n nn nnn nnn nnn nnnn nn
/my/supporters/{proposal_to_invite}                                     s n nn nnn nnn nnn nnnn nn
/my/supporters/{unknown}                                                s n nn nnn nnn nnn nnnn nn
"""

SENDING = """
/my/profile/edit                                                        s f ff ffg fff fff gggg ff
/my/profile/address?typed=wrong                                      s f ff ffo fff fff oooo ff
/my/profile/address                                                     s f ff ffg fff fff gggg ff
/my/equality                                                            s f ff ffg fff fff gggg ff
/my/equality/remove                                                     s f ff ffg fff fff gggg ff

/my/reflections                                                         s f ff ffo fff fff oooo ff
/my/reflections/new                                                     s f ff ffg fff fff gggg ff
/my/reflections/{draft}/autosave                                        s n nn nnn nnn nnn knnn nn
/my/reflections/{draft}/check                                           s n nn nnn nnn nnn gnnn nn
/my/reflections/{draft}/edit                                            s n nn nnn nnn nnn gnnn nn
/my/reflections/{draft}/delete                                          s n nn nnn nnn nnn gnnn nn
/my/reflections/{reflection}/autosave                                   s n nn nnn nnn nnn knnn nn
/my/reflections/{withdrawns_reflection}/edit                            s n nn nnn nnn nnn nngn nn
/my/reflections/{alumnas_reflection}/delete                             s n nn nnn nnn nnn nnng nn
/my/reflections/{far_reflection}/edit                                   s n nn nng nnn nnn nnnn nn
/my/reflections/{unknown}/delete                                        s n nn nnn nnn nnn nnnn nn

/my/supporters/{asked_proposal}/accept                                  s n nn nnn nnn nnn nnnn nn
/my/supporters/{asked_proposal}/decline                                 s n nn nnn nnn nnn nnnn nn
/my/supporters/{proposal}/accept                                        s n nn nnn nnn nnn nnnn nn
/my/supporters/{named_proposal}/accept                                  s n nn nnn nnn nnn gnnn nn
/my/supporters/{far_named_proposal}/decline                             s n nn nng nnn nnn nnnn nn
"""

WRITTEN = "part_text=Written over&happened_on={today}&sequence=9"
SENT = {
    "/my/profile/edit": "career_stage=GP&employer=Somewhere else",
    "/my/profile/address?typed=wrong": "email=own@home.example&current=not the password",
    "/my/profile/address": "email=own@home.example&current=three random words",
    "/my/equality": "age=Under 30",
    "/my/reflections": "words=anything",
    "/my/reflections/new": "model=free",
    "/my/reflections/{draft}/autosave": WRITTEN,
    "/my/reflections/{draft}/edit": WRITTEN,
    "/my/reflections/{reflection}/autosave": WRITTEN,
    "/my/reflections/{withdrawns_reflection}/edit": WRITTEN,
    "/my/reflections/{far_reflection}/edit": WRITTEN,
}
