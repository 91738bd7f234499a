"""Samples: what is still to be looked at, and the results by county and language with small counts put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.actors import Actor, authorize, is_one_of
from chalicelib.domain.eligibility import Determination
from chalicelib.domain.folder import Folder
from chalicelib.domain.permissions import PERMISSIONS, Operation
from chalicelib.domain.roles import Role
from chalicelib.domain.sample import Answer, Line, Sample, counted
from chalicelib.domain.small_cells import Counts, folded, is_small
from chalicelib.gateways import clock
from chalicelib.services.answer_sample import line_of, refuse_decider
from chalicelib.services.draw_sample import draw
from chalicelib.services.record_reading import record_reading
from chalicelib.store import folders, programs, samples
from chalicelib.store.readings import Purpose

MOST_SHOWN = 50


@dataclass(frozen=True)
class Results:
    """Counts of looked at, agreed, disagreed. Where a count is too small, nothing but who was looked at is told."""

    total: Counts
    total_is_small: bool
    by_county: dict[str, Counts]
    other_counties: Counts | None
    by_language: dict[str, Counts]
    other_languages: Counts | None
    least: int


@dataclass(frozen=True)
class SampleView:
    sample: Sample
    open_lines: list[Line]
    """Not answered yet, and the actor had no part in them by their event; empty for those who do not answer."""
    answered: list[Answer]
    """With their notes: for those who answer, and for auditors."""
    results: Results


@dataclass(frozen=True)
class LineView:
    sample: Sample
    line: Line
    folder: Folder
    event: dict[str, Any]
    determinations: list[Determination]


def read_samples(actor: Actor) -> list[Sample]:
    """The latest, newest first."""
    authorize(actor, Operation.READ_SAMPLE)
    return samples.latest_samples(MOST_SHOWN)


def read_sample(actor: Actor, sample_id: str) -> SampleView:
    """Raises NOT-FOUND."""
    authorize(actor, Operation.READ_SAMPLE)
    sample, answers = samples.load_sample(sample_id), samples.answers_to(sample_id)
    done = {answer.name for answer in answers}
    answers_it = bool(actor.roles & PERMISSIONS[Operation.ANSWER_SAMPLE])
    mine = [line for line in sample.lines if line.name not in done and not is_one_of(actor, line.decided_by)]
    sees_notes = answers_it or Role.AUDITOR in actor.roles
    return SampleView(sample, mine if answers_it else [], answers if sees_notes else [], _results(sample, answers))


def is_reproduced(sample: Sample) -> bool:
    """Whether the same seed, months, size and moment draw the same decisions again."""
    again = draw(sample.seed, sample.first, sample.last, sample.size, sample.drawn_at)
    return [line.name for line in again] == [line.name for line in sample.lines]


def read_line(actor: Actor, sample_id: str, application_id: str, seq: int) -> LineView:
    """A decision with what it was made from. Raises NOT-FOUND, SAME-PERSON."""
    authorize(actor, Operation.ANSWER_SAMPLE)
    sample = samples.load_sample(sample_id)
    line, folder = line_of(sample, application_id, seq), folders.load_folder(application_id)
    refuse_decider(actor, line, folder)
    record_reading(actor, {folder.application.person_id: Purpose.REVIEW}, application_id)
    event = folders.load_events(application_id)[seq - 1]
    return LineView(sample, line, folder, event, folders.load_determinations(application_id))


def _results(sample: Sample, answers: list[Answer]) -> Results:
    least = programs.program_at(clock.now()).policy.small_cell
    lines = {line.name: line for line in sample.lines}
    found = [(lines[answer.name], answer.agrees) for answer in answers]
    total = counted(("", agrees) for _, agrees in found).get("", (0, 0, 0))
    by_county, other_counties = _groups(((line.county or "", agrees) for line, agrees in found), least)
    by_language, other_languages = _groups(((line.language, agrees) for line, agrees in found), least)
    return Results(total, is_small(total, least), by_county, other_counties, by_language, other_languages, least)


def _groups(found: Iterable[tuple[str, bool]], least: int) -> tuple[dict[str, Counts], Counts | None]:
    return folded(counted(found), least)
