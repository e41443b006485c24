"""People, their grants, and what is proposed for them."""

READING = """
/people                                                                 s o oo oof fff fff ffff ff
/people/invite                                                          s o of off fff fff ffff ff
/people/propose                                                         s f fo fof fff fff ffff ff
/people/{coordinator}                                                   s o oo nnn nnn nnn nnnn nn
/people/{director}                                                      s o oo nnn nnn nnn nnnn nn
/people/{sponsor}                                                       s o oo nnn nnn nnn nnnn nn
/people/{ended}                                                         s o oo nnn nnn nnn nnnn nn
/people/{far_coordinator}                                               s o nn oon nnn nnn nnnn nn
/people/{nobody}                                                        s o nn nnn nnn nnn nnnn nn
/people/{administrator}                                                 s o nn nnn nnn nnn nnnn nn
/people/{unknown}                                                       s n nn nnn nnn nnn nnnn nn
/people/{coordinator}/correct                                           s o ff fff fff fff ffff ff
/people/{unknown}/correct                                               s n ff fff fff fff ffff ff
/people/{coordinator}/grants/new                                        s o on nnn nnn nnn nnnn nn
/people/{far_coordinator}/grants/new                                    s o nn onn nnn nnn nnnn nn
/people/{director}/grants/new                                           s o nn nnn nnn nnn nnnn nn
/people/{administrator}/grants/new                                      s n nn nnn nnn nnn nnnn nn
/people/{coordinator}/grants/{coordinators_grant}/end                   s n on nnn nnn nnn nnnn nn
/people/{director}/grants/{directors_grant}/end                         s o nn nnn nnn nnn nnnn nn
/people/{sponsor}/grants/{coordinators_grant}/end                       s n nn nnn nnn nnn nnnn nn
/people/{coordinator}/grants/{unknown}/end                              s n nn nnn nnn nnn nnnn nn
/people/{coordinator}/grants/{far_coordinators_grant}/end               s n nn nnn nnn nnn nnnn nn
/people/{sponsor}/proposals/new                                         s n no nnn nnn nnn nnnn nn
/people/{coordinator}/proposals/new                                     s n nn nnn nnn nnn nnnn nn
/people/{far_coordinator}/proposals/new                                 s n nn nnn nnn nnn nnnn nn

/people/{fellow}                                                        s o oo nnn nnn nnn nnnn nn
/people/{withdrawn}                                                     s o oo nnn nnn nnn nnnn nn
/people/{alumna}                                                        s o oo nnn nnn nnn nnnn nn
/people/{proposed}                                                      s o oo nnn nnn nnn nnnn nn
/people/{mentor}                                                        s o oo nnn nnn nnn nnnn nn
/people/{named}                                                         s o oo nnn nnn nnn nnnn nn
/people/{suggested}                                                     s o oo nnn nnn nnn nnnn nn
/people/{far_fellow}                                                    s o nn oon nnn nnn nnnn nn
/people/{far_mentor}                                                    s o nn oon nnn nnn nnnn nn
/people/{fellow}/correct                                                s o ff fff fff fff ffff ff
/people/{fellow}/grants/new                                             s o on nnn nnn nnn nnnn nn
/people/{fellow}/proposals/new                                          s n no nnn nnn nnn nnnn nn
/people/{fellow}/grants/{fellows_grant}/end                             s n nn nnn nnn nnn nnnn nn
/people/{alumna}/grants/{alumnas_grant}/end                             s n nn nnn nnn nnn nnnn nn
/people/{mentor}/grants/{mentors_grant}/end                             s n on nnn nnn nnn nnnn nn
/people/{fellow}/grants/{mentors_grant}/end                             s n nn nnn nnn nnn nnnn nn
/people/{mentor}/hand-over                                              s n on nnn nnn nnn nnnn nn
/people/{far_mentor}/hand-over                                          s n nn onn nnn nnn nnnn nn
/people/{nobody}/hand-over                                              s n nn nnn nnn nnn nnnn nn
"""

SENDING = """
/people/{invited}/resend                                                s g ff fff fff fff ffff ff
/people/{unknown}/resend                                                s n ff fff fff fff ffff ff
/people/invite                                                          s o gf off fff fff ffff ff
/people/{coordinator}/correct                                           s g ff fff fff fff ffff ff
/people/{coordinator}/grants/new                                        s o gn nnn nnn nnn nnnn nn
/people/{director}/grants/new                                           s o nn nnn nnn nnn nnnn nn
/people/{director}/grants/{directors_grant}/end                         s g nn nnn nnn nnn nnnn nn
/people/{sponsor}/grants/{coordinators_grant}/end                       s n nn nnn nnn nnn nnnn nn
/people/propose                                                         s f fg fof fff fff ffff ff
/people/{sponsor}/proposals/new                                         s n ng nnn nnn nnn nnnn nn
/people/{director}/proposals/{proposal}/accept                          s n nn nnn nnn nnn nnnn nn
/people/{sponsor}/proposals/{unknown}/accept                            s n nn nnn nnn nnn nnnn nn
/people/{sponsor}/proposals/{proposal}/accept                           s n gn nnn nnn nnn nnnn nn
/people/{sponsor}/proposals/{other_proposal}/decline                    s n gn nnn nnn nnn nnnn nn

/people/invite?as=fellow                                                s o of off fff fff ffff ff
/people/invite?as=mentor                                                s o of off fff fff ffff ff
/people/propose?as=fellow                                               s f fo fof fff fff ffff ff
/people/{sponsor}/grants/new?as=mentor                                  s o on nnn nnn nnn nnnn nn
/people/{sponsor}/proposals/new?as=mentor                               s n no nnn nnn nnn nnnn nn
/people/{fellow}/grants/{fellows_grant}/end                             s n nn nnn nnn nnn nnnn nn
/people/{alumna}/grants/{alumnas_grant}/end                             s n nn nnn nnn nnn nnnn nn
/people/{named}/proposals/{named_proposal}/accept                       s n bn nnn nnn nnn nnnn nn
/people/{suggested}/proposals/{asked_proposal}/accept                   s n bn nnn nnn nnn nnnn nn
/people/{far_proposed}/proposals/{far_proposal_to_invite}/accept        s n nn gnn nnn nnn nnnn nn
/people/{far_suggested}/proposals/{far_asked_proposal}/decline          s n nn gnn nnn nnn nnnn nn
/people/{mentor}/hand-over                                              s n on nnn nnn nnn nnnn nn
/people/{far_mentor}/hand-over                                          s n nn gnn nnn nnn nnnn nn
"""

ENDING = """
/people/{coordinator}/grants/{coordinators_grant}/end                   s n gn nnn nnn nnn nnnn nn
"""

SENT = {
    "/people/invite": "full_name=Una Invited&email=una@example.org&role=coordinator&scope={programme}",
    "/people/invite?as=fellow": "full_name=Una Fellow&email=una.f@example.org&role=fellow&scope={living}",
    "/people/invite?as=mentor": "full_name=Una Mentor&email=una.m@example.org&role=mentor&scope={fellows_year}",
    "/people/propose": "full_name=Pia Proposed&email=pia@example.org&role=sponsor&scope={programme}",
    "/people/propose?as=fellow": "full_name=Pia Fellow&email=pia.f@example.org&role=fellow&scope={living}",
    "/people/{sponsor}/proposals/new": "role=sponsor&scope={elsewhere}",
    "/people/{sponsor}/proposals/new?as=mentor": "role=mentor&scope={fellows_year}",
    "/people/{coordinator}/correct": "full_name=Corrected Name&email=corrected@example.org",
    "/people/{coordinator}/grants/new": "role=sponsor&scope={place}",
    "/people/{director}/grants/new": "role=coordinator&scope={programme}",
    "/people/{sponsor}/grants/new?as=mentor": "role=mentor&scope={fellows_year}",
    "/people/{far_mentor}/hand-over": "full_name=Hana Heir&email=hana@example.org",
}
