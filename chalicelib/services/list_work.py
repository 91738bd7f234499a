"""What waits for a role, oldest first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from chalicelib.domain.actors import Actor, Operation, Role, authorize
from chalicelib.domain.batch import Batch
from chalicelib.domain.code_request import CodeRequest
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Claim, Folder
from chalicelib.domain.intake import Intake
from chalicelib.domain.nomination import NominationMatch
from chalicelib.domain.notice import Notice
from chalicelib.domain.person import Person
from chalicelib.domain.reallocation import Proposal
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.warning import PoolWarning
from chalicelib.gateways import clock
from chalicelib.store import code_letters, code_requests, intakes, notices, people, proposals, work
from chalicelib.store.code_letters import CodeLetter

PAGE = 50

_ROLE_OF_LIST = {
    "review": Role.REVIEWER,
    "approve_award": Role.APPROVER,
    "extend_award": Role.APPROVER,
    "approve_claim": Role.PAYMENT_APPROVER,
    "prepare_batch": Role.PREPARER,
    "approve_batch": Role.PAYMENT_APPROVER,
    "settle": Role.RECONCILER,
    "codes": Role.REVIEWER,
    "decide_reallocation": Role.DHCS,
    "warnings": Role.MANAGER,
    "nomination_match": Role.REVIEWER,
    "letters": Role.REVIEWER,
    "undelivered": Role.REVIEWER,
    code_letters.LIST: Role.REVIEWER,
    intakes.CONFIRM: Role.INTAKE,
    intakes.MEND: Role.INTAKE,
    "decide_appeal": Role.APPEALS_OFFICER,
}


@dataclass(frozen=True)
class WorkList:
    """One list; exactly one of its kinds is filled. `more` says that it goes on after this page."""

    name: str
    folders: list[Folder] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    lost_codes: list[tuple[CodeRequest, Person]] = field(default_factory=list)
    """Who lost their access code, with how to reach them."""
    proposals: list[Proposal] = field(default_factory=list)
    warnings: list[PoolWarning] = field(default_factory=list)
    matches: list[NominationMatch] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    intakes: list[Intake] = field(default_factory=list)
    code_letters: list[CodeLetter] = field(default_factory=list)
    more: bool = False


def lists_of(actor: Actor) -> list[str]:
    """The names of the lists that the actor's roles work through."""
    return [name for name, role in _ROLE_OF_LIST.items() if role in actor.roles]


def list_work(actor: Actor, name: str) -> WorkList:
    """Raises NOT-ALLOWED for another role's list, INVALID for one that there is not."""
    authorize(actor, Operation.READ_WORK)
    if name not in _ROLE_OF_LIST:
        raise invalid("list")
    if name not in lists_of(actor):
        raise Refused(Code.NOT_ALLOWED)
    return _RARE[name](name) if name in _RARE else _common(name)


def _common(name: str) -> WorkList:
    if name in ("review", "approve_award", "extend_award", "decide_appeal"):
        found = work.folders_waiting(name, PAGE + 1)
        return WorkList(name, folders=found[:PAGE], more=len(found) > PAGE)
    if name in ("approve_claim", "prepare_batch"):
        claims = work.claims_waiting(name, PAGE + 1)
        return WorkList(name, claims=claims[:PAGE], more=len(claims) > PAGE)
    batches = work.batches_waiting(name, PAGE + 1)
    return WorkList(name, batches=batches[:PAGE], more=len(batches) > PAGE)


def _matches(name: str) -> WorkList:
    asked = work.matches_waiting(name, PAGE + 1)
    counting = [match for match in asked[:PAGE] if match.nomination.until > clock.now()]
    return WorkList(name, matches=counting, more=len(asked) > PAGE)


def _proposals(name: str) -> WorkList:
    waiting = proposals.waiting(PAGE + 1)
    return WorkList(name, proposals=waiting[:PAGE], more=len(waiting) > PAGE)


def _warnings(name: str) -> WorkList:
    warnings = work.warnings_waiting(name, PAGE + 1)
    return WorkList(name, warnings=warnings[:PAGE], more=len(warnings) > PAGE)


def _lost_codes(name: str) -> WorkList:
    asked = code_requests.requests_waiting(PAGE + 1)
    lost = [(each, person) for each in asked[:PAGE] if (person := people.find_person(each.person_id))]
    return WorkList(name, lost_codes=lost, more=len(asked) > PAGE)


def _notices(name: str) -> WorkList:
    told = notices.waiting(name, PAGE + 1)
    return WorkList(name, notices=told[:PAGE], more=len(told) > PAGE)


def _intakes(name: str) -> WorkList:
    typed = intakes.intakes_waiting(name, PAGE + 1)
    return WorkList(name, intakes=typed[:PAGE], more=len(typed) > PAGE)


def _code_letters(name: str) -> WorkList:
    made = code_letters.letters_waiting(PAGE + 1)
    return WorkList(name, code_letters=made[:PAGE], more=len(made) > PAGE)


_RARE: Mapping[str, Callable[[str], WorkList]] = {
    "nomination_match": _matches,
    proposals.WORK: _proposals,
    "warnings": _warnings,
    code_requests.LIST: _lost_codes,
    "letters": _notices,
    "undelivered": _notices,
    code_letters.LIST: _code_letters,
    intakes.CONFIRM: _intakes,
    intakes.MEND: _intakes,
}
"""Lists of what is not a folder, a claim or a batch."""
