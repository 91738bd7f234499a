"""Who may do what: roles, operations and the one table that joins them (DESIGN.md section 7)."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.codes import Code
from chalicelib.domain.part import Part
from chalicelib.domain.refusal import Refused


class Role(StrEnum):
    APPLICANT = "applicant"
    COUNTY = "county"
    PROVIDER = "provider"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    PREPARER = "preparer"
    PAYMENT_APPROVER = "payment_approver"
    RECONCILER = "reconciler"
    MANAGER = "manager"
    DHCS = "dhcs"
    APPEALS_OFFICER = "appeals_officer"
    AUDITOR = "auditor"
    SYSTEM = "system"


class Operation(StrEnum):
    READ_PUBLIC = "read_public"
    SIGN_IN = "sign_in"
    SUBMIT_APPLICATION = "submit_application"
    EDIT_DRAFT = "edit_draft"
    HAND_IN_DOCUMENT = "hand_in_document"
    READ_DOCUMENT = "read_document"
    READ_OWN_STATUS = "read_own_status"
    REVISE_APPLICATION = "revise_application"
    WITHDRAW_APPLICATION = "withdraw_application"
    REPORT_FUNDING = "report_funding"
    ASK_TO_BE_TOLD = "ask_to_be_told"
    CHANGE_CONTACT = "change_contact"
    READ_OWN_DATA = "read_own_data"
    ASK_AGAIN = "ask_again"
    CARRY_OVER = "carry_over"
    ACCEPT_AWARD = "accept_award"
    DECLINE_AWARD = "decline_award"
    READ_WORK = "read_work"
    REVIEW_APPLICATION = "review_application"
    REPLACE_CODE = "replace_code"
    APPROVE_AWARD = "approve_award"
    REFUSE_AWARD = "refuse_award"
    REVOKE_AWARD = "revoke_award"
    READ_AWARD = "read_award"
    REQUEST_EXTENSION = "request_extension"
    DECIDE_EXTENSION = "decide_extension"
    ENROLL = "enroll"
    CANCEL_ENROLLMENT = "cancel_enrollment"
    CLAIM = "claim"
    CHARGE_FEE = "charge_fee"
    APPROVE_CLAIM = "approve_claim"
    PREPARE_BATCH = "prepare_batch"
    APPROVE_BATCH = "approve_batch"
    SETTLE_BATCH = "settle_batch"
    RETURN_PAYMENT = "return_payment"
    ALLOT_FUNDS = "allot_funds"
    CHANGE_ROUND = "change_round"
    NOMINATE = "nominate"
    PROPOSE_REALLOCATION = "propose_reallocation"
    WITHDRAW_PROPOSAL = "withdraw_proposal"
    DECIDE_REALLOCATION = "decide_reallocation"
    RECORD_LETTER = "record_letter"
    CONFIRM_LETTER = "confirm_letter"
    READ_PROPOSALS = "read_proposals"
    READ_NOMINATIONS = "read_nominations"
    DECIDE_NOMINATION_MATCH = "decide_nomination_match"
    MAKE_REPORT = "make_report"
    READ_REPORT = "read_report"
    READ_FUNDS = "read_funds"
    SIMULATE_MOVES = "simulate_moves"
    ACKNOWLEDGE_WARNING = "acknowledge_warning"
    DELIVER_NOTICE = "deliver_notice"
    READ_LETTER = "read_letter"
    READ_CASE = "read_case"
    TAKE_WORK = "take_work"
    DECLARE_CONFLICT = "declare_conflict"
    SEARCH_APPLICATIONS = "search_applications"
    READ_PERSON = "read_person"
    ALLOW_COUNTY = "allow_county"
    FILE_APPEAL = "file_appeal"
    DECIDE_APPEAL = "decide_appeal"
    READ_AUDIT = "read_audit"
    READ_SETTINGS = "read_settings"
    EDIT_SETTINGS = "edit_settings"
    PUBLISH_SETTINGS = "publish_settings"
    DRAW_SAMPLE = "draw_sample"
    READ_SAMPLE = "read_sample"
    ANSWER_SAMPLE = "answer_sample"
    READ_WHOLE_AUDIT = "read_whole_audit"
    """Of a person or a period, with who read personal data; and exports."""


R = Role
STAFF = frozenset({R.REVIEWER, R.APPROVER, R.PREPARER, R.PAYMENT_APPROVER, R.RECONCILER, R.MANAGER, R.DHCS, R.AUDITOR})

ANYONE = frozenset({Operation.READ_PUBLIC, Operation.SIGN_IN, Operation.SUBMIT_APPLICATION, Operation.ASK_TO_BE_TOLD})
"""Open to people who have shown no identity; everything else needs a role of the table."""

PERMISSIONS: Mapping[Operation, frozenset[Role]] = {
    Operation.READ_PUBLIC: frozenset(Role),
    Operation.SIGN_IN: frozenset(Role),
    Operation.SUBMIT_APPLICATION: frozenset({R.APPLICANT}),
    Operation.EDIT_DRAFT: frozenset({R.APPLICANT}),
    Operation.HAND_IN_DOCUMENT: frozenset({R.APPLICANT}),
    Operation.READ_DOCUMENT: frozenset({R.REVIEWER}),
    Operation.READ_OWN_STATUS: frozenset({R.APPLICANT}),
    Operation.REVISE_APPLICATION: frozenset({R.APPLICANT}),
    Operation.WITHDRAW_APPLICATION: frozenset({R.APPLICANT}),
    Operation.REPORT_FUNDING: frozenset({R.APPLICANT}),
    Operation.ASK_TO_BE_TOLD: frozenset({R.APPLICANT}),
    Operation.CHANGE_CONTACT: frozenset({R.APPLICANT}),
    Operation.READ_OWN_DATA: frozenset({R.APPLICANT}),
    Operation.ASK_AGAIN: frozenset({R.APPLICANT}),
    Operation.CARRY_OVER: frozenset({R.APPLICANT}),
    Operation.ACCEPT_AWARD: frozenset({R.APPLICANT}),
    Operation.DECLINE_AWARD: frozenset({R.APPLICANT}),
    Operation.READ_WORK: STAFF | {R.APPEALS_OFFICER},
    Operation.REVIEW_APPLICATION: frozenset({R.REVIEWER}),
    Operation.REPLACE_CODE: frozenset({R.REVIEWER, R.SYSTEM}),
    Operation.APPROVE_AWARD: frozenset({R.APPROVER}),
    Operation.REFUSE_AWARD: frozenset({R.APPROVER}),
    Operation.REVOKE_AWARD: frozenset({R.APPROVER}),
    Operation.READ_AWARD: frozenset({R.APPROVER, R.MANAGER, R.RECONCILER, R.AUDITOR}),
    Operation.REQUEST_EXTENSION: frozenset({R.APPROVER, R.MANAGER}),
    Operation.DECIDE_EXTENSION: frozenset({R.APPROVER}),
    Operation.ENROLL: frozenset({R.PROVIDER, R.APPLICANT}),
    Operation.CANCEL_ENROLLMENT: frozenset({R.PROVIDER}),
    Operation.CLAIM: frozenset({R.PROVIDER}),
    Operation.CHARGE_FEE: frozenset({R.SYSTEM}),
    Operation.APPROVE_CLAIM: frozenset({R.PAYMENT_APPROVER}),
    Operation.PREPARE_BATCH: frozenset({R.PREPARER}),
    Operation.APPROVE_BATCH: frozenset({R.PAYMENT_APPROVER}),
    Operation.SETTLE_BATCH: frozenset({R.RECONCILER}),
    Operation.RETURN_PAYMENT: frozenset({R.RECONCILER}),
    Operation.ALLOT_FUNDS: frozenset({R.DHCS}),
    Operation.CHANGE_ROUND: frozenset({R.MANAGER}),
    Operation.NOMINATE: frozenset({R.COUNTY}),
    Operation.PROPOSE_REALLOCATION: frozenset({R.MANAGER}),
    Operation.WITHDRAW_PROPOSAL: frozenset({R.MANAGER}),
    Operation.DECIDE_REALLOCATION: frozenset({R.DHCS}),
    Operation.RECORD_LETTER: frozenset({R.MANAGER}),
    Operation.CONFIRM_LETTER: frozenset({R.MANAGER}),
    Operation.READ_PROPOSALS: frozenset({R.MANAGER, R.DHCS, R.AUDITOR}),
    Operation.READ_NOMINATIONS: frozenset({R.COUNTY}),
    Operation.DECIDE_NOMINATION_MATCH: frozenset({R.REVIEWER}),
    Operation.MAKE_REPORT: frozenset({R.SYSTEM, R.MANAGER, R.DHCS}),
    Operation.READ_REPORT: frozenset({R.MANAGER, R.DHCS, R.AUDITOR, R.APPROVER, R.RECONCILER}),
    Operation.READ_FUNDS: frozenset({R.MANAGER, R.DHCS, R.AUDITOR, R.RECONCILER}),
    Operation.SIMULATE_MOVES: frozenset({R.MANAGER, R.DHCS, R.AUDITOR}),
    Operation.ACKNOWLEDGE_WARNING: frozenset({R.MANAGER}),
    Operation.DELIVER_NOTICE: frozenset({R.REVIEWER}),
    Operation.READ_LETTER: frozenset({R.REVIEWER}),
    Operation.READ_CASE: frozenset({R.REVIEWER, R.APPROVER}),
    Operation.TAKE_WORK: frozenset({R.REVIEWER, R.APPROVER}),
    Operation.DECLARE_CONFLICT: frozenset({R.REVIEWER, R.APPROVER}),
    Operation.SEARCH_APPLICATIONS: frozenset({R.REVIEWER, R.APPROVER}),
    Operation.READ_PERSON: frozenset({R.REVIEWER}),
    Operation.ALLOW_COUNTY: frozenset({R.APPLICANT}),
    Operation.FILE_APPEAL: frozenset({R.APPLICANT, R.REVIEWER, R.MANAGER}),
    Operation.DECIDE_APPEAL: frozenset({R.APPEALS_OFFICER}),
    Operation.READ_AUDIT: frozenset({R.AUDITOR, R.MANAGER}),
    Operation.READ_WHOLE_AUDIT: frozenset({R.AUDITOR}),
    Operation.DRAW_SAMPLE: frozenset({R.MANAGER}),
    Operation.READ_SAMPLE: frozenset({R.MANAGER, R.DHCS, R.AUDITOR, R.REVIEWER, R.APPROVER}),
    Operation.ANSWER_SAMPLE: frozenset({R.REVIEWER, R.APPROVER}),
    Operation.READ_SETTINGS: frozenset({R.MANAGER, R.DHCS, R.AUDITOR}),
    Operation.EDIT_SETTINGS: frozenset({R.MANAGER, R.DHCS}),
    Operation.PUBLISH_SETTINGS: frozenset({R.MANAGER, R.DHCS}),
}


class Actor(Part):
    """Whoever makes a request: an id that names no one, the roles shown, and what ties a staff member to a person."""

    id: str
    roles: frozenset[Role]
    email_digest: str | None = None
    """Keyed digest of the e-mail, the same for a person's applicant record and their staff account."""
    organization: str | None = None
    """The provider or county that this account belongs to."""

    def may(self, operation: Operation) -> bool:
        """Whether one of the roles is in the table for the operation."""
        return bool(self.roles & PERMISSIONS[operation])


SYSTEM = Actor(id="system", roles=frozenset({Role.SYSTEM}))
"""The workflows and the scheduled jobs."""


def authorize(actor: Actor, operation: Operation) -> None:
    """Raises NOT-ALLOWED unless one of the actor's roles is in the table for the operation."""
    if not actor.may(operation):
        raise Refused(Code.NOT_ALLOWED)


def refuse_same_person(actor: Actor, *others: str | None) -> None:
    """Raises SAME-PERSON when the actor is one of the ids or e-mail digests given (separation of duties)."""
    identities = {actor.id, actor.email_digest} - {None}
    if identities & set(others):
        raise Refused(Code.SAME_PERSON)
