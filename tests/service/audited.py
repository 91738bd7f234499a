"""Which changes the audit has to know of: what each operation of the permission table leaves in it, and what may be
written without an event. Whatever is not named here needs one."""

import json
import re
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.permissions import Operation
from chalicelib.web.api import ENDPOINTS
from chalicelib.web.pages import PAGES
from tests.service.site import AwsCall

O = Operation  # noqa: E741 - the tables below are read as tables

OF: Mapping[str, O] = {
    "submit": O.SUBMIT_APPLICATION,
    "submit a second": O.SUBMIT_APPLICATION,
    "revise": O.REVISE_APPLICATION,
    "withdraw": O.WITHDRAW_APPLICATION,
    "remove_document": O.HAND_IN_DOCUMENT,
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
    "decide_access": O.REVIEW_ACCESS,
}
"""By the operations of the tests, that of the permission table; test_exactly_once.py sends each and looks."""

BY_HAND = frozenset(
    {
        *(O.NOMINATE, O.CHANGE_ROUND, O.ALLOT_FUNDS, O.CANCEL_ENROLLMENT, O.ALLOW_COUNTY, O.CARRY_OVER),
        *(O.CHECK_DOCUMENT, O.HAND_IN_DOCUMENT, O.READ_OWN_DATA, O.READ_LETTER, O.READ_OWN_STATUS),
        *(O.EDIT_SETTINGS, O.PUBLISH_SETTINGS, O.DRAW_SAMPLE, O.ANSWER_SAMPLE),
    }
)
"""Carried out by test_audit_of_changes.py: what only pages offer, and what is no decision about one thing."""

SILENT: Mapping[O, str] = {
    O.READ_PUBLIC: "the language that somebody reads in",
    O.SIGN_IN: "a session; when an account last signed in is in the access review",
    O.SIGN_OUT_EVERYWHERE: "sessions of one's own; what an administrator ends is an event",
    O.EDIT_DRAFT: "a form that is not sent is its person's alone; sending it is an event",
    O.ASK_TO_BE_TOLD: "an address of nobody known, forgotten once they were told",
    O.TAKE_WORK: "for some hours others look at something else; it decides nothing",
    O.MAKE_REPORT: "computed from the records, none of which it changes",
    O.SIMULATE_MOVES: "nothing is written",
    O.SEARCH_APPLICATIONS: "a reading: recorded as one",
    O.OPEN_AWARD: "a reading: recorded as one",
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


UNTOLD: Mapping[str, str] = {
    "sign_out_everywhere": SILENT[O.SIGN_OUT_EVERYWHERE],
    "remove_document": SILENT[O.EDIT_DRAFT],
}
"""The same of the operations of the tests."""


# ---------------------------------------------------------------- rows
UNAUDITED: Mapping[str, str] = {
    r"REQUEST#.* STATE": "what a request was answered, for a retry",
    r"OUTBOX .*": "what a decision still has to tell; gone when it is told",
    r"(APPLICATION|PROPOSAL)#.* RUN#.*": "which execution waits: the database decides, executions are disposable",
    r"(PERSON#.*|READINGS#.*) READING#.*": "the record of who read personal data: part of the audit itself",
    r"PERSON#.* (NOTICE|TOLD)#.*": "what was sent, and when, as the notice says; what comes back is an event",
    r"PERSON#.* CODE-REQUEST": "what becomes of a code that was asked for and replaced by events",
    r"PERSON#.* DOCUMENT#.*": "files of forms not sent, and on their way; the one that counts is an event",
    r"ALERT#.* STATE": "an address of nobody known, forgotten once they were told",
    r"COUNTY#.* MATCHED#.*": "that a nomination was found to count; what it changes is in the application's events",
    r"ACCESS-REVIEW#.* ROW#.*": "the list that is to be reviewed, copied when it is opened",
    r"REPORT#.* .*": "computed from the records, none of which it changes",
    r"PROGRAM VERSION#.*": "version 1, from the shipped files; those after it are published, with an event",
    r"SESSIONS?#.* .*": "who is signed in",
    r"STAFF .*#STANDING": "when an account last signed in, or was signed out everywhere",
    r"TRIES#.* .*": "guesses of access codes, counted for some hours",
}
"""Rows, as `pk sk`, that may be written in a transaction without an event, and why."""


def told(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events that a transaction writes: of a chain, of a person, or an allotment's posting."""
    rows = [each.get("Put", {}).get("Item", {}) for each in items]
    return [json.loads(row["body"]["S"]) for row in rows if row.get("work_pk", {}).get("S", "").startswith("EVENTS#")]


def actions(seen: list[AwsCall]) -> set[str]:
    """What the events and postings of these calls say that happened."""
    written = [call.params["TransactItems"] for call in seen if call.operation == "TransactWriteItems"]
    return {str(record.get("action", record.get("kind"))) for items in written for record in told(items)}


def told_by(seen: list[AwsCall], action: str | None = None) -> set[str]:
    """Whom the events of these calls name, of one action or of all."""
    written = [call.params["TransactItems"] for call in seen if call.operation == "TransactWriteItems"]
    records = [record for items in written for record in told(items)]
    return {record["actor"] for record in records if action in (None, record.get("action", record.get("kind")))}


def unaudited(items: list[dict[str, Any]]) -> set[str]:
    """The rows that a transaction changes although it tells nothing of it."""
    return {name for name in _untold(items) if not any(re.fullmatch(each, name) for each in UNAUDITED)}


def excused(written: list[list[dict[str, Any]]]) -> set[str]:
    """The patterns of `UNAUDITED` that something was in need of."""
    names = set().union(*map(_untold, written))
    return {each for each in UNAUDITED if any(re.fullmatch(each, name) for name in names)}


def _untold(items: list[dict[str, Any]]) -> set[str]:
    """What a transaction without an event writes; a check writes nothing."""
    keys = [
        action.get("Item") or action["Key"]
        for item in items
        for kind, action in item.items()
        if kind != "ConditionCheck"
    ]
    return set() if told(items) else {f"{key['pk']['S']} {key['sk']['S']}" for key in keys}
