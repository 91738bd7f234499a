"""DHCS allots money to pools, or takes back what is not in use, by a document of its own."""

from collections.abc import Mapping
from functools import partial

from chalice.app import Response

from chalicelib.domain.funds import Amounts
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock
from chalicelib.services.allot_funds import allot_funds
from chalicelib.store import pools, programs, sources
from chalicelib.web.done_words import DONE
from chalicelib.web.forecast_words import pool_name
from chalicelib.web.i18n import _
from chalicelib.web.problems import why_not
from chalicelib.web.shown import page, see_other
from chalicelib.web.typed import cents_typed, seats_typed
from chalicelib.web.visit import Visit

_REFERENCE_LIMIT = 200
_HELP: Mapping[str, str] = {
    "pool": _("Choose a pool."),
    "direction": _("Choose whether you give or take back."),
    "seats": _("Write the seats as a whole number; money that nobody applies for has none."),
    "cents": _("Write an amount in dollars, more than 0, or seats."),
    "reference": _("Write the number of the letter or amendment, with at most 200 characters."),
}


def allotments(visit: Visit) -> Response:
    """The contracts with what is allotted of them, and the form."""
    return _page(visit)


def allot(visit: Visit) -> Response:
    try:
        reference = visit.said("reference")
        if len(reference) > _REFERENCE_LIMIT:
            raise invalid("reference")
        if not visit.said("pool"):
            raise invalid("pool")
        allot_funds(visit.known_actor, visit.said("pool"), _amount(visit), reference, visit.request())
    except Refused as refusal:
        return _page(visit, refusal)
    return see_other(visit, "/staff/allotments?done=allotted")


def _amount(visit: Visit) -> Amounts:
    amount = Amounts(seats=seats_typed(visit.said("seats"), "seats"), cents=cents_typed(visit.said("dollars")))
    direction = visit.said("direction")
    if direction not in ("give", "take"):
        raise invalid("direction")
    return amount if direction == "give" else -amount


def _page(visit: Visit, refusal: Refused | None = None) -> Response:
    program = programs.program_at(clock.now())
    pool_ids = program.pool_ids()
    return page(
        visit,
        "staff_allotments.html",
        here="/staff/allotments",
        contracts=[(source, sources.load_account(source.id)) for source in program.funding_sources],
        funded=pools.load_pools(pool_ids),
        pools=pool_ids,
        pool_name=partial(pool_name, visit.language, program),
        typed=visit.said,
        **why_not(visit.language, refusal, _HELP),
        done=DONE.get(visit.query.get("done", "")),
    )
