"""How to reach a person: their own page for it, at any time after the first application was sent."""

from chalice.app import Response

from chalicelib.domain.person import ContactDetails
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.services.change_contact import change_contact
from chalicelib.services.confirm_contact import confirm_contact
from chalicelib.services.read_status import StatusView, read_status
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.application_form import ApplicationForm, checked_contact_form, typed_form
from chalicelib.web.contact_form import typed_contact
from chalicelib.web.form_page import BACK_AGAIN, in_other_language, key_for
from chalicelib.web.pages_draft import page_path
from chalicelib.web.pages_sign_in import sign_in_page
from chalicelib.web.problems import status_of
from chalicelib.web.questions import LABEL, choices
from chalicelib.web.said import Said
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.topics import REACH, SAFE
from chalicelib.web.visit import Visit

PATH = "/contact"
_NAMES = frozenset({"chosen_name"}) | REACH.names | SAFE.names


def contact_form(visit: Visit) -> Response:
    """With what we know; while nothing was sent, the form's own page."""
    view = read_status(visit.known_actor)
    if view.person.kept_until is not None:
        return see_other(visit, page_path(view.drafts[-1].id, REACH.id) if view.drafts else "/status")
    return _page(visit, typed_form(_known(view)))


def change(visit: Visit) -> Response:
    """Keep it; what cannot be used comes back with everything that was typed."""
    said = _said(visit)
    if switched := in_other_language(visit):
        visit, cookies = switched
        return _page(visit, typed_form(said), cookies=cookies)
    form, given = checked_contact_form(said, visit.language)
    if given is None:
        return _page(visit, form)
    details = ContactDetails.model_validate({name: getattr(given, name) for name in ContactDetails.model_fields})
    try:
        change_contact(visit.known_actor, details, visit.request())
    except Refused as refusal:
        return _page(visit, form.refused(refusal, visit.language), refusal=refusal)
    return see_other(visit, "/status?done=contact_changed")


def mine(visit: Visit) -> Response:
    """What a helper typed is the person's own."""
    confirm_contact(visit.known_actor, visit.said("email") or None, visit.said("phone") or None, visit.request())
    return see_other(visit, "/status?done=contact_confirmed")


def change_unsent(visit: Visit) -> Response:
    """The session ended while the form was open: sign in again and go on with what was typed."""
    return go_on(visit) if visit.opened else sign_in_page(visit, {}, status=403, kept=True, then=PATH)


def go_on(visit: Visit, cookies: tuple[str, ...] = ()) -> Response:
    """The form with what was typed in an earlier session."""
    return _page(visit, typed_form(_said(visit)), alert=BACK_AGAIN, cookies=cookies)


def _known(view: StatusView) -> Said:
    return Said({name: (text,) for name, text in typed_contact(view.person.contact).items()})


def _said(visit: Visit) -> Said:
    """What was typed, with the name and birth date on file, which are not asked here."""
    return _known(read_status(visit.known_actor)).with_other(Said(visit.form), _NAMES)


def _page(
    visit: Visit,
    form: ApplicationForm,
    *,
    refusal: Refused | None = None,
    alert: tuple[str, str] | None = None,
    cookies: tuple[str, ...] = (),
) -> Response:
    program = programs.program_at(clock.now())
    status = status_of(refusal.code) if refusal else 422 if form.errors else 403 if alert else 200
    return page(
        visit,
        "contact.html",
        here=PATH,
        status=status,
        cookies=cookies,
        form=form,
        topics=(REACH, SAFE),
        label=LABEL,
        # None of these questions depends on what one applied for.
        choices=lambda name: choices(name, program, program.benefits[0], visit.language),
        months=words.month_words(visit.language),
        alert=alert,
        problem=reason_of(refusal.code) if refusal and not form.errors else None,
        key=key_for(visit, refusal),
    )
