"""An entry of a work list is taken up, so that nobody else works on it, and given back."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib.domain.refusal import Refused
from chalicelib.domain.work_list import PAPERS
from chalicelib.services.take_work import release_work, take_work
from chalicelib.store import intakes, proposals
from chalicelib.web.shown import see_other
from chalicelib.web.visit import Visit
from chalicelib.web.work_page import decided, list_page

_PAGE_OF: Mapping[str, str] = {
    **{
        name: f"/staff/work/{name}/"
        for name in ("review", PAPERS, "approve_award", "approve_batch", "settle", "nomination_match")
    },
    "decide_appeal": "/staff/appeals/",
    proposals.WORK: "/staff/proposals/",
    **dict.fromkeys((intakes.CONFIRM, intakes.MEND), "/staff/intake/"),
}
"""By list, where the page of an entry is, of those that are decided on a page of their own."""


def taken(visit: Visit) -> Response:
    """Taken up by the visitor, and opened where it is decided on a page of its own; else the list, and why not."""
    name, subject = visit.params["list"], visit.params["subject"]
    try:
        take_work(visit.known_actor, name, subject, visit.request())
    except Refused as refusal:
        return list_page(visit, name, refusal)
    where = f"{_PAGE_OF[name]}{subject}" if name in _PAGE_OF else f"/staff/work/{name}"
    return see_other(visit, f"{where}?done=taken")


def released(visit: Visit) -> Response:
    """Given back, also where there is nothing to give back any more."""
    name, subject = visit.params["list"], visit.params["subject"]
    return decided(visit, lambda: release_work(visit.known_actor, name, subject, visit.request()), name, "released")
