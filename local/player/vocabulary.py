"""The words of a scenario: roles, actions with their arguments, and what can be expected (SCENARIOS.md)."""

from dataclasses import dataclass, field

ROLES = frozenset(
    {
        "applicant",
        "county",
        "reviewer",
        "approver",
        "provider",
        "preparer",
        "payment_approver",
        "reconciler",
        "manager",
        "dhcs",
        "appeals_officer",
        "auditor",
        "system",
    }
)

STEP_KEYS = frozenset({"at", "who", "do", "refused"})

ANSWER_FIELDS = frozenset(
    {
        "county",
        "nexus",
        "birth_date",
        "education",
        "documents",
        "self_identifies",
        "ethics_signed",
        "language",
        "pathway",
        "certification",
        "other_funding",
        "fee_due",
    }
)
NESTED_FIELDS: dict[str, dict[str, frozenset[str] | None]] = {
    "documents": {
        "photo_id": frozenset({"expires", "legible", "has_photo", "name"}),
        "education": frozenset({"legible"}),
    },
    "certification": {"number": None, "status": None, "expires": None},
    "fee_due": {"item": None, "paid": None},
}
"""The parts of an argument that has parts; None: a part that has none of its own."""

DATE_FIELDS = frozenset({"birth_date", "expires", "starts", "until"})


@dataclass(frozen=True)
class Arguments:
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = field(default=frozenset())


def _takes(*required: str, optional: frozenset[str] = frozenset()) -> Arguments:
    return Arguments(frozenset(required), optional)


ACTIONS = {
    "submit": _takes("benefit", optional=ANSWER_FIELDS | {"as"}),
    "revise": _takes("application", optional=ANSWER_FIELDS),
    "withdraw": _takes("application"),
    "review": _takes("application", "finding", optional=frozenset({"reasons", "note"})),
    "approve_award": _takes("application", optional=frozenset({"reasons"})),
    "refuse_award": _takes("application", optional=frozenset({"reasons"})),
    "accept": _takes("award"),
    "decline": _takes("award"),
    "revoke_award": _takes("award", optional=frozenset({"reasons"})),
    "enroll": _takes("award", "item", "cents", "starts"),
    "cancel_enrollment": _takes("award", "item"),
    "claim": _takes("award", "item", "cents", optional=frozenset({"certificate"})),
    "charge_fee": _takes("award", "item", optional=frozenset({"cents"})),
    "approve_claim": _takes("award", "item"),
    "prepare_batch": _takes(optional=frozenset({"as"})),
    "approve_batch": _takes("batch"),
    "settle": _takes("batch", optional=frozenset({"returned"})),
    "allot": _takes("pool", optional=frozenset({"seats", "cents", "reference"})),
    "nominate": _takes("people", optional=frozenset({"benefit"})),
    "suspend_round": _takes("benefit", optional=frozenset({"reason", "until"})),
    "reopen_round": _takes("benefit", optional=frozenset({"reason", "until"})),
    "close_round": _takes("benefit", optional=frozenset({"reason", "until"})),
    "extend_round": _takes("benefit", "until", optional=frozenset({"reason"})),
    "propose_reallocation": _takes(
        "from",
        "to",
        optional=frozenset({"as", "seats", "cents", "to_seats", "reason", "reopen", "leaves_queue"}),
    ),
    "withdraw_proposal": _takes("proposal"),
    "decide_reallocation": _takes("proposal", "decision", optional=frozenset({"reason"})),
    "run_to": _takes(),
    "report": _takes(optional=frozenset({"as", "kind"})),
    "check": _takes("expect"),
}

NOT_YET = frozenset(
    {
        "appeal",
        "decide_appeal",
        "extend_award",
    }
)

_BUCKETS = frozenset({"allotted", "available", "reserved", "committed", "expended"})

EXPECT_FIELDS: dict[str, frozenset[str] | None] = {
    "applications": frozenset({"status", "reasons", "queue_position", "tier"}),
    "awards": frozenset({"status", "use_by", "items"}),
    "pools": frozenset({"seats", "cents"}),
    "rounds": frozenset({"status"}),
    "batches": frozenset({"count", "cents", "status"}),
    "proposals": frozenset({"status"}),
    "notices": None,
    "books": None,
    "audit": None,
}
"""What can be expected of each named thing; None: the thing itself is compared."""

POOL_FIELDS = {"seats": _BUCKETS, "cents": _BUCKETS}
