"""Can I get help? At most six taps, before anything personal is asked: the answers are in the address alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.domain.codes import Code
from chalicelib.domain.program import Benefit, BenefitKind, Program, Reason
from chalicelib.gateways import clock
from chalicelib.messages.facts import in_language
from chalicelib.services.estimate_wait import Wait, estimate_wait
from chalicelib.store import programs, rounds
from chalicelib.web import words
from chalicelib.web.i18n import _, translate
from chalicelib.web.pages_public import Offer, offer_of
from chalicelib.web.shown import page, reason_of
from chalicelib.web.visit import Visit

YES, NO, SOON, UNSURE = "yes", "no", "soon", "unsure"


@dataclass(frozen=True)
class Question:
    name: str
    text: str
    answers: tuple[tuple[str, str], ...]
    """Values, and the texts of their buttons (message ids)."""


QUESTIONS: tuple[Question, ...] = (
    Question(
        "want",
        _("What do you want help with?"),
        (
            ("certified", _("Become a certified peer")),
            ("specialization", _("Add a specialization")),
            ("fee", _("Pay a fee")),
        ),
    ),
    Question(
        "certificate",
        _("Are you certified as a Medi-Cal peer?"),
        ((YES, _("Yes")), ("lapsed", _("I was, but it has lapsed")), (NO, _("No"))),
    ),
    Question(
        "school",
        _("Do you have a high school diploma, a GED or a college degree?"),
        ((YES, _("Yes")), (NO, _("Not yet"))),
    ),
    Question(
        "adult",
        _("Are you 18 or older?"),
        ((YES, _("Yes")), (SOON, _("I turn 18 within a year")), (NO, _("No"))),
    ),
    Question("region", _("Where in California do you live, work or volunteer?"), ((UNSURE, _("I am not sure")),)),
    Question(
        "experience",
        _("Do you have lived experience of recovery, your own or as a parent, caregiver or family member?"),
        ((YES, _("Yes")), (NO, _("No"))),
    ),
)
"""The regions are those of the program."""


def can_i_get_help(visit: Visit) -> Response:
    """The next question that has no answer yet, or what is open to whoever answered so."""
    program = programs.program_at(clock.now())
    answers = dict(_answered(visit, program))
    here = f"/can-i-get-help?{urlencode(answers)}" if answers else "/can-i-get-help"
    if len(answers) == len(QUESTIONS):
        return page(visit, "can_i_get_help.html", here=here, **_result(program, answers))
    question = QUESTIONS[len(answers)]
    return page(
        visit,
        "screening.html",
        here=here,
        question=question,
        choices=_choices(question, visit, program),
        answers=answers,
        step=len(answers) + 1,
        steps=len(QUESTIONS),
        before=urlencode(dict(list(answers.items())[:-1])),
    )


def _answered(visit: Visit, program: Program) -> Iterator[tuple[str, str]]:
    """The answers so far, in order, up to the first that is none."""
    for question in QUESTIONS:
        said = visit.query.get(question.name, "")
        if said not in {value for value, _text in _choices(question, visit, program)}:
            return
        yield question.name, said


def _choices(question: Question, visit: Visit, program: Program) -> list[tuple[str, str]]:
    regions = program.regions if question.name == "region" else ()
    named = [(region.id, in_language(visit.language, region.name)) for region in regions]
    return named + [(value, translate(visit.language, text)) for value, text in question.answers]


@dataclass(frozen=True)
class Found:
    offer: Offer
    wait: Wait | None
    fits: bool
    """False: it asks for a certificate that the person does not have."""

    @property
    def line(self) -> str:
        return words.LINE[self.wait.line] if self.wait else ""


def _result(program: Program, answers: Mapping[str, str]) -> dict[str, Any]:
    wanted = [benefit for benefit in program.benefits if _is_wanted(benefit, answers["want"])]
    states = rounds.load_rounds(benefit.id for benefit in wanted)
    region = None if answers["region"] == UNSURE else answers["region"]
    found = [
        Found(
            offer_of(program, benefit, states[benefit.id]),
            estimate_wait(benefit, region),
            _fits(benefit, answers["certificate"]),
        )
        for benefit in wanted
    ]
    return {
        "open": [each for each in found if each.fits and each.offer.is_open],
        "paused": [each for each in found if each.fits and not each.offer.is_open],
        "others": [each for each in found if not each.fits],
        "reasons": _reasons(answers),
        "turns_18": answers["adult"] == SOON,
        "needs_certificate": any(each.fits and each.offer.benefit.certification != "none" for each in found),
    }


def _is_wanted(benefit: Benefit, want: str) -> bool:
    if benefit.kind is BenefitKind.FEE_WAIVER:
        return want == "fee"
    return want == ("specialization" if benefit.area else "certified")


def _fits(benefit: Benefit, certificate: str) -> bool:
    """By the certificate alone: what else is missing can be mended, or is for a person to decide."""
    if benefit.certification == "none":
        return certificate != YES
    return certificate == YES or (certificate == "lapsed" and benefit.certification == "lapsed_or_active")


def _reasons(answers: Mapping[str, str]) -> list[Reason]:
    """What the rules would ask about, with what one can do. Nobody is turned away here."""
    missing = {
        Code.UNDER_18: answers["adult"] == NO,
        Code.EDU_MISSING: answers["school"] == NO,
        Code.SELF_ID_MISSING: answers["experience"] == NO,
    }
    return [reason_of(code) for code, is_so in missing.items() if is_so]
