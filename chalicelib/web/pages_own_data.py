"""Everything that we keep about a person: a page to read, and a file to keep."""

import json
from typing import Any

from chalice.app import Response

from chalicelib.domain.nomination import Line
from chalicelib.domain.program import Benefit, Program
from chalicelib.gateways import clock
from chalicelib.messages.facts import BLANKS, in_language, line
from chalicelib.services.read_own_data import ApplicationData, OwnData, read_own_data
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.application_form import form_of, said_by
from chalicelib.web.attestation import ATTESTATIONS
from chalicelib.web.own_data import document_of
from chalicelib.web.questions import LABEL, answer
from chalicelib.web.record_words import RECORD
from chalicelib.web.said import Said
from chalicelib.web.shown import download, page
from chalicelib.web.topics import REACH, SAFE, YOU, asked, topics_of
from chalicelib.web.visit import Visit

FILE_NAME = "my-data.json"


def ask_for_own_data(visit: Visit) -> Response:
    """Looking is noted, so it takes a tap: no browser that reads ahead does it."""
    return page(visit, "own_data_asked.html")


def own_data(visit: Visit) -> Response:
    data, program = read_own_data(visit.known_actor), programs.program_at(clock.now())
    return page(
        visit,
        "own_data.html",
        here="/my-data",
        contact=_contact(visit, data, program),
        applications=[_application(visit, each, program) for each in data.applications],
        drafts=[_draft(visit, each.benefit, each.said, program) | {"draft": each} for each in data.drafts],
        papers=data.documents,
        elsewhere=[in_language(visit.language, program.item(item).name) for item, _, _ in data.funded_elsewhere],
        alerts=[in_language(visit.language, benefit.name) for benefit in _waited_for(data, program)],
        named=[_named(visit, each, program) for each in data.nominations],
        notices=[(notice, line(notice, visit.language, program, BLANKS)) for notice in data.notices],
        events=[(event.at, RECORD[event.action]) for event in data.events],
        words=words,
    )


def own_data_file(visit: Visit) -> Response:
    """The same as a file, which other programs can read too."""
    data = read_own_data(visit.known_actor)
    document = document_of(data, programs.program_at(clock.now()))
    return download(visit, json.dumps(document, ensure_ascii=False, indent=2), FILE_NAME)


def _named(visit: Visit, line: Line, program: Program) -> dict[str, Any]:
    made = line.nomination
    county, benefit = program.county(made.county), program.benefit(made.benefit) if made.benefit else None
    return {
        "line": line,
        "county": county.name if county else made.county,
        "benefit": in_language(visit.language, benefit.name) if benefit else "",
    }


def _waited_for(data: OwnData, program: Program) -> list[Benefit]:
    named = {each.benefit for each in data.alerts}
    return [benefit for benefit in program.benefits if benefit.id in named]


def _contact(visit: Visit, data: OwnData, program: Program) -> list[tuple[str, str]]:
    said = said_by(form_of(data.person.contact, None))
    benefit = program.benefits[0]  # none of these questions depends on what one applied for
    names = [name for topic in (YOU, REACH, SAFE) for name in topic.fields]
    return [(LABEL[name], answer(name, said, program, benefit, visit.language)) for name in names]


def _application(visit: Visit, data: ApplicationData, program: Program) -> dict[str, Any]:
    application, award = data.folder.application, data.folder.award
    answers = application.answers
    said = said_by(form_of(None, answers))
    consent = ATTESTATIONS.get(answers.attested or "")
    agreed = [name for name in ("self_identifies", "ethics_signed") if getattr(answers, name)]
    return _answers(visit, application.benefit, said, program) | {
        "application": application,
        "agreed": [getattr(consent, name) for name in agreed] if consent else [LABEL[name] for name in agreed],
        "award": award,
        "items": [(program.item(item.item).name, item) for item in award.items] if award else [],
        "claims": [(program.item(claim.item).name, claim) for claim in data.folder.claims],
        "steps": [(step.at, words.STEP[step.action]) for step in application.history],
    }


def _draft(visit: Visit, benefit_id: str, typed: dict[str, tuple[str, ...]], program: Program) -> dict[str, Any]:
    return _answers(visit, benefit_id, Said(typed), program)


def _answers(visit: Visit, benefit_id: str, said: Said, program: Program) -> dict[str, Any]:
    """What one applied for, and the answers to its questions; those about the person are shown once, apart."""
    benefit = program.benefit(benefit_id)
    if benefit is None:
        return {"name": benefit_id, "answers": []}
    apart = {name for topic in (YOU, REACH, SAFE) for name in topic.fields}
    mine = asked(benefit, other_name=bool(said.said("id_name")))
    names = [name for topic in topics_of(benefit) for name in topic.fields if name in mine - apart]
    return {
        "name": in_language(visit.language, benefit.name),
        "answers": [(LABEL[name], answer(name, said, program, benefit, visit.language)) for name in names],
    }
