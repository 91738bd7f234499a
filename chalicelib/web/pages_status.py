"""A person's own page: where each application stands, why, what happens next, and what to decide."""

from collections.abc import Callable
from datetime import date
from typing import Any

from chalice.app import Response

from chalicelib.domain.actors import Actor
from chalicelib.domain.appealing import appeal_until
from chalicelib.domain.application import Application
from chalicelib.domain.award import Award
from chalicelib.domain.document import DocumentKind
from chalicelib.domain.notice import Notice
from chalicelib.domain.pacific import deadline_passed
from chalicelib.domain.program import Program
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock
from chalicelib.messages.facts import BLANKS, line
from chalicelib.services.accept_award import accept_award
from chalicelib.services.allow_county import allow_county
from chalicelib.services.ask_again import ask_again
from chalicelib.services.carry_over import carry_over
from chalicelib.services.decline_award import decline_award
from chalicelib.services.read_status import ApplicationStatusView, read_status
from chalicelib.services.require_documents import missing_documents
from chalicelib.services.withdraw_application import withdraw_application
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.i18n import translate
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, reasons_of, see_other
from chalicelib.web.standing import choices_of, standing_of
from chalicelib.web.visit import Visit


def status(visit: Visit, refusal: Refused | None = None) -> Response:
    view = read_status(visit.known_actor)
    program = programs.program_at(clock.now())
    return page(
        visit,
        "status.html",
        here="/status",
        status=status_of(refusal.code) if refusal else 200,
        name=view.person.contact.chosen_name or view.person.contact.legal_name,
        drafts=[(each, program.benefit(each.benefit)) for each in reversed(view.drafts)],
        applications=[_shown(visit, program, mine) for mine in reversed(view.applications)],
        notices=[_notice(visit, program, notice) for notice in reversed(view.notices)],
        words=words,
        problem=reason_of(refusal.code) if refusal else None,
        done=words.DONE.get(visit.query.get("done", "")),
    )


def _shown(visit: Visit, program: Program, view: ApplicationStatusView) -> dict[str, Any]:
    """One application, in the words of its person."""
    application, award = view.folder.application, view.folder.award
    standing = standing_of(view)
    facts = {
        "by": words.day_words(visit.language, standing.by),
        "place": view.queue_position,
        "days": program.policy.review_days,
    }
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
        "appeal_until": _appeal_until(program, application),
        "steps": [(step.at, words.STEP[step.action]) for step in reversed(application.history)],
    }


def _missing(program: Program, application: Application) -> tuple[DocumentKind, ...]:
    """The documents that the person still has to hand in."""
    if not application.is_live:
        return ()
    answers, benefit = application.answers, application.benefit
    return missing_documents(application.person_id, application.id, benefit, answers, program)


def _appeal_until(program: Program, application: Application) -> date | None:
    """The last day on which the person can still appeal."""
    until = appeal_until(application, program.policy)
    return None if deadline_passed(until, clock.now()) else until


def _items(program: Program, award: Award) -> list[dict[str, Any]]:
    return [
        {"name": program.item(item.item).name, "item": item, "words": words.ITEM[item.status]} for item in award.items
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


def _decided(visit: Visit, decide: Callable[[Actor, str, Request], Receipt], param: str, done: str) -> Response:
    """Carry it out and show the page anew, with what was done or what stood in the way."""
    try:
        decide(visit.known_actor, visit.params[param], visit.request())
    except Refused as refusal:
        return status(visit, refusal)
    return see_other(visit, f"/status?done={done}")
