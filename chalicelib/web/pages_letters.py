"""A notice as a letter: to print for oneself, or for staff to print and mail; and what staff do about a notice."""

from typing import Any

from chalice.app import Response

from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import Reach
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.messages.facts import day_words
from chalicelib.services.deliver_notice import Way, deliver_notice
from chalicelib.services.read_letter import Letter, read_letter, read_own_letter
from chalicelib.services.take_work import who_has
from chalicelib.store.notices import list_of
from chalicelib.web.i18n import _, translate
from chalicelib.web.shown import page, see_other
from chalicelib.web.visit import Visit
from chalicelib.web.work_page import list_page

_LISTS = ("letters", "undelivered")
"""Of the messages that staff see to themselves."""


def own_letter(visit: Visit) -> Response:
    return _shown(visit, read_own_letter(visit.known_actor, visit.params["notice_id"]), "/status#notices")


def staff_letter(visit: Visit) -> Response:
    letter = read_letter(visit.known_actor, visit.params["notice_id"])
    name = list_of(letter.notice)
    on = name if name in _LISTS else None
    return _shown(
        visit,
        letter,
        f"/staff/work/{on or 'letters'}",
        to=letter.contact.reach,
        list=on,
        subject=letter.notice.id,
        held=who_has(letter.notice.id),
        me=visit.known_actor.id,
    )


def _shown(visit: Visit, letter: Letter, back: str, to: Reach | None = None, **more: Any) -> Response:
    said = letter.said
    return page(
        visit,
        "letter.html",
        back=visit.base + back,
        said=said,
        sender=translate(said.language, _("Peer Funding")),
        addressee=letter.contact.legal_name,
        to=to,
        dated=day_words(said.language, pacific_date(letter.notice.created_at)),
        **{"list": None} | more,
    )


def delivered(visit: Visit) -> Response:
    """What staff decided about a notice; back to the list that it was on."""
    name = visit.said("list")
    if name not in _LISTS:
        raise Refused(Code.NOT_FOUND, field="list")
    try:
        way = _way(visit)
        deliver_notice(visit.known_actor, visit.params["notice_id"], way, visit.said("reason"), visit.request())
    except Refused as refusal:
        return list_page(visit, name, refusal)
    return see_other(visit, f"/staff/work/{name}?done=notice_{way}")


def _way(visit: Visit) -> Way:
    try:
        return Way(visit.said("way"))
    except ValueError as error:
        raise invalid("way") from error
