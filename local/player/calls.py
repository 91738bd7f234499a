"""From a step of a story to a request of the API: the same requests in one process and over HTTP."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.player.story import Step

_NOTE = "Sample note: documents seen, rule overridden."
_REFERENCE = "SAMPLE-LETTER"
_REASON = "Sample reason"
_UNKNOWN = "unknown"


@dataclass(frozen=True)
class ApiCall:
    path: str
    body: dict[str, Any]
    method: str = "POST"


class Names:
    """What the story's names stand for. A name that stands for nothing is asked for as such, and refused."""

    def __init__(self, award_of: Callable[[str], str | None], birth_date_of: Callable[[str], str]) -> None:
        self.birth_date_of = birth_date_of
        self.applications: dict[str, str] = {}
        """Application name → id."""
        self.owners: dict[str, str] = {}
        """Application name → applicant's name."""
        self.batches: dict[str, str] = {}
        self.proposals: dict[str, str] = {}
        self._award_of = award_of

    def application(self, name: Any) -> str:
        return self.applications.get(str(name), _UNKNOWN)

    def award(self, name: Any) -> str:
        return self._award_of(str(name)) or _UNKNOWN

    def batch(self, name: Any) -> str:
        return self.batches.get(str(name), _UNKNOWN)

    def proposal(self, name: Any) -> str:
        return self.proposals.get(str(name), _UNKNOWN)


def call_of(step: Step, names: Names) -> ApiCall:
    """The request of every action but those that need the applicant's record (submit, revise)."""
    return _CALLS[step.action](step.arguments, names)


def _review(given: Mapping[str, Any], names: Names) -> ApiCall:
    body = {"finding": given["finding"], "reasons": given.get("reasons") or [], "note": given.get("note", _NOTE)}
    return ApiCall(f"v1/applications/{names.application(given['application'])}/review", body)


def _award(verb: str, *fields: str) -> Callable[[Mapping[str, Any], Names], ApiCall]:
    def call(given: Mapping[str, Any], names: Names) -> ApiCall:
        body = {name: given[name] for name in fields if name in given}
        return ApiCall(f"v1/awards/{names.award(given['award'])}/{verb}", body)

    return call


def _decided(verb: str) -> Callable[[Mapping[str, Any], Names], ApiCall]:
    """A decision on the award that the allocator reserved for an application."""

    def call(given: Mapping[str, Any], names: Names) -> ApiCall:
        body = {"reasons": given.get("reasons") or []} if verb == "award-refusal" else {}
        return ApiCall(f"v1/applications/{names.application(given['application'])}/{verb}", body)

    return call


def _revoke(given: Mapping[str, Any], names: Names) -> ApiCall:
    return ApiCall(f"v1/awards/{names.award(given['award'])}/revocation", {"reasons": given.get("reasons") or []})


def _claim(given: Mapping[str, Any], names: Names) -> ApiCall:
    body = {"item": given["item"], "cents": given["cents"], "certificate": given.get("certificate", True)}
    return ApiCall(f"v1/awards/{names.award(given['award'])}/claims", body)


def _settle(given: Mapping[str, Any], names: Names) -> ApiCall:
    returned = {names.award(award): items for award, items in (given.get("returned") or {}).items()}
    return ApiCall(f"v1/batches/{names.batch(given['batch'])}/settlement", {"returned": returned})


def _allot(given: Mapping[str, Any], _: Names) -> ApiCall:
    return allotment(str(given["pool"]), given.get("seats", 0), given.get("cents", 0), given.get("reference"))


def allotment(pool: str, seats: Any, cents: Any, reference: Any = None) -> ApiCall:
    body = {"seats": seats, "cents": cents, "reference": reference or _REFERENCE}
    return ApiCall(f"v1/pools/{pool}/allotments", body)


def _round(change: str) -> Callable[[Mapping[str, Any], Names], ApiCall]:
    """The player gives the reason and the public text that a story leaves out."""

    def call(given: Mapping[str, Any], _: Names) -> ApiCall:
        reason = given.get("reason") or _REASON
        body = {"change": change, "reason": reason, "public_text": {"en": reason, "es": reason}}
        return ApiCall(f"v1/rounds/{given['benefit']}/events", body | {"until": given.get("until")})

    return call


def _nominate(given: Mapping[str, Any], names: Names) -> ApiCall:
    people = [{"legal_name": name, "birth_date": names.birth_date_of(name)} for name in given["people"]]
    return ApiCall("v1/nominations", {"people": people, "benefit": given.get("benefit")})


def _propose(given: Mapping[str, Any], _: Names) -> ApiCall:
    wanted = {key: given[key] for key in ("to_seats", "leaves_queue") if given.get(key) is not None}
    body = {
        "from": given["from"],
        "to": given["to"],
        "seats": given.get("seats", 0),
        "cents": given.get("cents", 0),
        "reason": given.get("reason") or _REASON,
        "reopen": given.get("reopen") or [],
    }
    return ApiCall("v1/proposals", body | wanted)


def _decide_proposal(given: Mapping[str, Any], names: Names) -> ApiCall:
    body = {"decision": given["decision"], "reason": given.get("reason") or _REASON}
    return ApiCall(f"v1/proposals/{names.proposal(given['proposal'])}/decision", body)


_CALLS: dict[str, Callable[[Mapping[str, Any], Names], ApiCall]] = {
    "withdraw": lambda given, names: ApiCall(
        f"v1/applications/{names.application(given['application'])}/withdrawal", {}
    ),
    "review": _review,
    "approve_award": _decided("award-approval"),
    "refuse_award": _decided("award-refusal"),
    "accept": _award("acceptance"),
    "decline": _award("decline"),
    "revoke_award": _revoke,
    "enroll": _award("enrollments", "item", "cents", "starts"),
    "cancel_enrollment": _award("cancellations", "item"),
    "claim": _claim,
    "charge_fee": _award("fees", "item", "cents"),
    "approve_claim": _award("claim-approvals", "item"),
    "prepare_batch": lambda _, __: ApiCall("v1/batches", {}),
    "approve_batch": lambda given, names: ApiCall(f"v1/batches/{names.batch(given['batch'])}/approval", {}),
    "settle": _settle,
    "allot": _allot,
    "nominate": _nominate,
    "propose_reallocation": _propose,
    "withdraw_proposal": lambda given, names: ApiCall(
        f"v1/proposals/{names.proposal(given['proposal'])}/withdrawal", {}
    ),
    "decide_reallocation": _decide_proposal,
    "suspend_round": _round("suspend"),
    "reopen_round": _round("reopen"),
    "close_round": _round("close"),
    "extend_round": _round("extend"),
    "report": lambda _, __: ApiCall("v1/reports", {}),
}
