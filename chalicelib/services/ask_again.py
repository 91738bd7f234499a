"""A person who let an offer lapse asks for it again: back into the queue, at the old place."""

from collections.abc import Iterable
from datetime import date

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.asking_again import ask_again_until, asked_again
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.rounds import RoundState, round_status
from chalicelib.domain.states import LIVE, RoundStatus
from chalicelib.gateways import clock
from chalicelib.services.deciding import decide
from chalicelib.services.own import load_own_folder
from chalicelib.store import people, programs, rounds
from chalicelib.store.commit import Decision


def ask_again(actor: Actor, application_id: str, request: Request) -> Receipt:
    """Queue it anew, once; it is served at once if it can be.

    Raises WRONG-STATE, DEADLINE-PASSED, ROUND-CLOSED when the round is closed out, DUPLICATE-APPLICATION when the
    person has asked for the same benefit in another application meanwhile.
    """
    authorize(actor, Operation.ASK_AGAIN)
    return decide(lambda: _return(actor, application_id), request)


def _return(actor: Actor, application_id: str) -> Decision:
    folder, now = load_own_folder(actor, application_id), clock.now()
    after = asked_again(folder, programs.program_at(now).policy.ask_again_days, pacific_date(now))
    state = rounds.load_round(folder.application.benefit)
    if _closed_out(folder, state):
        raise Refused(Code.ROUND_CLOSED, field="benefit")
    return Decision(
        before=folder,
        after=after,
        action="ask_again",
        actor=actor,
        now=now,
        language=people.load_person(folder.application.person_id).contact.language,
        also=(rounds.unchanged_check(state),),
        receipt=Receipt(status=after.application.status.value, application_id=application_id),
    )


def open_until(folder: Folder, mine: Iterable[Folder]) -> date | None:
    """The last day on which the person, whose folders these are, can ask again; None when they cannot."""
    now = clock.now()
    until = ask_again_until(folder, programs.program_at(now).policy.ask_again_days)
    if until is None or pacific_date(now) > until:
        return None
    benefit = folder.application.benefit
    if any(other.application.benefit == benefit and other.application.status in LIVE for other in mine):
        return None
    return None if _closed_out(folder, rounds.load_round(benefit)) else until


def _closed_out(folder: Folder, state: RoundState) -> bool:
    now = clock.now()
    window = programs.program_at(now).round(folder.application.benefit)
    return round_status(window, state, now) is RoundStatus.CLOSED_OUT
