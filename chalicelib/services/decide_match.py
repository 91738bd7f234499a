"""A reviewer says whether the person whom a county named is the person who applied."""

from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.nomination import Line, MatchStatus, NominationMatch
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Person
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.services.may_decide import refuse_taken, refuse_tied
from chalicelib.services.record_reading import record_reading
from chalicelib.services.relay_outbox import relay
from chalicelib.store import nominations, outbox, people, requests, table
from chalicelib.store.readings import Purpose


@dataclass(frozen=True)
class MatchView:
    """Both names, for whoever has to decide."""

    match: NominationMatch
    line: Line
    person: Person


def read_match(actor: Actor, match_id: str) -> MatchView:
    """Raises NOT-FOUND, also when the county's line has expired; SAME-PERSON for one's own case."""
    authorize(actor, Operation.DECIDE_NOMINATION_MATCH)
    match, person = match_case(actor, match_id)
    line = nominations.load_line(match.nomination, clock.now())
    if line is None:
        raise Refused(Code.NOT_FOUND, field="match")
    record_reading(actor, {person.id: Purpose.NOMINATION})
    return MatchView(match, line, person)


def decide_match(actor: Actor, match_id: str, *, same: bool, note: str | None, request: Request) -> Receipt:
    """Decide it. The same person: the nomination counts, and whatever of theirs waits moves to tier 1.

    Raises WRONG-STATE when it is decided, SAME-PERSON for the applicant, the liaison who named them and who has a tie
    to them, TAKEN-UP.
    """
    authorize(actor, Operation.DECIDE_NOMINATION_MATCH)
    return requested(lambda: _decided(actor, match_id, same, note, request), request)


def match_case(actor: Actor, match_id: str) -> tuple[NominationMatch, Person]:
    """Both ends of it. Raises NOT-FOUND, and SAME-PERSON for whoever may not decide it."""
    match = nominations.load_match(match_id, clock.now())
    person = people.load_person(match.person_id)
    refuse_same_person(actor, person.id, person.email_digest, match.nomination.by)
    refuse_tied(person.id, actor)
    return match, person


def _decided(actor: Actor, match_id: str, same: bool, note: str | None, request: Request) -> Receipt:
    match, person = match_case(actor, match_id)
    if match.status is not MatchStatus.OPEN:
        raise Refused(Code.WRONG_STATE)
    given_back = refuse_taken(match_id, actor)
    now = clock.now()
    status = MatchStatus.SAME if same else MatchStatus.OTHER
    decision = {"status": status, "decided_by": actor.signed, "decided_at": now, "note": note}
    decided = match.model_copy(update=decision)
    writes = [*nominations.match_decided_writes(match, decided, actor, now), *given_back]
    tasks = []
    if same:
        mine = person.fingerprints[0]
        tasks = [outbox.pending(Task(kind=TaskKind.MATCH, fingerprints=(mine,)), now)]
        writes += [nominations.standing_write(mine, match.nomination), *map(outbox.pending_write, tasks)]
    receipt = Receipt(status=status.value)
    table.transact([*writes, requests.receipt_write(request, receipt, now)])
    relay(tasks)
    return receipt
