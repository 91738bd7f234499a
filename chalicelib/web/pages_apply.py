"""Applying: the first page, which begins a draft and gives the access code."""

from dataclasses import replace
from typing import Any

from chalice.app import Response

from chalicelib.domain.actors import Actor
from chalicelib.domain.draft import Draft
from chalicelib.domain.person import Contact
from chalicelib.domain.program import Benefit
from chalicelib.domain.receipt import Request
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.services.identify import identify_applicant
from chalicelib.services.mail_code import mail_code
from chalicelib.services.open_session import close_session, new_access_code, open_session
from chalicelib.services.read_status import StatusView, read_status
from chalicelib.services.start_draft import FirstPage, Started, find_draft_for, start_draft
from chalicelib.store import programs
from chalicelib.web.application_form import ApplicationForm, checked_page, form_of, typed_form
from chalicelib.web.contact_form import checked_contact
from chalicelib.web.done_words import DONE
from chalicelib.web.form_page import SIGN_IN_AGAIN, SIGNED_OUT, form_page, in_other_language
from chalicelib.web.help_form import HELP_FIELDS, help_given
from chalicelib.web.pages_draft import known_said, next_page, page_path, save_as_typed, save_page
from chalicelib.web.pages_public import asked_offer
from chalicelib.web.said import Said
from chalicelib.web.shown import page, see_other, session_cookie
from chalicelib.web.topics import YOU, topics_of
from chalicelib.web.visit import TOKEN_FIELD, Visit


def apply_form(visit: Visit) -> Response:
    """Empty, or with what a person who is signed in told before; on to the draft that they have already."""
    visit = without_helper(visit)
    offer = asked_offer(visit)
    if visit.actor and (begun := find_draft_for(visit.actor.id, offer.benefit.id)):
        return see_other(visit, page_path(begun.id, next_page(begun, offer.benefit)))
    if not offer.is_open:
        return page(visit, "closed.html", offer=offer)
    return first_page(visit, offer.benefit, told_before(visit, offer.benefit))


def told_before(visit: Visit, benefit: Benefit) -> ApplicationForm:
    """What a person who is signed in said in a form that they began, or else in their record; of others nothing."""
    begun = find_draft_for(visit.actor.id, benefit.id) if visit.actor else None
    return typed_form(known_said(visit, begun)) if begun else form_of(_known_contact(visit.actor), None)


def without_helper(visit: Visit) -> Visit:
    """A helper's session is for one form: whoever looks at another one ends it, and begins as somebody new."""
    if visit.opened is None or visit.opened.session.helps is None:
        return visit
    close_session(visit.opened.id)
    return replace(visit, opened=None)


def _known_contact(actor: Actor | None) -> Contact | None:
    return read_status(actor).person.contact if actor else None


def apply(visit: Visit) -> Response:
    """Begin. A form made for a session counts as that person's only while the session lasts."""
    visit = without_helper(visit)
    offer = asked_offer(visit)
    benefit, said = offer.benefit, Said(visit.form)
    switched = in_other_language(visit)
    if switched:
        visit, cookies = switched
        return first_page(visit, benefit, typed_form(said), cookies=cookies)
    if visit.said(TOKEN_FIELD) and not visit.carries_token:
        return first_page(visit, benefit, typed_form(said), alert=(SIGNED_OUT, SIGN_IN_AGAIN))
    if not visit.carries_token:
        visit = replace(visit, opened=None)
    form = checked_page(said, (YOU,), benefit, visit.language)
    contact = checked_contact(said.only(YOU.names), visit.language)
    if form.errors or contact is None:
        return first_page(visit, benefit, form)
    try:
        return _begun(visit, benefit, FirstPage(YOU.id, said.only(YOU.names).fields, contact, help_given(visit)))
    except Refused as refusal:
        return first_page(visit, benefit, form.refused(refusal, visit.language), refusal=refusal)


def _begun(visit: Visit, benefit: Benefit, first: FirstPage) -> Response:
    """Signed in at once: the page with the new code can be opened again while the session lasts."""
    request = visit.request()
    begun = find_draft_for(visit.actor.id, benefit.id) if visit.actor else None
    if begun is not None and first.help is None:
        return save_page(visit, begun, YOU)
    started = start_draft(visit.actor, benefit.id, first, request)
    if first.help is not None:
        return _beside(visit, started, first, request, begun)
    if visit.actor is not None:
        return see_other(visit, f"/apply/{benefit.id}")
    if started.access_code is None:
        return see_other(visit, "/sign-in")
    person = identify_applicant(started.access_code, first.contact.birth_date)
    opened = open_session(person, code_key=request.key)
    return see_other(visit, "/code", (session_cookie(visit, opened.id),))


def _beside(visit: Visit, started: Started, first: FirstPage, request: Request, begun: Draft | None) -> Response:
    """A helper goes on with this one form, and with nothing else of its person; on its first page, what they just typed
    counts."""
    person = visit.actor or identify_applicant(started.access_code or "", first.contact.birth_date)
    if begun is not None:
        save_as_typed(visit, begun, YOU)
    if visit.opened:
        close_session(visit.opened.id)
    code_key = request.key if started.access_code else None
    opened = open_session(person, code_key=code_key, helps=started.receipt.application_id)
    page_of_name = page_path(started.receipt.application_id or "", YOU.id) + ("?begun=before" if begun else "")
    path = "/code" if started.access_code else page_of_name
    return see_other(visit, path, (session_cookie(visit, opened.id),))


def access_code(visit: Visit) -> Response:
    """The new code, for as long as the session lasts that the first page opened."""
    code = new_access_code(visit.opened.session) if visit.opened else None
    if code is None:
        return see_other(visit, "/status")
    view = read_status(visit.known_actor)
    contact = view.person.contact
    return page(
        visit,
        "code.html",
        code=code,
        birth_date=contact.birth_date,
        email=contact.email,
        next=_newest(view),
        done=DONE.get(visit.query.get("done", "")),
    )


def code_mailed(visit: Visit) -> Response:
    """A copy of the new code goes to the person's e-mail, because they want it."""
    if visit.opened is None:
        return see_other(visit, "/sign-in")
    mail_code(visit.opened.session)
    return see_other(visit, "/code?done=code_mailed")


def received(visit: Visit) -> Response:
    """The application just sent, with the code for whoever got one in this session."""
    view = read_status(visit.known_actor)
    if not view.applications:
        return see_other(visit, "/status")
    application = view.applications[-1].folder.application
    helps = visit.opened.session.helps if visit.opened else None
    if helps not in (None, application.id):
        return see_other(visit, page_path(str(helps), YOU.id))
    benefit = programs.program_at(clock.now()).benefit(application.benefit)
    code = new_access_code(visit.opened.session) if visit.opened else None
    email = view.person.contact.email
    return page(visit, "received.html", code=code, benefit=benefit, email=email, help=application.help)


def _newest(view: StatusView) -> str | None:
    """Where to go on: the address of the newest draft's next page."""
    if not view.drafts:
        return None
    draft = view.drafts[-1]
    benefit = programs.program_at(clock.now()).benefit(draft.benefit)
    return page_path(draft.id, next_page(draft, benefit)) if benefit else None


def first_page(visit: Visit, benefit: Benefit, form: ApplicationForm, **shown: Any) -> Response:
    """The first page of the form; one that a helper fills in carries who they are, and the person's consent."""
    steps = len(topics_of(benefit)) + 1
    carried = [(name, visit.said(name)) for name in HELP_FIELDS] if help_given(visit) else []
    return form_page(
        visit,
        "step.html",
        benefit,
        (YOU,),
        form,
        action=f"/apply/{benefit.id}",
        step=1,
        steps=steps,
        seen=0,
        carried=carried,
        **shown,
    )
