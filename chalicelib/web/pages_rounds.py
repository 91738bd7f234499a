"""The rounds and their events: what is, what is ahead, what was; an event is looked at before it is made public."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from chalice.app import Response
from pydantic import ValidationError

from chalicelib.domain.permissions import Operation
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.roles import Role
from chalicelib.domain.rounds import RoundChange, in_force
from chalicelib.gateways import clock
from chalicelib.services.change_round import RoundEvent, cancel_scheduled, change_round, look_at_event
from chalicelib.store import programs, rounds
from chalicelib.web import words
from chalicelib.web.api_models import CancellationIn, RoundChangeIn
from chalicelib.web.i18n import _
from chalicelib.web.pages_public import asked_offer, offer_of
from chalicelib.web.problems import why_not
from chalicelib.web.shown import page, see_other
from chalicelib.web.visit import Visit

_SHOWN_EVENTS = 50
_HELP: Mapping[str, str] = {
    "change": _("Choose what happens to the round."),
    "reason": _("Write why, with at most 500 characters."),
    "until": _("Write the last day. It may not be in the past."),
    "effective_at": _("Choose a time that is ahead, at most a year. Only one event can be ahead."),
    "public_text": _("Write the public words in both languages, or in neither."),
}


def rounds_page(visit: Visit) -> Response:
    """Every round of the program."""
    program = programs.program_at(clock.now())
    states = rounds.load_rounds(benefit.id for benefit in program.benefits)
    offers = [offer_of(program, benefit, states[benefit.id]) for benefit in program.benefits]
    ahead = {name: state.scheduled for name, state in states.items() if state.scheduled}
    return page(visit, "staff_rounds.html", offers=offers, ahead=ahead, words=words)


def round_page(visit: Visit) -> Response:
    return _page(visit)


def look(visit: Visit) -> Response:
    """The event as it would be, with its public words in both languages; nothing is recorded."""
    try:
        event = _event(visit)
        look_at_event(visit.known_actor, visit.params["benefit"], event)
        return _page(visit, looked_at=event)
    except Refused as refusal:
        return _page(visit, refusal)


def change(visit: Visit) -> Response:
    benefit = visit.params["benefit"]
    try:
        change_round(visit.known_actor, benefit, _event(visit), visit.request())
    except Refused as refusal:
        return _page(visit, refusal)
    return see_other(visit, f"/staff/rounds/{benefit}?done=round_changed")


def cancel(visit: Visit) -> Response:
    benefit = visit.params["benefit"]
    try:
        given = CancellationIn.model_validate({"reason": visit.said("cancel_reason")})
        cancel_scheduled(visit.known_actor, benefit, given.reason, visit.request())
    except ValidationError as error:
        return _page(visit, _refusal_of(error))
    except Refused as refusal:
        return _page(visit, refusal)
    return see_other(visit, f"/staff/rounds/{benefit}?done=round_event_cancelled")


def _event(visit: Visit) -> RoundEvent:
    """What the form says. Raises INVALID with the field."""
    text = {"en": visit.said("text_en"), "es": visit.said("text_es")}
    said = {
        "change": visit.said("change"),
        "reason": visit.said("reason"),
        "until": visit.said("until") or None,
        "public_text": text if any(text.values()) else None,
        "effective_at": visit.said("effective_at") or None,
    }
    try:
        given = RoundChangeIn.model_validate(said)
    except ValidationError as error:
        raise _refusal_of(error) from error
    return RoundEvent(given.change, given.reason, given.until, given.public_text, given.effective_at)


def _refusal_of(error: ValidationError) -> Refused:
    return invalid(str(error.errors()[0]["loc"][0]))


def _page(visit: Visit, refusal: Refused | None = None, looked_at: RoundEvent | None = None) -> Response:
    offer = asked_offer(visit)
    benefit = offer.benefit
    state = in_force(programs.program_at(clock.now()).round(benefit.id), rounds.load_round(benefit.id), clock.now())
    events = rounds.round_events(benefit.id)
    return page(
        visit,
        "staff_round.html",
        here=f"/staff/rounds/{benefit.id}",
        offer=offer,
        ahead=state.scheduled,
        events=[_shown(event) for event in reversed(events[-_SHOWN_EVENTS:])],
        more=max(0, len(events) - _SHOWN_EVENTS),
        changes=visit.known_actor.may(Operation.CHANGE_ROUND),
        # As of a proposal: free text could name somebody, and a monitor reads none.
        reads_text=Role.DHCS_MONITOR not in visit.known_actor.roles,
        choices=list(RoundChange),
        words=words,
        looked_at=looked_at,
        typed=visit.said,
        **why_not(visit.language, refusal, _HELP),
        done=words.DONE.get(visit.query.get("done", "")),
    )


def _shown(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event of the chain, its times as times."""
    closes, effective = event["closes"], event.get("effective_at")
    planned = event["action"].removeprefix("schedule_")
    return {
        **event,
        "planned": words.ROUND_CHANGE[RoundChange(planned)] if planned != event["action"] else "",
        "was": words.ROUND_EVENT[event["action"]] if planned == event["action"] else "",
        "at": datetime.fromisoformat(event["at"]),
        "effective_at": datetime.fromisoformat(effective) if effective else None,
        "closes": date.fromisoformat(closes) if closes else None,
    }
