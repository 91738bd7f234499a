"""Which role may see which field of what the API answers; what is not in this table is not sent.

A response model that is not here at all is an error of the program: the endpoint fails, and so does a test that prints
the row to add.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, RootModel

from chalicelib.domain.permissions import PERMISSIONS, Operation
from chalicelib.domain.roles import DELEGABLE, Role

R = Role
EVERYBODY = frozenset(Role)
PEOPLE = frozenset({R.APPLICANT})
COUNTIES = frozenset({R.COUNTY})
PROVIDERS = frozenset({R.PROVIDER})
CLASSES = PEOPLE | PROVIDERS
REVIEW = frozenset({R.REVIEWER})
DECIDING = frozenset({R.REVIEWER, R.APPROVER})
PAYING = frozenset({R.PREPARER, R.PAYMENT_APPROVER, R.RECONCILER})
TIES = PERMISSIONS[Operation.TAKE_BACK_CONFLICT]
WORKING = PERMISSIONS[Operation.READ_WORK]
MONEY = PERMISSIONS[Operation.READ_FUNDS] | PERMISSIONS[Operation.READ_PROPOSALS]
PROPOSALS = PERMISSIONS[Operation.READ_PROPOSALS]
NOT_THE_MONITOR = PROPOSALS - {R.DHCS_MONITOR}
"""Free text and documents could name somebody: a monitor sees neither."""
WHAT_IF = PERMISSIONS[Operation.SIMULATE_MOVES]
DELEGATIONS = PERMISSIONS[Operation.READ_DELEGATIONS]
ACCESS = PERMISSIONS[Operation.READ_ACCESS]
MONITORS = PERMISSIONS[Operation.READ_DEIDENTIFIED]
_RECEIPT = (
    "status person_id application_id award_id claim_id batch_id report_key proposal_id delegation_id intake_id class_id"
)
_FACTS = "pool at balance waiting target_seats prospect"

Roles = frozenset[Role]
ROWS: tuple[tuple[str, str, Roles], ...] = (
    # What anybody may read, also without saying who they are.
    ("JsonOut", "root", EVERYBODY),
    ("ProgramOut", "version effective_from program", EVERYBODY),
    ("RoundsOut", "rounds", EVERYBODY),
    ("RoundOut", "benefit name kind status opens closes public_text scheduled target_seats sample", EVERYBODY),
    ("ScheduledOut", "change effective_at until public_text", EVERYBODY),
    ("Text", "en es", EVERYBODY),
    ("Problem", "type title status code field errors", EVERYBODY),
    ("FieldProblem", "field message", EVERYBODY),
    # The answer to a decision goes to whoever made it.
    ("Receipt", _RECEIPT, EVERYBODY),
    ("SubmittedOut", _RECEIPT, EVERYBODY),
    ("SubmittedOut", "access_code", PEOPLE | {R.REVIEWER, R.INTAKE, R.SYSTEM}),
    # A person's own.
    ("StatusOut", "person_id applications drafts notices", PEOPLE),
    ("ApplicationOut", "id benefit kind status reasons tier queue_position submitted_at revise_by", PEOPLE),
    ("ApplicationOut", "ask_again_until carry_over version award timeline", PEOPLE),
    ("AwardOut", "id status accept_by use_by items", PEOPLE),
    ("ItemOut", "item status cents", PEOPLE | MONITORS),
    ("ItemOut", "starts", PEOPLE),
    ("StepOut", "at status action", PEOPLE | MONITORS),
    ("DraftOut", "id benefit status changed_at kept_until", PEOPLE),
    ("NoticeOut", "id kind application_id at facts delivery", PEOPLE),
    ("DocumentsOut", "documents", PEOPLE),
    ("DocumentOut", "kind state open type bytes at refused problem deleted_at", PEOPLE),
    ("UploadFormOut", "url fields most_bytes", PEOPLE),
    # Work lists.
    ("WorkListOut", "name items more after", WORKING),
    ("FoundOut", "applications people tied after", DECIDING),
    ("FoundApplicationOut", "id benefit status award_id", DECIDING),
    ("FoundPersonOut", "id legal_name chosen_name birth_date", REVIEW),
    ("ApprovalsOut", "rows", frozenset({R.APPROVER})),
    ("RowOut", "application_id award_id cents refused", frozenset({R.APPROVER})),
    ("WorkItemOut", "kind id since due version", WORKING),
    ("WorkItemOut", "application_id", DECIDING | PAYING | {R.APPEALS_OFFICER}),
    ("WorkItemOut", "benefit", DECIDING | {R.APPEALS_OFFICER, R.INTAKE}),
    ("WorkItemOut", "county reasons", DECIDING | {R.APPEALS_OFFICER}),
    ("WorkItemOut", "taken_until", PERMISSIONS[Operation.TAKE_WORK]),
    ("WorkItemOut", "award_id cents", DECIDING | PAYING | {R.DHCS, R.APPEALS_OFFICER}),
    ("WorkItemOut", "item count", PAYING),
    ("WorkItemOut", "until reason", frozenset({R.APPROVER})),
    ("WorkItemOut", "pool warning", frozenset({R.MANAGER})),
    ("WorkItemOut", "delivery", REVIEW),
    ("ConflictsOut", "conflicts", TIES),
    ("ConflictOut", "by at note", TIES),
    # Names, for those who named them and for the reviewer who decides whether two are one person's.
    ("NominatedOut", f"{_RECEIPT} invitation_codes", COUNTIES),
    ("NominationsOut", "nominations page pages cut", COUNTIES),
    ("NominationOut", "legal_name birth_date benefit at until has_code matched status", COUNTIES),
    ("SheetOut", "status taken rows", COUNTIES),
    ("SheetRowOut", "row flaws invitation_code", COUNTIES),
    ("NominationMatchOut", "id status county benefit birth_date nominated_name applied_name found_at", REVIEW),
    # Money.
    ("ProposalsOut", "proposals", PROPOSALS),
    ("ProposalOut", "id status from_pool to_pool seats cents to_seats reopen leaves_queue", PROPOSALS),
    ("ProposalOut", "proposed_by proposed_at lapses_on evidence decided_by decided_at version", PROPOSALS),
    ("ProposalOut", "reason decision_reason letter", NOT_THE_MONITOR),
    ("LetterOut", "digest reference decision reason recorded_by recorded_at pdf", NOT_THE_MONITOR),
    ("Evidence", "at from_pool to_pool", PROPOSALS),
    ("PoolFacts", f"{_FACTS} applications", PROPOSALS),
    ("PoolFigures", _FACTS, MONEY),
    ("Balance", "available reserved committed expended", MONEY),
    ("Amounts", "seats cents", MONEY),
    ("Prospect", "forecast warnings", MONEY),
    ("Forecast", "pool on confidence days taken returned cents_per_seat pace left_seats left_cents", MONEY),
    ("Forecast", "runs_out outlook", MONEY),
    ("Interval", "low expected high", MONEY),
    ("RunOut", "early expected late", MONEY),
    ("Outlook", "promised_until liquidated_by suspended", MONEY),
    ("ForecastOut", "pools", MONEY),
    ("WhatIf", "on pools", WHAT_IF),
    ("PoolOutcome", "pool before after forecast_before forecast_after", WHAT_IF),
    ("Service", "available served served_by_general stays stop left head_needs", WHAT_IF),
    ("Counts", "people cents by_region by_tier by_language", WHAT_IF),
    # Classes: people see the ones that fit, providers their own; no list names a person.
    ("ClassesOut", "classes next", CLASSES),
    ("ClassOut", "id provider item area starts language online county city access cents seats left state", CLASSES),
    ("PlacesOut", "places next", PROVIDERS),
    ("PlaceOut", "class_id award_id item starts state asked_at", PROVIDERS),
    ("BookingsOut", "bookings next", PROVIDERS),
    ("BookingOut", "award_id item starts cents status claim_id claimed_at paid_at return_code", PROVIDERS),
    ("OpenedAwardOut", "award_id status use_by name language trainings", PROVIDERS),
    ("TrainingOut", "item area cap_cents", PROVIDERS),
    ("UnbookedOut", "first_start awards next", frozenset({R.MANAGER})),
    ("UnbookedAwardOut", "award_id item use_by", frozenset({R.MANAGER})),
    # Who may do what.
    ("DelegationsOut", "delegations", DELEGATIONS),
    ("DelegationOut", "id role absent stand_in starts ends made_by revoked_at in_force", DELEGATIONS),
    ("DelegationOut", "reason", DELEGABLE),
    ("AccessReviewsOut", "reviews", ACCESS),
    ("AccessReviewLineOut", "quarter opened_at due left count", ACCESS),
    ("AccessReviewOut", "quarter opened_at due left rows", ACCESS),
    ("AccessRowOut", "id account role enabled last_sign_in until", ACCESS),
    ("AccessRowOut", "verdict decided_by decided_at still_held", ACCESS),
    # Applications without names.
    ("DeidentifiedApplicationOut", "id benefit region status reasons tier submitted_at", MONITORS),
    ("DeidentifiedApplicationOut", "program_version award timeline", MONITORS),
    ("DeidentifiedAwardOut", "status use_by items", MONITORS),
)
"""Model, its fields, the roles that may see them."""


def _by_model() -> Mapping[str, Mapping[str, Roles]]:
    table: dict[str, dict[str, Roles]] = {}
    for model, fields, roles in ROWS:
        for field in fields.split():
            known = table.setdefault(model, {})
            known[field] = known.get(field, frozenset()) | roles
    return table


FIELDS = _by_model()
ANYBODY = frozenset({R.APPLICANT})
"""Who has shown no identity sees what applicants see: they are about to become one."""


def hidden(answer: BaseModel, roles: Roles) -> Any:
    """What of the answer these roles may not see, in the form that pydantic's `exclude` takes; empty when all of it
    may be seen. Raises LookupError for a model that the table does not know."""
    return _hidden(answer, roles or ANYBODY)


def _hidden(value: Any, roles: Roles) -> Any:
    if isinstance(value, RootModel):
        return {}
    if isinstance(value, BaseModel):
        return _hidden_of_model(value, roles)
    if isinstance(value, Mapping):
        return {key: found for key, inner in value.items() if (found := _hidden(inner, roles))}
    if isinstance(value, list | tuple):
        return {place: found for place, inner in enumerate(value) if (found := _hidden(inner, roles))}
    return {}


def _hidden_of_model(model: BaseModel, roles: Roles) -> Any:
    allowed = FIELDS.get(type(model).__name__)
    if allowed is None:
        raise LookupError(f"web/fields.py has no row for {type(model).__name__}")
    out: dict[str, Any] = {}
    for name in type(model).model_fields:
        if not allowed.get(name, frozenset()) & roles:
            out[name] = True
        elif found := _hidden(getattr(model, name), roles):
            out[name] = found
    return out
