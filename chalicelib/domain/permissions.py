"""Operations, and the one table that says which roles may do each (DESIGN.md section 7)."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.roles import DELEGABLE, Role


class Operation(StrEnum):
    READ_PUBLIC = "read_public"
    SIGN_IN = "sign_in"
    SUBMIT_APPLICATION = "submit_application"
    EDIT_DRAFT = "edit_draft"
    HAND_IN_DOCUMENT = "hand_in_document"
    READ_DOCUMENT = "read_document"
    CHECK_DOCUMENT = "check_document"
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
    ASK_PLACE = "ask_place"
    POST_CLASS = "post_class"
    READ_BOOKINGS = "read_bookings"
    DECIDE_PLACE = "decide_place"
    OPEN_AWARD = "open_award"
    READ_UNBOOKED = "read_unbooked"
    ENROLL = "enroll"
    CANCEL_ENROLLMENT = "cancel_enrollment"
    HAND_IN_CERTIFICATE = "hand_in_certificate"
    READ_CERTIFICATE = "read_certificate"
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
    READ_INTAKE = "read_intake"
    ENTER_INTAKE = "enter_intake"
    DECIDE_INTAKE = "decide_intake"
    READ_CASE = "read_case"
    TAKE_WORK = "take_work"
    DECLARE_CONFLICT = "declare_conflict"
    TAKE_BACK_CONFLICT = "take_back_conflict"
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
    READ_DHCS_LETTER = "read_dhcs_letter"
    READ_DEIDENTIFIED = "read_deidentified"
    SIGN_OUT_EVERYWHERE = "sign_out_everywhere"
    READ_OWN_ACCOUNT = "read_own_account"
    DELEGATE_ROLE = "delegate_role"
    READ_DELEGATIONS = "read_delegations"
    END_SESSIONS = "end_sessions"
    REVIEW_ACCESS = "review_access"
    READ_ACCESS = "read_access"


R = Role
ANYONE = frozenset({Operation.READ_PUBLIC, Operation.SIGN_IN, Operation.SUBMIT_APPLICATION, Operation.ASK_TO_BE_TOLD})
"""Open to people who have shown no identity; everything else needs a role of the table."""

PERMISSIONS: Mapping[Operation, frozenset[Role]] = {
    Operation.READ_PUBLIC: frozenset(Role),
    Operation.SIGN_IN: frozenset(Role),
    Operation.SUBMIT_APPLICATION: frozenset({R.APPLICANT}),
    Operation.EDIT_DRAFT: frozenset({R.APPLICANT}),
    Operation.HAND_IN_DOCUMENT: frozenset({R.APPLICANT}),
    Operation.READ_DOCUMENT: frozenset({R.REVIEWER}),
    Operation.CHECK_DOCUMENT: frozenset({R.REVIEWER}),
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
    Operation.READ_WORK: DELEGABLE | {R.AUDITOR},
    Operation.REVIEW_APPLICATION: frozenset({R.REVIEWER}),
    Operation.REPLACE_CODE: frozenset({R.REVIEWER, R.SYSTEM}),
    Operation.APPROVE_AWARD: frozenset({R.APPROVER}),
    Operation.REFUSE_AWARD: frozenset({R.APPROVER}),
    Operation.REVOKE_AWARD: frozenset({R.APPROVER}),
    Operation.READ_AWARD: frozenset({R.APPROVER, R.MANAGER, R.RECONCILER, R.AUDITOR}),
    Operation.REQUEST_EXTENSION: frozenset({R.APPROVER, R.MANAGER}),
    Operation.DECIDE_EXTENSION: frozenset({R.APPROVER}),
    Operation.ASK_PLACE: frozenset({R.APPLICANT}),
    Operation.POST_CLASS: frozenset({R.PROVIDER}),
    Operation.READ_BOOKINGS: frozenset({R.PROVIDER}),
    Operation.DECIDE_PLACE: frozenset({R.PROVIDER}),
    Operation.OPEN_AWARD: frozenset({R.PROVIDER}),
    Operation.READ_UNBOOKED: frozenset({R.MANAGER}),
    Operation.ENROLL: frozenset({R.PROVIDER, R.APPLICANT}),
    Operation.CANCEL_ENROLLMENT: frozenset({R.PROVIDER}),
    Operation.HAND_IN_CERTIFICATE: frozenset({R.PROVIDER}),
    Operation.READ_CERTIFICATE: frozenset({R.PAYMENT_APPROVER}),
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
    Operation.READ_PROPOSALS: frozenset({R.MANAGER, R.DHCS, R.AUDITOR, R.DHCS_MONITOR}),
    Operation.READ_NOMINATIONS: frozenset({R.COUNTY}),
    Operation.DECIDE_NOMINATION_MATCH: frozenset({R.REVIEWER}),
    Operation.MAKE_REPORT: frozenset({R.SYSTEM, R.MANAGER, R.DHCS}),
    Operation.READ_REPORT: frozenset({R.MANAGER, R.DHCS, R.AUDITOR, R.APPROVER, R.RECONCILER, R.DHCS_MONITOR}),
    Operation.READ_FUNDS: frozenset({R.MANAGER, R.DHCS, R.AUDITOR, R.RECONCILER, R.DHCS_MONITOR}),
    Operation.SIMULATE_MOVES: frozenset({R.MANAGER, R.DHCS, R.AUDITOR}),
    Operation.ACKNOWLEDGE_WARNING: frozenset({R.MANAGER}),
    Operation.DELIVER_NOTICE: frozenset({R.REVIEWER}),
    Operation.READ_LETTER: frozenset({R.REVIEWER}),
    Operation.READ_INTAKE: frozenset({R.INTAKE}),
    Operation.ENTER_INTAKE: frozenset({R.INTAKE}),
    Operation.DECIDE_INTAKE: frozenset({R.INTAKE}),
    Operation.READ_CASE: frozenset({R.REVIEWER, R.APPROVER}),
    Operation.TAKE_WORK: DELEGABLE - {R.PREPARER},  # who puts all bills into one batch
    Operation.DECLARE_CONFLICT: frozenset({R.REVIEWER, R.APPROVER, R.APPEALS_OFFICER}),
    Operation.TAKE_BACK_CONFLICT: frozenset({R.MANAGER}),
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
    Operation.READ_DHCS_LETTER: frozenset({R.MANAGER, R.DHCS, R.AUDITOR}),
    Operation.READ_DEIDENTIFIED: frozenset({R.DHCS_MONITOR, R.AUDITOR}),
    Operation.SIGN_OUT_EVERYWHERE: frozenset(Role),
    Operation.READ_OWN_ACCOUNT: frozenset(Role) - {R.APPLICANT},
    Operation.DELEGATE_ROLE: DELEGABLE,
    Operation.READ_DELEGATIONS: DELEGABLE | {R.ADMIN, R.AUDITOR, R.PRIVACY_OFFICER},
    Operation.END_SESSIONS: frozenset({R.ADMIN}),
    # Nobody answers for themselves, and there may be one administrator only.
    Operation.REVIEW_ACCESS: frozenset({R.ADMIN, R.PRIVACY_OFFICER}),
    Operation.READ_ACCESS: frozenset({R.ADMIN, R.AUDITOR, R.PRIVACY_OFFICER}),
}

FRESH = frozenset(
    {
        *(Operation.APPROVE_CLAIM, Operation.APPROVE_BATCH, Operation.SETTLE_BATCH, Operation.RETURN_PAYMENT),
        *(Operation.ALLOT_FUNDS, Operation.DECIDE_REALLOCATION, Operation.CONFIRM_LETTER),
        *(Operation.DELEGATE_ROLE, Operation.END_SESSIONS, Operation.REVIEW_ACCESS),
        Operation.PUBLISH_SETTINGS,
    }
)
"""What moves money, sets fees and caps, or says who may: only soon after one has signed in (issue 5;
Policy.fresh_sign_in_minutes)."""
