"""Paper and calls: staff type them in, look at what somebody else typed, and file it or send it back."""

from collections.abc import Callable, Mapping
from typing import Any

from chalice.app import Response

from chalicelib.domain.codes import Code
from chalicelib.domain.document import LIMIT_BYTES, DocumentKind
from chalicelib.domain.intake import Intake
from chalicelib.domain.program import Benefit
from chalicelib.domain.receipt import Receipt
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock
from chalicelib.services.decide_intake import confirm_intake, send_back_intake, set_aside_intake
from chalicelib.services.enter_intake import Entry, correct_intake, enter_intake
from chalicelib.services.list_work import lists_of
from chalicelib.services.read_intake import IntakeView, open_scan, read_intake, scan_form
from chalicelib.services.take_work import who_has
from chalicelib.store import intakes, programs
from chalicelib.web import words
from chalicelib.web.application_form import ApplicationForm, field_of, said_by, typed_form
from chalicelib.web.attestation import ATTESTATIONS
from chalicelib.web.done_words import DONE
from chalicelib.web.form_page import SIGN_IN_AGAIN, SIGNED_OUT, form_page
from chalicelib.web.i18n import _, translate
from chalicelib.web.intake_form import (
    checked_entry,
    empty_entry,
    form_of_intake,
    refused_entry,
    topics_on_paper,
)
from chalicelib.web.pages_documents import ACCEPT
from chalicelib.web.problems import status_of
from chalicelib.web.questions import HELP, answered
from chalicelib.web.said import Said
from chalicelib.web.shown import elsewhere, page, reason_of, see_other
from chalicelib.web.visit import Visit
from chalicelib.web.work_words import WORK

_BACK_AGAIN = (_("You are signed in again, and nothing you typed is lost."), _("Please send the form once more."))
_RECORD_HELP: Mapping[str, str] = {
    "reason": _("Write why, with at most 500 characters."),
    "reference": _("Nobody can compare it yet. Whoever typed it adds the scan, or writes where the paper is kept."),
}


def begin(visit: Visit) -> Response:
    """Where intake begins: a form for each benefit, and what waits."""
    return page(
        visit,
        "staff_intake.html",
        benefits=programs.program_at(clock.now()).benefits,
        lists=[(name, WORK[name]) for name in lists_of(visit.known_actor)],
        done=DONE.get(visit.query.get("done", "")),
    )


def entry_form(visit: Visit) -> Response:
    return _form(visit, _benefit(visit.params["benefit"]), empty_entry())


def _benefit(benefit_id: str) -> Benefit:
    benefit = programs.program_at(clock.now()).benefit(benefit_id)
    if benefit is None:
        raise Refused(Code.NOT_FOUND, field="benefit")
    return benefit


def enter(visit: Visit) -> Response:
    """Keep what was typed, for a second person; what is wrong comes back with everything."""
    benefit = _benefit(visit.params["benefit"])

    def keep(entry: Entry) -> Receipt:
        return enter_intake(visit.known_actor, entry, visit.request())

    return _kept(visit, benefit, keep, "intake_entered")


def _kept(visit: Visit, benefit: Benefit, keep: Callable[[Entry], Receipt], done: str, **shown: Any) -> Response:
    checked = checked_entry(Said(visit.form), benefit, visit.language)
    if checked.entry is None:
        return _form(visit, benefit, checked.form, **shown)
    try:
        receipt = keep(checked.entry)
    except Refused as refusal:
        form = refused_entry(checked.form, refusal, visit.language)
        return _form(visit, benefit, form, refusal=refusal, **shown)
    return see_other(visit, f"/staff/intake/{receipt.intake_id}?done={done}")


def correction_form(visit: Visit) -> Response:
    view = read_intake(visit.known_actor, visit.params["intake_id"])
    intake = view.intake
    if intake.given is None:
        return _record(visit, view, Refused(Code.WRONG_STATE))
    return _form(visit, _benefit(intake.benefit), form_of_intake(intake), intake=intake, seen=intake.version)


def correct(visit: Visit) -> Response:
    """Mend what was typed. `seen` in the form is the version that it was made from."""
    intake = read_intake(visit.known_actor, visit.params["intake_id"]).intake
    seen = _seen(visit)

    def keep(entry: Entry) -> Receipt:
        return correct_intake(visit.known_actor, intake.id, entry, seen, visit.request())

    return _kept(visit, _benefit(intake.benefit), keep, "intake_mended", intake=intake, seen=seen)


def _seen(visit: Visit) -> int:
    said = visit.said("seen")
    if not said.isascii() or not said.isdigit() or len(said) > 9:
        raise invalid("version")
    return int(said)


def entry_unsent(visit: Visit) -> Response:
    """The session ended while the form was open: everything typed stays on the page until somebody signs in again."""
    alert = _BACK_AGAIN if visit.opened else (SIGNED_OUT, SIGN_IN_AGAIN)
    benefit = _benefit(visit.params.get("benefit") or visit.said("benefit"))
    return _form(visit, benefit, typed_form(Said(visit.form)), alert=alert, seen=visit.said("seen"))


def _form(visit: Visit, benefit: Benefit, form: ApplicationForm, **shown: Any) -> Response:
    return form_page(
        visit,
        "staff_intake_form.html",
        benefit,
        topics_on_paper(benefit),
        form,
        action=visit.path,
        media=[(medium.value, translate(visit.language, said)) for medium, said in words.MEDIUM.items()],
        versions=[(version, version) for version in ATTESTATIONS],
        **{"intake": None, "seen": 0} | shown,
    )


def record(visit: Visit) -> Response:
    return _record(visit, read_intake(visit.known_actor, visit.params["intake_id"]))


def scan(visit: Visit) -> Response:
    return elsewhere(visit, open_scan(visit.known_actor, visit.params["intake_id"]))


def _record(visit: Visit, view: IntakeView, refusal: Refused | None = None) -> Response:
    program, intake = programs.program_at(clock.now()), view.intake
    here = f"/staff/intake/{intake.id}"
    form = scan_form(view, f"{visit.site}{here[1:]}") if view.may_scan else None
    benefit = _benefit(intake.benefit)
    given = said_by(form_of_intake(intake)) if intake.given else None
    actor = visit.known_actor
    rows = [
        (topic, answered(topic, given, program, benefit, visit.language)) for topic in topics_on_paper(benefit) if given
    ]
    return page(
        visit,
        "staff_intake_record.html",
        here=here,
        status=status_of(refusal.code) if refusal else 200,
        sends_to=(form.origin,) if form else (),
        intake=intake,
        scan=view.scan,
        scan_form=form,
        came="key" in visit.query,
        accept=ACCEPT,
        limit=LIMIT_BYTES,
        reason_of=reason_of,
        benefit=benefit,
        sections=rows,
        attested=intake.given.answers.attested if intake.given else None,
        papers_seen=_papers_seen(intake),
        typed_it=bool({actor.id, actor.email_digest} & set(intake.makers)),
        words=words,
        lists=[(name, WORK[name]) for name in lists_of(actor)],
        name=intakes.list_of(intake) or "",
        held=who_has(intake.id),
        me=actor.id,
        problem=reason_of(refusal.code) if refusal else None,
        problem_help=_help(visit, refusal),
        typed=visit.said,
        done=DONE.get(visit.query.get("done", "")),
    )


def _papers_seen(intake: Intake) -> list[DocumentKind]:
    """What whoever typed it in had in their hands."""
    if intake.given is None:
        return []
    held = intake.given.answers.documents
    seen = {DocumentKind.PHOTO_ID: held.photo_id.seen, DocumentKind.EDUCATION: held.education.seen}
    return [kind for kind, was_seen in seen.items() if was_seen]


def _help(visit: Visit, refusal: Refused | None) -> str:
    """What to do about the field that a refusal names: the reason, or an answer that has to be mended first."""
    if refusal is None or refusal.code is not Code.INVALID:
        return ""
    name = field_of(refusal.field or "")
    told = _RECORD_HELP.get(name) or HELP.get(name, "")
    return translate(visit.language, told) if told else ""


_DONE = {"confirm": "intake_filed", "send_back": "intake_sent_back", "set_aside": "intake_set_aside"}


def decide(visit: Visit) -> Response:
    """File it, send it back or set it aside; what stands in the way is told, and the record stays as it is."""
    intake_id, actor, choice = visit.params["intake_id"], visit.known_actor, visit.said("decision")
    reason = visit.said("reason")
    try:
        if choice == "confirm":
            confirm_intake(actor, intake_id, _seen(visit), visit.request())
        elif choice == "send_back":
            send_back_intake(actor, intake_id, reason, _seen(visit), visit.request())
        elif choice == "set_aside":
            set_aside_intake(actor, intake_id, reason, _seen(visit), visit.request())
        else:
            raise invalid("decision")
    except Refused as refusal:
        return _record(visit, read_intake(actor, intake_id), refusal)
    return see_other(visit, f"/staff/work/{intakes.CONFIRM}?done={_DONE[choice]}")
