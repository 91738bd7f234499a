"""Being told when a round opens: asking for it, saying yes to it, and taking it back by one tap."""

from dataclasses import replace

from chalice.app import Response
from pydantic import EmailStr, TypeAdapter, ValidationError

from chalicelib.domain.notice import channels_of
from chalicelib.domain.person import text_number
from chalicelib.domain.program import Benefit
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.messages.facts import in_language
from chalicelib.services.ask_to_be_told import (
    ask_as_visitor,
    ask_with_record,
    confirm_alert,
    own_alert,
    read_alert,
    remove_alert,
)
from chalicelib.services.read_status import read_status
from chalicelib.store import programs
from chalicelib.web.application_form import typed_form
from chalicelib.web.i18n import _, translate
from chalicelib.web.pages_public import asked_offer
from chalicelib.web.problems import status_of
from chalicelib.web.said import Said
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.visit import Visit

_LONGEST = 254
_EMAIL: TypeAdapter[str] = TypeAdapter(EmailStr)
_NO_CONTACT = _("Write one e-mail address, or one mobile phone number with area code.")


def tell_me_form(visit: Visit) -> Response:
    return _page(visit)


def tell_me(visit: Visit) -> Response:
    """By the contact on file for whoever is signed in and taps that; by what was typed for everybody else."""
    offer = asked_offer(visit)
    try:
        if visit.said("on_file") and visit.carries_token:
            ask_with_record(visit.known_actor, offer.benefit.id)
            return _page(visit, asked="on_file")
        where = _contact(visit.said("contact"))
        if where is None:
            return _page(visit, error=_NO_CONTACT)
        ask_as_visitor(offer.benefit.id, *where, visit.language, visit.address)
    except Refused as refusal:
        return _page(visit, refusal=refusal)
    return _page(visit, asked="visitor")


def _contact(text: str) -> tuple[str | None, str | None] | None:
    """E-mail or telephone; None when it is neither."""
    if len(text) > _LONGEST:
        return None
    if "@" not in text:
        number = text_number(text)
        return (None, number) if number else None
    try:
        return _EMAIL.validate_python(text), None
    except ValidationError:
        return None


def _page(visit: Visit, *, asked: str = "", error: str = "", refusal: Refused | None = None) -> Response:
    offer = asked_offer(visit)
    contact = read_status(visit.actor).person.contact if visit.actor else None
    errors = {"contact": translate(visit.language, error)} if error else {}
    return page(
        visit,
        "tell_me.html",
        here=f"/tell-me/{offer.benefit.id}",
        status=status_of(refusal.code) if refusal else 422 if errors else 200,
        offer=offer,
        asked=asked,
        on_file=bool(contact and channels_of(contact)),
        mine=own_alert(visit.actor, offer.benefit.id) if visit.actor else None,
        form=typed_form(Said(visit.form)).with_errors(errors),
        problem=reason_of(refusal.code) if refusal else None,
    )


def told(visit: Visit) -> Response:
    """What the link of the message leads to: looking changes nothing, programs that read mail look too."""
    return _told(visit)


def confirmed(visit: Visit) -> Response:
    confirm_alert(visit.params["alert_id"])
    return _told(visit, done="confirmed")


def removed(visit: Visit) -> Response:
    remove_alert(visit.params["alert_id"])
    return see_other(replace(visit, query={}), "/?done=alert_removed")


def _told(visit: Visit, done: str = "") -> Response:
    alert = read_alert(visit.params["alert_id"])
    benefit: Benefit | None = programs.program_at(clock.now()).benefit(alert.benefit)
    name = in_language(visit.language, benefit.name) if benefit else alert.benefit
    return page(visit, "told.html", here=f"/told/{alert.id}", alert=alert, name=name, done=done)
