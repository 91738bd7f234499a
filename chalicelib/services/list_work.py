"""What waits for a role, oldest first."""

from dataclasses import dataclass, field

from chalicelib.domain.actors import Actor, Operation, Role, authorize
from chalicelib.domain.batch import Batch
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Claim, Folder
from chalicelib.domain.nomination import NominationMatch
from chalicelib.domain.reallocation import Proposal
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.warning import PoolWarning
from chalicelib.gateways import clock
from chalicelib.store import proposals, work

PAGE = 50

_ROLE_OF_LIST = {
    "review": Role.REVIEWER,
    "approve_award": Role.APPROVER,
    "extend_award": Role.APPROVER,
    "approve_claim": Role.PAYMENT_APPROVER,
    "prepare_batch": Role.PREPARER,
    "approve_batch": Role.PAYMENT_APPROVER,
    "settle": Role.RECONCILER,
    "decide_reallocation": Role.DHCS,
    "warnings": Role.MANAGER,
    "nomination_match": Role.REVIEWER,
}


@dataclass(frozen=True)
class WorkList:
    """One list; exactly one of its kinds is filled. `more` says that it goes on after this page."""

    name: str
    folders: list[Folder] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    warnings: list[PoolWarning] = field(default_factory=list)
    matches: list[NominationMatch] = field(default_factory=list)
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
    if name in ("review", "approve_award", "extend_award"):
        found = work.folders_waiting(name, PAGE + 1)
        return WorkList(name, folders=found[:PAGE], more=len(found) > PAGE)
    if name == "nomination_match":
        asked = work.matches_waiting(name, PAGE + 1)
        counting = [match for match in asked[:PAGE] if match.nomination.until > clock.now()]
        return WorkList(name, matches=counting, more=len(asked) > PAGE)
    if name in ("approve_claim", "prepare_batch"):
        claims = work.claims_waiting(name, PAGE + 1)
        return WorkList(name, claims=claims[:PAGE], more=len(claims) > PAGE)
    if name == proposals.WORK:
        waiting = proposals.waiting(PAGE + 1)
        return WorkList(name, proposals=waiting[:PAGE], more=len(waiting) > PAGE)
    if name == "warnings":
        warnings = work.warnings_waiting(name, PAGE + 1)
        return WorkList(name, warnings=warnings[:PAGE], more=len(warnings) > PAGE)
    batches = work.batches_waiting(name, PAGE + 1)
    return WorkList(name, batches=batches[:PAGE], more=len(batches) > PAGE)
