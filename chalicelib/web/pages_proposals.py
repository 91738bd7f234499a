"""DHCS decides on moves of money: the proposal with the evidence of its day, and the form to decide it."""

from functools import partial

from chalice.app import Response

from chalicelib.domain.actors import Actor, acting, is_one_of
from chalicelib.domain.permissions import Operation
from chalicelib.domain.reallocation import Proposal, Verdict, recorders_of
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import ProposalStatus
from chalicelib.domain.what_if import WhatIf
from chalicelib.gateways import clock
from chalicelib.services.decide_reallocation import decide_reallocation
from chalicelib.services.read_proposals import read_proposal
from chalicelib.services.simulate_moves import simulate_proposal
from chalicelib.services.take_work import who_has
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.bar import bar
from chalicelib.web.done_words import DONE
from chalicelib.web.fields import FIELDS
from chalicelib.web.forecast_words import forecast_words, pool_name
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.visit import Visit
from chalicelib.web.words import PROPOSAL

_REASON_LIMIT = 500


def proposal(visit: Visit) -> Response:
    return proposal_page(visit, visit.params["proposal_id"])


def proposal_page(visit: Visit, proposal_id: str, refusal: Refused | None = None) -> Response:
    """The proposal; with a refusal, what stood in the way of the decision, and what was typed."""
    shown, actor = read_proposal(visit.known_actor, proposal_id), visit.known_actor
    program, is_open = programs.program_at(clock.now()), shown.status is ProposalStatus.PROPOSED
    return page(
        visit,
        "staff_proposal.html",
        status=status_of(refusal.code) if refusal else 200,
        here=f"/staff/proposals/{proposal_id}",
        proposal=shown,
        state=PROPOSAL[shown.status],
        giver=pool_name(visit.language, program, shown.terms.from_pool),
        taker=pool_name(visit.language, program, shown.terms.to_pool),
        pool_name=partial(pool_name, visit.language, program),
        bar=bar,
        told=partial(forecast_words, visit.language),
        rounds=[pool_name(visit.language, program, benefit) for benefit in shown.terms.reopen],
        regions={region.id: region.name for region in program.regions},
        words=words,
        result=_what_if(visit, shown) if is_open else None,
        held=who_has(proposal_id) if is_open else None,
        me=actor.id,
        decides=is_open and actor.may(Operation.DECIDE_REALLOCATION),
        withdraws=is_open and actor.may(Operation.WITHDRAW_PROPOSAL),
        letter=shown.letter if actor.may(Operation.READ_DHCS_LETTER) else None,
        records=is_open and actor.may(Operation.RECORD_LETTER),
        made=_made(actor, Operation.RECORD_LETTER, shown.proposed_by, shown.proposed_by_email),
        recorded=_made(actor, Operation.CONFIRM_LETTER, *recorders_of(shown)),
        done=DONE.get(visit.query.get("done", "")),
        # Free text could name somebody: a monitor sees it neither here nor through the API.
        reads_text=bool(visit.known_actor.roles & FIELDS["ProposalOut"]["reason"]),
        problem=reason_of(refusal.code) if refusal else None,
        typed=visit.said,
    )


def _made(actor: Actor, operation: Operation, *signers: str | None) -> bool:
    """Whether the operation would be refused as one more step by the same person."""
    return is_one_of(acting(actor, operation), *signers)


def _what_if(visit: Visit, shown: Proposal) -> WhatIf | None:
    """What the decision would do today; None for who may not see it, and where the program has changed too much."""
    if not visit.known_actor.may(Operation.SIMULATE_MOVES):
        return None
    try:
        return simulate_proposal(visit.known_actor, shown)
    except Refused:
        return None


def decided(visit: Visit) -> Response:
    proposal_id = visit.params["proposal_id"]
    try:
        reason = visit.said("reason").strip()
        if len(reason) > _REASON_LIMIT:
            raise invalid("reason")
        decide_reallocation(visit.known_actor, proposal_id, _verdict(visit), reason, visit.request())
    except Refused as refusal:
        return proposal_page(visit, proposal_id, refusal)
    return see_other(visit, "/staff/work/decide_reallocation?done=proposal_decided")


def _verdict(visit: Visit) -> Verdict:
    try:
        return Verdict(visit.said("decision"))
    except ValueError as error:
        raise invalid("decision") from error
