"""The people of a story: what they answer where the story is silent, and what they hold in later steps."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from chalicelib.domain.person import normalized_name
from chalicelib.domain.program import Benefit

_CONTACT_FIELDS = ("birth_date", "language")


def email_of(name: str) -> str:
    """One address for one name, in whatever role: the same name is the same person."""
    plain = normalized_name(name).replace(" ", ".") or "person"
    ascii_part = plain.encode("ascii", "ignore").decode() or "person"
    return f"{ascii_part}.{mark(name)[:6]}@example.org"


def mark(name: str) -> str:
    """A short, steady digest of a name."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]


@dataclass
class Applicant:
    """One person of the story, with every field that the story gave for them so far."""

    name: str
    access_code: str | None = None
    given: dict[str, Any] = field(default_factory=dict)

    def told(self, arguments: Mapping[str, Any]) -> None:
        """Fields given once hold in later steps; a part of a document or certification leaves its other parts."""
        self.given = merged(self.given, arguments)

    @property
    def birth_date(self) -> str:
        return str(self.given.get("birth_date", "1985-05-05"))

    def contact(self) -> dict[str, Any]:
        return {
            "legal_name": self.name,
            "birth_date": self.birth_date,
            "email": email_of(self.name),
            "language": self.given.get("language", "en"),
        }

    def answers(self, benefit: Benefit | None, start: date) -> dict[str, Any]:
        """Those of an adult eligible for the benefit, changed by what the story gave."""
        defaults: dict[str, Any] = {
            "county": "Sacramento",
            "nexus": "live",
            "education": "diploma",
            "documents": {
                "photo_id": {"expires": (start + timedelta(days=5 * 365)).isoformat(), "legible": True},
                "education": {"legible": True},
            },
            "self_identifies": True,
            "ethics_signed": True,
            "pathway": "initial",
        }
        if benefit is not None and benefit.certification != "none":
            defaults["certification"] = self._certification(start)
        if benefit is not None and benefit.kind.value == "fee_waiver":
            defaults["fee_due"] = {"item": benefit.items[0], "paid": False}
        answers = {key: value for key, value in self.given.items() if key not in _CONTACT_FIELDS}
        if isinstance(answers.get("certification"), dict):
            defaults["certification"] = self._certification(start)
        return _without_documents(merged(defaults, answers), defaults)

    def _certification(self, start: date) -> dict[str, Any]:
        expires = (start + timedelta(days=2 * 365)).isoformat()
        return {"number": f"SAMPLE-{mark(self.name)}", "status": "active", "expires": expires}


def _without_documents(answers: dict[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """A document that the story takes away: an ID that shows no photo, no proof of schooling."""
    documents = dict(answers["documents"])
    if documents.get("photo_id") is None:
        documents["photo_id"] = {**defaults["documents"]["photo_id"], "has_photo": False}
    if documents.get("education") is None:
        documents["education"] = defaults["documents"]["education"]
        answers["education"] = "none"
    return {**answers, "documents": documents}


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """`new` over `old`, mapping by mapping."""
    both = dict(old)
    for key, value in new.items():
        before = both.get(key)
        both[key] = merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return both
