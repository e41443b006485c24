"""Writes about people: accounts, scopes and roles. Relations and addresses stand in modules beside this one."""

from programme.accounts.service.grants import accept_proposal, decline_proposal, end_grant, give_grant, propose_grant
from programme.accounts.service.people import (
    UNKNOWN_ADDRESS,
    ask_for_reset,
    check_password,
    correct_address,
    create_administrator,
    end_sessions,
    invite,
    note_sign_in,
    person_for_link,
    propose_person,
    rename,
    resend_invitation,
    set_password,
    signed_in_person,
)
from programme.accounts.service.scopes import add_scope, name_scope, tie_scopes

__all__ = [
    "UNKNOWN_ADDRESS",
    "accept_proposal",
    "add_scope",
    "ask_for_reset",
    "check_password",
    "correct_address",
    "create_administrator",
    "decline_proposal",
    "end_grant",
    "end_sessions",
    "give_grant",
    "invite",
    "name_scope",
    "note_sign_in",
    "person_for_link",
    "propose_grant",
    "propose_person",
    "rename",
    "resend_invitation",
    "set_password",
    "signed_in_person",
    "tie_scopes",
]
