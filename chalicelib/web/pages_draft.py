"""A form that was begun: its pages, saved one by one, the page that shows all answers, and sending it."""

from dataclasses import replace
from functools import partial
from typing import Any

from chalice.app import Response

from chalicelib.domain.codes import Code
from chalicelib.domain.draft import Draft
from chalicelib.domain.notice import channels_of
from chalicelib.domain.policy import DocumentsWhen
from chalicelib.domain.program import Benefit
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.services.await_birthday import waits_for
from chalicelib.services.open_session import close_session, close_soon
from chalicelib.services.read_status import read_status
from chalicelib.services.save_draft import PageSaid, read_draft, remove_draft, save_draft
from chalicelib.services.submit_draft import submit_draft
from chalicelib.store import programs, rounds
from chalicelib.store.documents import documents_of
from chalicelib.web import words
from chalicelib.web.application_form import (
    ApplicationForm,
    checked_form,
    checked_page,
    field_of,
    form_of,
    said_by,
    typed_form,
)
from chalicelib.web.attestation import ATTESTATIONS, VERSION
from chalicelib.web.contact_form import checked_contact
from chalicelib.web.form_page import BACK_AGAIN, form_page, in_other_language, key_for
from chalicelib.web.i18n import _, translate
from chalicelib.web.pages_public import offer_of
from chalicelib.web.pages_sign_in import sign_in_page
from chalicelib.web.problems import status_of
from chalicelib.web.questions import HELP, LABEL, answer, answered
from chalicelib.web.said import Said
from chalicelib.web.shown import dropped_cookie, empty, page, reason_of, see_other
from chalicelib.web.topics import REACH, SAFE, TOPICS, WORD, Topic, topics_of
from chalicelib.web.visit import Visit

CHECK = "check"
CHANGED_ELSEWHERE = (
    _("You also changed this page in another tab."),
    _("Below is what you typed here. Change what you like, then save: this page counts."),
)


BEGUN_BEFORE = (
    _("This form was begun before. Its other answers are still there."),
    _("This page shows what you typed just now. Check it together: it counts from now on."),
)


def page_path(draft_id: str, name: str) -> str:
    """The address of a page of the form, or of the one that shows all answers."""
    return f"/drafts/{draft_id}/{CHECK}" if name == CHECK else f"/drafts/{draft_id}/pages/{name}"


def next_page(draft: Draft, benefit: Benefit) -> str:
    """The first page that was not saved yet, or the one that shows all answers."""
    left = [topic.id for topic in topics_of(benefit) if topic.id not in draft.pages]
    return left[0] if left else CHECK


def draft_form(visit: Visit) -> Response:
    draft = read_draft(visit.known_actor, visit.params["draft_id"])
    alert = BEGUN_BEFORE if "begun" in visit.query else None
    return _page(visit, draft, _topic(visit, draft), typed_form(known_said(visit, draft)), status=200, alert=alert)


def _topic(visit: Visit, draft: Draft) -> Topic:
    """The page that the address names. Raises NOT-FOUND for one that this form does not have."""
    topic = TOPICS.get(visit.params["page"])
    if topic is None or topic not in (*topics_of(_benefit(draft)), SAFE):
        raise Refused(Code.NOT_FOUND, field="page")
    return topic


def _benefit(draft: Draft) -> Benefit:
    benefit = programs.program_at(clock.now()).benefit(draft.benefit)
    if benefit is None:
        raise Refused(Code.NOT_FOUND, field="benefit")
    return benefit


def known_said(visit: Visit, draft: Draft) -> Said:
    """What was typed, over what the person's record says of how to reach them."""
    contact = form_of(read_status(visit.known_actor).person.contact, None)
    known = Said(dict(said_by(contact).fields) | {"pathway": ("initial",)})
    for name, saved_page in draft.pages.items():
        known = known.with_other(Said(saved_page.said), TOPICS[name].names)
    return known


def save(visit: Visit) -> Response:
    draft = read_draft(visit.known_actor, visit.params["draft_id"])
    topic = _topic(visit, draft)
    if switched := in_other_language(visit):
        visit, cookies = switched
        return _page(visit, draft, topic, typed_form(_typed_over(visit, draft, topic)), cookies=cookies)
    return save_page(visit, draft, topic)


def save_page(visit: Visit, draft: Draft, topic: Topic) -> Response:
    """Keep the page as it was sent, right or wrong; on to the next one, or back to what is wrong."""
    said = _typed_over(visit, draft, topic)
    form = checked_page(said, (topic,), _benefit(draft), visit.language)
    try:
        draft = save_draft(visit.known_actor, draft.id, _page_said(visit, topic), checked_contact(said, visit.language))
    except Refused as refusal:
        if refusal.code is not Code.STALE:
            return _page(visit, draft, topic, form.refused(refusal, visit.language), refusal=refusal)
        return _both(visit, draft, topic, form)
    if visit.said("autosave"):
        return empty(visit)
    if form.errors:
        return _page(visit, draft, topic, form)
    return see_other(visit, page_path(draft.id, _following(visit, draft, topic)))


def save_as_typed(visit: Visit, draft: Draft, topic: Topic) -> None:
    """Keep a page as a helper typed it just now, whatever it said before: what is typed last counts."""
    contact = checked_contact(_typed_over(visit, draft, topic), visit.language)
    page_said = replace(_page_said(visit, topic), seen=draft.page_version(topic.id), by_helper=True)
    save_draft(visit.known_actor, draft.id, page_said, contact)


def _page_said(visit: Visit, topic: Topic) -> PageSaid:
    seen = visit.said("seen")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    by_helper = visit.opened is not None and visit.opened.session.helps is not None
    return PageSaid(topic.id, Said(visit.form).only(topic.names).fields, key_for(visit, None), version, by_helper)


def _typed_over(visit: Visit, draft: Draft, topic: Topic) -> Said:
    """The whole form, with this page as it was sent just now."""
    return known_said(visit, draft).with_other(Said(visit.form), topic.names | {"asked_about_boxes"})


def _following(visit: Visit, draft: Draft, topic: Topic) -> str:
    benefit = _benefit(draft)
    if topic is REACH and visit.said("then") == SAFE.id:
        return SAFE.id
    order = [each.id for each in topics_of(benefit)]
    if topic is not SAFE and all(name in draft.pages for name in order):
        return CHECK
    after = order.index(REACH.id if topic is SAFE else topic.id) + 1
    return order[after] if after < len(order) and order[after] not in draft.pages else next_page(draft, benefit)


def _both(visit: Visit, draft: Draft, topic: Topic, form: ApplicationForm) -> Response:
    """Two tabs: what the other one saved, above what this one says; sent again, this one counts."""
    draft = read_draft(visit.known_actor, draft.id)
    saved, typed = Said(draft.said), Said(visit.form)
    program, benefit = programs.program_at(clock.now()), _benefit(draft)
    words = partial(answer, program=program, benefit=benefit, language=visit.language)
    there, here = ({name: words(name, said) for name in topic.fields} for said in (saved, typed))
    rows = [(LABEL[name], there[name]) for name in topic.fields if there[name] != here[name]]
    return _page(visit, draft, topic, form, status=409, alert=CHANGED_ELSEWHERE, elsewhere=rows)


def unsent(visit: Visit) -> Response:
    """The session ended while the page was open: sign in again and go on with what was typed."""
    if visit.opened is None:
        return sign_in_page(visit, {}, status=403, kept=True, then=visit.path)
    return go_on(visit)


def go_on(visit: Visit, cookies: tuple[str, ...] = ()) -> Response:
    """The page with what was typed in an earlier session."""
    draft = read_draft(visit.known_actor, visit.params["draft_id"])
    topic = _topic(visit, draft)
    return _page(visit, draft, topic, typed_form(_typed_over(visit, draft, topic)), alert=BACK_AGAIN, cookies=cookies)


def _page(visit: Visit, draft: Draft, topic: Topic, form: ApplicationForm, **shown: Any) -> Response:
    benefit = _benefit(draft)
    order = topics_of(benefit)
    place = order.index(REACH if topic is SAFE else topic)
    before = page_path(draft.id, order[place].id if topic is SAFE else order[place - 1].id) if place else ""
    return form_page(
        visit,
        "step.html",
        benefit,
        (topic,),
        form,
        action=page_path(draft.id, topic.id),
        draft=draft,
        step=place + 1,
        steps=len(order) + 1,
        before=before,
        seen=draft.page_version(topic.id),
        **shown,
    )


def check(visit: Visit) -> Response:
    """All answers, each with the way to change it, and the button that sends them."""
    draft = read_draft(visit.known_actor, visit.params["draft_id"])
    return _check(visit, draft)


def _check(visit: Visit, draft: Draft, refusal: Refused | None = None) -> Response:
    benefit, program = _benefit(draft), programs.program_at(clock.now())
    offer = offer_of(program, benefit, rounds.load_round(benefit.id))
    said = known_said(visit, draft)
    form = checked_form(said, benefit, visit.language)
    contact = form.given.contact if form.given else None
    from_day = waits_for(contact, draft.benefit) if contact else None
    return page(
        visit,
        "check.html",
        here=page_path(draft.id, CHECK),
        status=status_of(refusal.code) if refusal else 200,
        draft=draft,
        benefit=benefit,
        offer=offer,
        wrong=_unfinished(draft, form) | _refused_pages(refusal),
        sections=[
            (topic, answered(topic, said, program, benefit, visit.language)) for topic in (*topics_of(benefit), SAFE)
        ],
        from_day=from_day,
        told_then=contact is not None and bool(channels_of(contact)),
        problem=reason_of(refusal.code) if refusal else None,
        told=_help(visit, refusal),
        changed=refusal is not None and refusal.code is Code.STALE,
        version=VERSION,
        attested=[getattr(ATTESTATIONS[VERSION], name) for name in WORD.fields if said.said(name)],
        steps=len(topics_of(benefit)) + 1,
        papers=documents_of(draft.person_id, draft.id),
        papers_later=program.policy.documents_when is not DocumentsWhen.AT_SUBMISSION,
        words=words,
    )


def _unfinished(draft: Draft, form: ApplicationForm) -> frozenset[str]:
    """The pages that something is wrong on, or that nobody has seen yet."""
    wrong = {topic.id for topic in TOPICS.values() if set(topic.fields) & set(form.errors)}
    if Said(draft.said).said("attested") not in ("", VERSION):
        wrong.add(WORD.id)  # what was said to be true was worded otherwise
    return frozenset(wrong | {topic.id for topic in topics_of(_benefit(draft)) if topic.id not in draft.pages})


def _help(visit: Visit, refusal: Refused | None) -> str:
    """What to do about the answer that a refusal names."""
    name = field_of(refusal.field or "") if refusal and refusal.code is Code.INVALID else ""
    return translate(visit.language, HELP[name]) if name in HELP else ""


def _refused_pages(refusal: Refused | None) -> frozenset[str]:
    """The page whose answer could not be used, where the refusal names one."""
    named = field_of(refusal.field or "") if refusal and refusal.code is Code.INVALID else ""
    return frozenset(topic.id for topic in TOPICS.values() if named in topic.fields)


def send(visit: Visit) -> Response:
    """Send what the page showed, once; what stands in the way is told there."""
    draft_id = visit.params["draft_id"]
    actor = visit.known_actor
    if any(mine.folder.application.id == draft_id for mine in read_status(actor).applications):
        return see_other(visit, "/received")
    draft = read_draft(actor, draft_id)
    form = checked_form(known_said(visit, draft), _benefit(draft), visit.language)
    if form.given is None or form.given.contact is None or _unfinished(draft, form):
        return _check(visit, draft)
    seen = visit.said("seen")
    try:
        submit_draft(
            actor,
            draft.id,
            int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
            form.given.contact,
            form.given.answers,
            form.given.invitation_code,
        )
    except Refused as refusal:
        return _check(visit, draft, refusal)
    if visit.opened and visit.opened.session.helps:
        close_soon(visit.opened)
    return see_other(visit, "/received")


def remove(visit: Visit) -> Response:
    """Throw the draft away; with the last one of somebody who sent nothing, their record goes and they are out."""
    if remove_draft(visit.known_actor, visit.params["draft_id"]) and visit.opened:
        close_session(visit.opened.id)
        return see_other(visit, "/?done=removed", (dropped_cookie(visit, visit.area.cookie, visit.area.path),))
    return see_other(visit, "/status?done=removed")
