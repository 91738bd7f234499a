"""Applying: the form, and the access code that a first application gives."""

from contextlib import suppress
from dataclasses import replace

from chalice.app import Response

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.person import Contact
from chalicelib.domain.program import Benefit, BenefitKind
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.identify import identify_applicant
from chalicelib.services.open_session import new_access_code, open_session
from chalicelib.services.read_status import read_status
from chalicelib.services.submit_application import submit_application
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.application_form import ApplicationForm, checked_form, form_of, typed_form
from chalicelib.web.i18n import LANGUAGES, _
from chalicelib.web.pages_public import asked_offer
from chalicelib.web.problems import status_of
from chalicelib.web.shown import language_cookie, page, reason_of, see_other, session_cookie
from chalicelib.web.visit import TOKEN_FIELD, Visit

SIGNED_OUT = _("You were signed out because nothing happened for 30 minutes. Nothing you typed is lost.")
SIGN_IN_AGAIN = _("Sign in again in another tab. Then come back to this page and send the form once more.")


def apply_form(visit: Visit) -> Response:
    """Empty, or with what a person who is signed in told before."""
    offer = asked_offer(visit)
    if not offer.is_open:
        return page(visit, "closed.html", offer=offer)
    contact = _known_contact(visit.actor)
    return form_page(visit, offer.benefit, form_of(contact, None, visit.language), is_known=contact is not None)


def _known_contact(actor: Actor | None) -> Contact | None:
    return read_status(actor).person.contact if actor else None


def apply(visit: Visit) -> Response:
    """Send it. A form made for a session counts as that person's only while the session lasts."""
    benefit = asked_offer(visit).benefit
    switched = in_other_language(visit)
    if switched:
        visit, cookies = switched
        return form_page(visit, benefit, typed_form(visit), cookies=cookies)
    if visit.said(TOKEN_FIELD) and not visit.carries_token:
        return signed_out_page(visit, benefit)
    if not visit.carries_token:
        visit = replace(visit, opened=None)
    form = checked_form(visit, benefit)
    if form.given is None or form.given.contact is None:
        return form_page(visit, benefit, form)
    try:
        return _submitted(visit, benefit, form)
    except Refused as refusal:
        return form_page(visit, benefit, form.refused(refusal, visit.language), refusal=refusal)


def _submitted(visit: Visit, benefit: Benefit, form: ApplicationForm) -> Response:
    """Signed in at once: the page with the new code can be opened again while the session lasts."""
    if form.given is None or form.given.contact is None:
        raise ValueError("only a form without errors is submitted")
    contact, request = form.given.contact, visit.request()
    code = form.given.invitation_code
    submitted = submit_application(visit.actor, contact, benefit.id, form.given.answers, request, code)
    if visit.actor is not None:
        return see_other(visit, "/status?done=submitted")
    if submitted.access_code is None:
        return see_other(visit, "/sign-in?done=submitted")
    person = identify_applicant(submitted.access_code, contact.birth_date)
    opened = open_session(person, submitted_with=request.key)
    return see_other(visit, "/received", (session_cookie(visit, opened.id),))


def received(visit: Visit) -> Response:
    """The access code, for as long as the session lasts that the application opened."""
    code = new_access_code(visit.opened.session) if visit.opened else None
    if code is None:
        return see_other(visit, "/status")
    view = read_status(visit.known_actor)
    application = view.applications[-1].folder.application
    benefit = programs.program_at(clock.now()).benefit(application.benefit)
    return page(visit, "received.html", code=code, benefit=benefit, birth_date=view.person.contact.birth_date)


def in_other_language(visit: Visit) -> tuple[Visit, tuple[str, ...]] | None:
    """The visit in the language that a button inside the form asks for, so that changing it loses nothing."""
    chosen = next((language for language in LANGUAGES if language == visit.said("switch_to")), None)
    if chosen is None:
        return None
    return replace(visit, language=chosen), (language_cookie(visit, chosen),)


def signed_out_page(visit: Visit, benefit: Benefit, application_id: str | None = None) -> Response:
    """The form with all that was typed, and how to go on with it."""
    return form_page(
        visit, benefit, typed_form(visit), application_id=application_id, alert=(SIGNED_OUT, SIGN_IN_AGAIN)
    )


def form_page(
    visit: Visit,
    benefit: Benefit,
    form: ApplicationForm,
    *,
    refusal: Refused | None = None,
    alert: tuple[str, str] | None = None,
    is_known: bool = False,
    application_id: str | None = None,
    reasons: tuple[Code, ...] = (),
    cookies: tuple[str, ...] = (),
) -> Response:
    """The form for an application, or for answers to a revision request. `alert`: message ids, what and what to do."""
    program = programs.program_at(clock.now())
    status = status_of(refusal.code) if refusal else 422 if form.errors else 403 if alert else 200
    return page(
        visit,
        "apply.html",
        here=visit.path,
        status=status,
        cookies=cookies,
        form=form,
        benefit=benefit,
        items=[program.item(item) for item in benefit.items],
        counties=program.counties,
        months=words.month_words(visit.language),
        words=words,
        asks_certification=benefit.certification != "none",
        asks_fee=benefit.kind is BenefitKind.FEE_WAIVER,
        asks_attempt="exam_retake" in benefit.items,
        problem=reason_of(refusal.code) if refusal and not form.errors else None,
        alert=alert,
        is_known=is_known,
        application_id=application_id,
        reasons=[reason_of(code) for code in reasons],
        key=key_for(visit, refusal),
    )


def key_for(visit: Visit, refusal: Refused | None) -> str:
    """The key that the form came with, so that it counts once however often it is sent; a new one for a spent one."""
    with suppress(Refused):
        if refusal is None or refusal.code is not Code.KEY_REUSED:
            return visit.request().key
    return new_id(clock.now())
