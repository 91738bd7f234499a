"""Managers propose to move money, with what it would do beside the form; and take a proposal back."""

from collections.abc import Mapping
from functools import partial

from chalice.app import Response

from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import BenefitId, PoolId
from chalicelib.domain.program_values import Text
from chalicelib.domain.reallocation import Terms
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.what_if import Move, WhatIf
from chalicelib.gateways import clock
from chalicelib.services.propose_reallocation import propose_reallocation
from chalicelib.services.read_proposals import list_proposals
from chalicelib.services.simulate_moves import simulate_moves
from chalicelib.services.withdraw_proposal import withdraw_proposal
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.forecast_words import forecast_words, pool_name
from chalicelib.web.i18n import _
from chalicelib.web.pages_proposals import proposal_page
from chalicelib.web.problems import why_not
from chalicelib.web.shown import page, see_other
from chalicelib.web.typed import cents_typed, seats_typed
from chalicelib.web.visit import Visit

_REASON_LIMIT, _TEXT_LIMIT = 500, 2000
_HELP: Mapping[str, str] = {
    "from": _("Choose the pool that gives."),
    "to": _("Choose the pool that receives: another one, paid by the same contract."),
    "seats": _("Write the seats that leave as a whole number."),
    "cents": _("Write an amount in dollars, more than 0."),
    "to_seats": _("Write the seats that arrive as a whole number; for money that nobody applies for it is 0."),
    "reason": _("Write why, with at most 500 characters."),
    "public_text": _("Write the public words in both languages, or in neither."),
    "leaves_queue": _("People who wait in line would stay without money. Check the box if it is meant so."),
}


def proposals_page(visit: Visit) -> Response:
    """The latest proposals, and the form for a new one."""
    return _page(visit)


def look(visit: Visit) -> Response:
    """What the proposal would do; nothing is held."""
    try:
        terms = _terms(visit)
        move = Move(
            source=terms.from_pool,
            target=terms.to_pool,
            seats=terms.seats,
            cents=terms.cents,
            to_seats=terms.to_seats,
        )
        return _page(visit, result=simulate_moves(visit.known_actor, [move], terms.reopen))
    except Refused as refusal:
        return _page(visit, refusal)


def propose(visit: Visit) -> Response:
    try:
        receipt = propose_reallocation(visit.known_actor, _terms(visit), visit.request())
    except Refused as refusal:
        return _page(visit, refusal)
    return see_other(visit, f"/staff/proposals/{receipt.proposal_id}?done=proposed")


def withdraw(visit: Visit) -> Response:
    proposal_id = visit.params["proposal_id"]
    try:
        withdraw_proposal(visit.known_actor, proposal_id, visit.request())
    except Refused as refusal:
        return proposal_page(visit, proposal_id, refusal)
    return see_other(visit, f"/staff/proposals/{proposal_id}?done=proposal_withdrawn")


def _terms(visit: Visit) -> Terms:
    """What the form says. Raises INVALID with the field."""
    for name in ("from", "to"):
        if not visit.said(name):
            raise invalid(name)
    if len(visit.said("reason")) > _REASON_LIMIT:
        raise invalid("reason")
    seats, arriving = seats_typed(visit.said("seats"), "seats"), visit.said("to_seats")
    return Terms(
        from_pool=PoolId(visit.said("from")),
        to_pool=PoolId(visit.said("to")),
        seats=seats,
        cents=cents_typed(visit.said("dollars")),
        to_seats=seats_typed(arriving, "to_seats") if arriving else seats,
        reason=visit.said("reason"),
        reopen=tuple(BenefitId(benefit) for benefit in visit.said_all("reopen")),
        leaves_queue=bool(visit.said("leaves_queue")),
        public_text=_public_text(visit),
    )


def _public_text(visit: Visit) -> Text | None:
    english, spanish = visit.said("text_en"), visit.said("text_es")
    if not english and not spanish:
        return None
    if not english or not spanish or max(len(english), len(spanish)) > _TEXT_LIMIT:
        raise invalid("public_text")
    return Text(en=english, es=spanish)


def _page(visit: Visit, refusal: Refused | None = None, result: WhatIf | None = None) -> Response:
    program = programs.program_at(clock.now())
    return page(
        visit,
        "staff_proposals.html",
        here="/staff/proposals",
        proposals=list_proposals(visit.known_actor),
        proposes=visit.known_actor.may(Operation.PROPOSE_REALLOCATION),
        pools=program.pool_ids(),
        benefits=program.benefits,
        pool_name=partial(pool_name, visit.language, program),
        regions={region.id: region.name for region in program.regions},
        told=partial(forecast_words, visit.language),
        words=words,
        result=result,
        typed=visit.said,
        typed_all=visit.said_all,
        **why_not(visit.language, refusal, _HELP),
    )
