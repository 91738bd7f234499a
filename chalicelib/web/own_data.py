"""A person's own data as one document: what they said, what was decided, paid and written; nothing that opens a record.

Left out: digests and salts, which say nothing without the program's secret; the ids of staff, in whose place their
roles stand; and what staff wrote about the case, which a person asks for.
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.document import Document, File
from chalicelib.domain.draft import Draft
from chalicelib.domain.nomination import Line
from chalicelib.domain.notice import Notice
from chalicelib.domain.opening_alert import OpeningAlert
from chalicelib.domain.person import Person
from chalicelib.domain.program import Program
from chalicelib.messages.facts import BLANKS, line
from chalicelib.services.read_own_data import ApplicationData, OwnData
from chalicelib.store.person_events import PersonEvent
from chalicelib.web.attestation import ATTESTATIONS
from chalicelib.web.consent import CONSENTS
from chalicelib.web.own_words import legend

_OF_APPLICATION = frozenset({"answers", "chain", "salt", "applicant_email_digest", "reviewers", "person_id"})
_OF_AWARD = frozenset({"approved_by", "person_id", "extension"})
_OF_CLAIM = frozenset({"applicant_email_digest", "approved_by"})
YOU = "you"


def document_of(data: OwnData, program: Program) -> dict[str, Any]:
    """Of JSON's own types alone; times in UTC, amounts in cents; in `words` what its codes mean, by field."""
    kept = _kept(data, program)
    return kept | {"words": legend(kept, program, data.person.contact.language)}


def _kept(data: OwnData, program: Program) -> dict[str, Any]:
    return {
        "made_at": data.read_at.isoformat(),
        "person": _person(data.person),
        "applications": [_application(each, data.person.id) for each in data.applications],
        "forms_not_sent": [_draft(each) for each in data.drafts],
        "consents": [_consent(each) for each in data.applications] + _consents_to_help(data),
        "paid_by_others": [
            {"item": item, "occurrence": occurrence, "funder": funder}
            for item, occurrence, funder in data.funded_elsewhere
        ],
        "papers": [_paper(document) for document in data.documents],
        "to_be_told": [_alert(each) for each in data.alerts],
        "named_by_counties": [_named(each) for each in data.nominations],
        "messages": [_message(notice, data, program) for notice in data.notices],
        "record": [_own_event(each, data.person.id) for each in data.events],
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "created_at": person.created_at.isoformat(),
        "kept_until": person.kept_until and person.kept_until.isoformat(),
        "contact": person.contact.model_dump(mode="json"),
        "contact_typed_by_a_helper": person.contact_by_helper,
    }


def _draft(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "benefit": draft.benefit,
        "kept_until": draft.kept_until.isoformat(),
        "answers": draft.said,
        "help": draft.help and draft.help.model_dump(mode="json"),
    }


def _alert(alert: OpeningAlert) -> dict[str, Any]:
    return {
        "benefit": alert.benefit,
        "from": alert.from_day and alert.from_day.isoformat(),
        "kept_until": alert.kept_until.isoformat(),
    }


def _own_event(event: PersonEvent, person_id: str) -> dict[str, Any]:
    return {
        "at": event.at.isoformat(),
        "action": event.action,
        "by": _by(event.actor, event.roles, person_id),
        "fields": event.detail.get("fields", ""),
    }


def _application(data: ApplicationData, person_id: str) -> dict[str, Any]:
    folder = data.folder
    award = folder.award
    return {
        **folder.application.model_dump(mode="json", exclude=set(_OF_APPLICATION)),
        "answers": folder.application.answers.model_dump(mode="json"),
        "award": award.model_dump(mode="json", exclude=set(_OF_AWARD)) if award else None,
        "payments": [claim.model_dump(mode="json", exclude=set(_OF_CLAIM)) for claim in folder.claims],
        "checks": [each.model_dump(mode="json", exclude={"overridden_by"}) for each in data.determinations],
        "events": [_event(each, person_id) for each in data.events],
    }


def _event(event: Mapping[str, Any], person_id: str) -> dict[str, Any]:
    shown = {name: event[name] for name in ("at", "action", "reasons", "from", "to", "program_version")}
    return shown | {"by": _by(event["actor"], event["roles"], person_id)}


def _by(actor: str, roles: Any, person_id: str) -> str:
    return YOU if actor == person_id else ", ".join(sorted(roles))


def _consent(data: ApplicationData) -> dict[str, Any]:
    """What its person said is true, in the words that they met."""
    answers = data.folder.application.answers
    words = ATTESTATIONS.get(answers.attested or "")
    agreed = {name: getattr(answers, name) for name in ("self_identifies", "ethics_signed")}
    return {
        "application": data.folder.application.id,
        "version": answers.attested,
        "agreed": agreed,
        "words": {name: getattr(words, name) for name in agreed} if words else {},
    }


def _consents_to_help(data: OwnData) -> list[dict[str, Any]]:
    """What its person agreed to before somebody filled in a form beside them."""
    sent = [(each.folder.application.id, each.folder.application.help) for each in data.applications]
    given_to = [*sent, *((draft.id, draft.help) for draft in data.drafts)]
    return [
        {
            "application": subject,
            "version": given.consent,
            "at": given.consented_at.isoformat(),
            "agreed": {"help": True},
            "words": {"help": CONSENTS.get(given.consent, "")},
        }
        for subject, given in given_to
        if given
    ]


def _named(line: Line) -> dict[str, Any]:
    """What the county wrote; not who there did, and not the digest of an invitation code."""
    made = line.nomination
    said = {"county": made.county, "benefit": made.benefit, **line.nominee.model_dump(mode="json")}
    return said | {"at": made.at.isoformat(), "kept_until": made.until.isoformat()}


def _paper(document: Document) -> dict[str, Any]:
    """Not the file itself: its person has it, and a download may lie about on a shared phone."""
    about = {"application": document.application_id, "kind": document.kind.value}
    if document.training is not None:
        about |= {"award": document.training.award_id, "item": document.training.item}
    if document.deleted_at is not None:
        about |= {"deleted_at": document.deleted_at.isoformat()}
    return about | (_file(document.kept) if document.kept else {})


def _file(file: File) -> dict[str, Any]:
    return {"id": file.id, "type": file.type.value, "bytes": file.bytes, "at": file.at.isoformat()}


def _message(notice: Notice, data: OwnData, program: Program) -> dict[str, Any]:
    delivery = notice.delivery
    return {
        "id": notice.id,
        "at": notice.created_at.isoformat(),
        "kind": notice.kind.value,
        "application": notice.application_id,
        "text": line(notice, data.person.contact.language, program, BLANKS),
        "facts": notice.facts,
        "delivery": delivery.state.value,
        "sent_by": [each.channel.value for each in delivery.sent],
    }
