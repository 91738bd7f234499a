"""Which changes the audit has to know of: what each operation of the permission table leaves in it, and what may be
written without an event. Whatever is not named here needs one."""

import re
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.permissions import Operation as O  # noqa: N814 - the tables below are read as tables
from chalicelib.web.api import ENDPOINTS
from chalicelib.web.pages import PAGES

OF: Mapping[str, O] = {
    "submit": O.SUBMIT_APPLICATION,
    "submit a second": O.SUBMIT_APPLICATION,
    "revise": O.REVISE_APPLICATION,
    "withdraw": O.WITHDRAW_APPLICATION,
    "change_contact": O.CHANGE_CONTACT,
    "report_funding": O.REPORT_FUNDING,
    "replace_code": O.REPLACE_CODE,
    "review": O.REVIEW_APPLICATION,
    "approve_award": O.APPROVE_AWARD,
    "refuse_award": O.REFUSE_AWARD,
    "accept": O.ACCEPT_AWARD,
    "decline": O.DECLINE_AWARD,
    "revoke_award": O.REVOKE_AWARD,
    "request_extension": O.REQUEST_EXTENSION,
    "approve_extension": O.DECIDE_EXTENSION,
    "refuse_extension": O.DECIDE_EXTENSION,
    "charge_fee": O.CHARGE_FEE,
    "post_class": O.POST_CLASS,
    "change_seats": O.POST_CLASS,
    "cancel_class": O.POST_CLASS,
    "ask_place": O.ASK_PLACE,
    "take_place_back": O.ASK_PLACE,
    "confirm_place": O.DECIDE_PLACE,
    "refuse_place": O.DECIDE_PLACE,
    "enroll": O.ENROLL,
    "claim": O.CLAIM,
    "approve_claim": O.APPROVE_CLAIM,
    "prepare_batch": O.PREPARE_BATCH,
    "approve_batch": O.APPROVE_BATCH,
    "settle": O.SETTLE_BATCH,
    "propose_reallocation": O.PROPOSE_REALLOCATION,
    "withdraw_proposal": O.WITHDRAW_PROPOSAL,
    "decide_reallocation": O.DECIDE_REALLOCATION,
    "record_letter": O.RECORD_LETTER,
    "confirm_letter": O.CONFIRM_LETTER,
    "return_payment": O.RETURN_PAYMENT,
    "ask_again": O.ASK_AGAIN,
    "acknowledge_warning": O.ACKNOWLEDGE_WARNING,
    "decide_match": O.DECIDE_NOMINATION_MATCH,
    "enter_intake": O.ENTER_INTAKE,
    "correct_intake": O.ENTER_INTAKE,
    "confirm_intake": O.DECIDE_INTAKE,
    "send_back_intake": O.DECIDE_INTAKE,
    "set_aside_intake": O.DECIDE_INTAKE,
    "record_code_letter": O.DELIVER_NOTICE,
    "file_appeal": O.FILE_APPEAL,
    "decide_appeal": O.DECIDE_APPEAL,
    "declare_conflict": O.DECLARE_CONFLICT,
    "take_back_conflict": O.TAKE_BACK_CONFLICT,
    "deliver_notice": O.DELIVER_NOTICE,
    "delegate_role": O.DELEGATE_ROLE,
    "end_delegation": O.DELEGATE_ROLE,
    "end_sessions": O.END_SESSIONS,
    "sign_out_everywhere": O.SIGN_OUT_EVERYWHERE,
    "open_access_review": O.REVIEW_ACCESS,
    "decide_access": O.REVIEW_ACCESS,
}
"""By the operations of the tests, that of the permission table; test_exactly_once.py sends each and looks."""

SILENT: Mapping[O, str] = {
    O.READ_PUBLIC: "the language that somebody reads in",
    O.SIGN_IN: "a session; when an account last signed in is in the access review",
    O.SIGN_OUT_EVERYWHERE: "sessions of one's own; what an administrator ends is an event of its own",
    O.EDIT_DRAFT: "a form that is not sent belongs to its person alone; sending it is an event",
    O.ASK_TO_BE_TOLD: "an address that nobody is known by, forgotten once it was told",
    O.TAKE_WORK: "a lease of some hours, so that two people do not look at one thing; it decides nothing",
    O.MAKE_REPORT: "what is computed from the records, kept with its time; it changes none of them",
    O.SIMULATE_MOVES: "what would be; nothing is written",
    O.SEARCH_APPLICATIONS: "reading; who is found is in the readings of personal data",
    O.OPEN_AWARD: "reading; whose award it is is in the readings of personal data",
    O.READ_OWN_ACCOUNT: "one's own roles and days",
    O.NOMINATE: "",
}
"""What changes something and leaves no event, and why."""


def changing() -> set[O]:
    """The operations that some page or endpoint sends something for."""
    asked = [each for each in ENDPOINTS if each.method != "GET" and not each.computes]
    return {each.operation for each in asked} | {each.operation for each in PAGES if each.method != "GET"}


def operation_of(path: str) -> O:
    """Of a POST of the API."""
    return next(each.operation for each in ENDPOINTS if each.method == "POST" and _template(each.path).fullmatch(path))


def _template(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{\w+\}", r"[^/]+", path))


# ---------------------------------------------------------------- rows
UNAUDITED: Mapping[str, str] = {
    r"REQUEST#.* STATE": "what a request was answered",
    r"OUTBOX .*": "what is still to be told",
}
"""Rows, as `pk sk`, that may be written in a transaction without an event, and why."""


def told(items: list[dict[str, Any]]) -> bool:
    """Whether a transaction writes an event: of a chain, of a person, or an allotment's posting."""
    return any("EVENTS#" in each.get("Put", {}).get("Item", {}).get("work_pk", {}).get("S", "") for each in items)


def unaudited(items: list[dict[str, Any]]) -> set[str]:
    """The rows that a transaction changes although it tells nothing of it."""
    return set() if told(items) else {name for name in map(_name, items) if name and not _is_excused(name)}


def _is_excused(name: str) -> bool:
    return any(re.fullmatch(pattern, name) for pattern in UNAUDITED)


def _name(item: dict[str, Any]) -> str:
    """Of what one action writes; empty for a check, which writes nothing."""
    (kind, action), *_ = item.items()
    key = action.get("Item") or action["Key"]
    return "" if kind == "ConditionCheck" else f"{key['pk']['S']} {key['sk']['S']}"
