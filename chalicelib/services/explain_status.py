"""What a status page tells beside the states: the place in line, and classes for an award. Few requests, none of them
made for the API's status."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.award import Award
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import Language
from chalicelib.domain.program import Program
from chalicelib.domain.rounds import in_force, round_status
from chalicelib.domain.states import RoundStatus
from chalicelib.domain.training_class import ClassId, TrainingClass
from chalicelib.gateways import clock
from chalicelib.services.estimate_wait import PlaceInLine, estimate_place
from chalicelib.services.find_classes import Choice, classes_asked, few_classes
from chalicelib.services.read_status import ApplicationStatusView, StatusView
from chalicelib.store import programs, rounds


@dataclass(frozen=True)
class Explained:
    place: PlaceInLine | None
    on_hold: bool
    """Nobody moves up in line until the round goes on."""
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class ExplainedStatus:
    applications: Mapping[str, Explained]
    """By application."""
    classes: Mapping[ClassId, TrainingClass]
    """Those in which the person has or had a place."""


def explain_status(view: StatusView, language: Language) -> ExplainedStatus:
    """In the language that the person reads: classes in it come first."""
    program = programs.program_at(clock.now())
    awards = [each.folder.award for each in view.applications if each.folder.award]
    return ExplainedStatus(
        {each.folder.application.id: _explained(each, program, language) for each in view.applications},
        classes_asked(awards),
    )


def _explained(view: ApplicationStatusView, program: Program, language: Language) -> Explained:
    application, position = view.folder.application, view.queue_position
    if position is not None and application.pool is not None:
        return Explained(estimate_place(application.pool, position), _on_hold(program, application.benefit), ())
    return Explained(None, on_hold=False, choices=_choices(view.folder.award, program, language))


def _choices(award: Award | None, program: Program, language: Language) -> tuple[Choice, ...]:
    if award is None or award.use_by is None or award.use_by < pacific_date(clock.now()):
        return ()
    return few_classes(award, program, language)


def _on_hold(program: Program, benefit: str) -> bool:
    window, now = program.round(benefit), clock.now()
    return round_status(window, in_force(window, rounds.load_round(benefit), now), now) is RoundStatus.SUSPENDED
