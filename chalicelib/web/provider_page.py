"""What the pages of a training provider share: its tabs, what stood in the way, a price as it is typed."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from chalice.app import Response

from chalicelib.domain.refusal import Refused
from chalicelib.services.list_bookings import own_provider
from chalicelib.web.done_words import DONE
from chalicelib.web.i18n import _, translate
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.typed import cents_typed
from chalicelib.web.visit import Visit

TABS = (
    ("/staff/classes", _("Classes")),
    ("/staff/places", _("Requests for a place")),
    ("/staff/bookings", _("Bookings and bills")),
    ("/staff/open-award", _("Open an award")),
)
HELP = {
    "item": _("Choose the training."),
    "area": _("Choose the training."),
    "starts": _("Write the first day like 2026-12-01: today or later, within two years and within your contract."),
    "language": _("Choose a language that you are approved for."),
    "county": _("Choose the county, or say that the class is online."),
    "city": _("Write the city, or say that the class is online."),
    "seats": _("Write a number from 1 to 200, and no fewer than are taken."),
    "cents": _("Write the price in dollars, at most what the program pays for this training."),
    "joining": _("Write how to join, with at most 300 characters."),
    "award_id": _("Check the award number and the birth date."),
    "birth_date": _("Write the birth date like 1990-07-31."),
    "certificate": _("Check the box if the person has a certificate of completion."),
    "certificate_file": _(
        "Send the certificate of completion first. If you just sent it, wait until it is checked. Then send the bill."
    ),
    "booking": _("This is not booked with you."),
}


def price_typed(visit: Visit) -> int:
    """In cents. Raises INVALID for `cents`, also when nothing is said."""
    return cents_typed(visit.said("price") or "nothing")


def page_after(visit: Visit) -> str | None:
    return visit.query.get("after") or None


def more_after(path: str, after: str | None) -> str:
    return f"{path}?after={quote(after)}" if after else ""


def provider_page(visit: Visit, template: str, refusal: Refused | None, **shown: Any) -> Response:
    told = HELP.get(refusal.field or "", "") if refusal else ""
    return page(
        visit,
        template,
        status=status_of(refusal.code) if refusal else 200,
        provider=own_provider(visit.known_actor).name,
        tabs=TABS,
        problem=reason_of(refusal.code) if refusal else None,
        problem_help=translate(visit.language, told) if told else "",
        typed=visit.said,
        typed_all=visit.said_all,
        done=DONE.get(visit.query.get("done", "")),
        **shown,
    )


def decided(
    visit: Visit,
    decide: Callable[[], object],
    back: str,
    done: str,
    otherwise: Callable[[Visit, Refused], Response],
) -> Response:
    """Back to the list with what was done; what is refused shows where it was asked, nothing typed lost."""
    try:
        decide()
    except Refused as refusal:
        return otherwise(visit, refusal)
    return see_other(visit, f"{back}?done={done}")
