"""A person's own page: where each application stands, why, what happens next, and what to decide."""

from collections.abc import Callable
from typing import Any

from chalice.app import Response

from chalicelib.domain.actors import Actor
from chalicelib.domain.appealing import appeal_until
from chalicelib.domain.application import Application
from chalicelib.domain.asking_place import open_courses
from chalicelib.domain.award import Award, AwardItem
from chalicelib.domain.document import DocumentKind
from chalicelib.domain.notice import Notice
from chalicelib.domain.pacific import deadline_passed, pacific_date
from chalicelib.domain.person import Person
from chalicelib.domain.program import Program
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import AwardStatus, ItemStatus
from chalicelib.domain.training_class import Course, course_of_item
from chalicelib.gateways import clock
from chalicelib.messages.facts import BLANKS, line
from chalicelib.services.accept_award import accept_award
from chalicelib.services.allow_county import allow_county
from chalicelib.services.ask_again import ask_again
from chalicelib.services.ask_place import ask_place, take_place_back
from chalicelib.services.await_birthday import waits_for
from chalicelib.services.carry_over import carry_over
from chalicelib.services.decline_award import decline_award
from chalicelib.services.explain_status import ExplainedStatus, explain_status
from chalicelib.services.read_status import ApplicationStatusView, read_status
from chalicelib.services.require_documents import missing_documents
from chalicelib.services.withdraw_application import withdraw_application
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.explaining import data_used, line_facts
from chalicelib.web.i18n import _, translate
from chalicelib.web.pages_classes import places_shown, trainings_shown
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, reasons_of, see_other
from chalicelib.web.standing import choices_of, standing_of
from chalicelib.web.visit import Visit


def status(visit: Visit, refusal: Refused | None = None) -> Response:
    view = read_status(visit.known_actor)
    program = programs.program_at(clock.now())
    told = explain_status(view, visit.language)
    return page(
        visit,
        "status.html",
        here="/status",
        status=status_of(refusal.code) if refusal else 200,
        name=view.person.contact.chosen_name or view.person.contact.legal_name,
        typed_for=view.person.contact if view.person.contact_by_helper else None,
        drafts=[
            (each, program.benefit(each.benefit), waits_for(view.person.contact, each.benefit))
            for each in reversed(view.drafts)
        ],
        applications=[
            _shown(visit, program, mine) | _explained(visit, program, mine, view.person, told)
            for mine in reversed(view.applications)
        ],
        notices=[_notice(visit, program, notice) for notice in reversed(view.notices)],
        words=words,
        problem=reason_of(refusal.code) if refusal else None,
        done=words.DONE.get(visit.query.get("done", "")),
    )


def _shown(visit: Visit, program: Program, view: ApplicationStatusView) -> dict[str, Any]:
    """One application, in the words of its person."""
    application, award = view.folder.application, view.folder.award
    standing = standing_of(view, program.policy, pacific_date(clock.now()))
    facts = {
        "by": words.day_words(visit.language, standing.by),
        "days": program.policy.review_days,
    }
    last_day = appeal_until(application, program.policy)
    is_over = deadline_passed(last_day, clock.now())
    return {
        "application": application,
        "benefit": program.benefit(application.benefit),
        "standing": standing,
        "title": translate(visit.language, standing.title, **facts),
        "next": translate(visit.language, standing.next, **facts),
        "reasons": reasons_of(application),
        "choices": choices_of(view.folder),
        "ask_again": view.ask_again_until is not None,
        "carry_over": [program.benefit(benefit) for benefit in view.carry_over],
        "papers": _missing(program, application),
        "award": award,
        "items": _items(program, award) if award else [],
        "appeal_until": None if is_over else last_day,
        "appeal_ended": last_day if is_over else None,
        "steps": [(step.at, words.STEP[step.action]) for step in reversed(application.history)],
    }


def _missing(program: Program, application: Application) -> tuple[DocumentKind, ...]:
    """The documents that the person still has to hand in."""
    if not application.is_live:
        return ()
    answers, benefit = application.answers, application.benefit
    return missing_documents(application.person_id, application.id, benefit, answers, program)


def _explained(
    visit: Visit, program: Program, view: ApplicationStatusView, person: Person, told: ExplainedStatus
) -> dict[str, Any]:
    """Why it stands so, and for an award the classes that fit."""
    application, award = view.folder.application, view.folder.award
    known = told.applications[application.id]
    return {
        "line": line_facts(visit.language, application, known),
        "data": {code: data_used(visit.language, code, application, person, program) for code in application.reasons},
        "places": places_shown(visit, program, award, told.classes) if award else [],
        "trainings": trainings_shown(visit, program, known.choices),
        "left_cents": sum(_left_cents(item) for item in award.items) if award else 0,
        "usable": award is not None and award.status is AwardStatus.ACTIVE and award.has_open_items,
    }


def _left_cents(item: AwardItem) -> int:
    """What the award still has to be used: nothing once it is booked, billed, paid or given back."""
    return item.cents if item.status in (ItemStatus.RESERVED, ItemStatus.COMMITTED) and not item.enrollment else 0


def _item_words(item: AwardItem) -> str:
    booked = item.status is ItemStatus.COMMITTED and item.enrollment is not None
    return _("Booked") if booked else words.ITEM[item.status]


def _course(program: Program, item: AwardItem) -> Course | None:
    return course_of_item(program.item(item.item), item.occurrence)


def _items(program: Program, award: Award) -> list[dict[str, Any]]:
    return [
        {
            "name": program.item(item.item).name,
            "item": item,
            "words": _item_words(item),
            "left": _left_cents(item),
            "to_book": any(each.item == item.item for each, _taught in open_courses(award, program)),
            "fee_to_use": item.status is ItemStatus.COMMITTED and _course(program, item) is None,
        }
        for item in award.items
    ]


def _notice(visit: Visit, program: Program, notice: Notice) -> dict[str, Any]:
    return {"id": notice.id, "at": notice.created_at, "text": line(notice, visit.language, program, BLANKS)}


def withdraw(visit: Visit) -> Response:
    return _decided(visit, withdraw_application, "application_id", "withdrawn")


def ask_again_for_it(visit: Visit) -> Response:
    return _decided(visit, ask_again, "application_id", "asked_again")


def carry_on(visit: Visit) -> Response:
    def decide(actor: Actor, application_id: str, request: Request) -> Receipt:
        return carry_over(actor, application_id, visit.said("benefit") or None, request)

    return _decided(visit, decide, "application_id", "carried_over")


def county_allowed(visit: Visit) -> Response:
    def decide(actor: Actor, application_id: str, request: Request) -> Receipt:
        if visit.said("may_see") not in ("yes", "no"):
            raise invalid("may_see")
        return allow_county(actor, application_id, may_see=visit.said("may_see") == "yes", request=request)

    return _decided(visit, decide, "application_id", "county_allowed")


def accept(visit: Visit) -> Response:
    return _decided(visit, accept_award, "award_id", "accepted")


def decline(visit: Visit) -> Response:
    return _decided(visit, decline_award, "award_id", "declined")


def place_asked(visit: Visit) -> Response:
    def decide(actor: Actor, award_id: str, request: Request) -> Receipt:
        return ask_place(actor, award_id, visit.said("class_id"), request)

    return _decided(visit, decide, "award_id", "place_asked")


def place_taken_back(visit: Visit) -> Response:
    def decide(actor: Actor, award_id: str, request: Request) -> Receipt:
        return take_place_back(actor, award_id, visit.said("item"), request)

    return _decided(visit, decide, "award_id", "place_taken_back")


def _decided(visit: Visit, decide: Callable[[Actor, str, Request], Receipt], param: str, done: str) -> Response:
    """Carry it out and show the page anew, with what was done or what stood in the way."""
    try:
        decide(visit.known_actor, visit.params[param], visit.request())
    except Refused as refusal:
        return status(visit, refusal)
    return see_other(visit, f"/status?done={done}")
