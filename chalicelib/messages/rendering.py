"""A notice as an e-mail, a text message or a letter, in one language."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chalicelib.domain.codes import Code
from chalicelib.domain.notice import Notice
from chalicelib.domain.person import Language
from chalicelib.domain.program import Program, Reason
from chalicelib.gateways.templates import render
from chalicelib.gateways.translation import translate
from chalicelib.messages import texts
from chalicelib.messages.facts import besides, in_language, line

_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Sender:
    """What every message says of us: where people sign in, and the number that they can call."""

    sign_in: str
    phone: str


@dataclass(frozen=True)
class Said:
    """Everything that a message says, in words of its language."""

    language: Language
    subject: str
    greeting: str
    line: str
    means: str
    why: str
    reasons: tuple[tuple[str, str], ...]
    """Each with what the person can do about it, which may be empty."""
    cure: str
    link: str
    address: str
    how: str
    footer: tuple[str, ...]


@dataclass(frozen=True)
class Mail:
    subject: str
    text: str
    html: str


def say(notice: Notice, name: str, language: Language, program: Program, sender: Sender) -> Said:
    """`name`: as the person wants to be called. Raises KeyError when the notice lacks a fact of its text."""
    wording = texts.WORDING[notice.kind]
    codes = [Code(code) for code in notice.facts.get("reasons", "").split()]
    reasons = [program.reason(code) for code in codes]
    return Said(
        language=language,
        subject=translate(language, wording.subject),
        greeting=translate(language, texts.GREETING, name=name),
        line=line(notice, language, program),
        means=" ".join(filter(None, (besides(notice, language), translate(language, wording.means)))),
        why=translate(language, texts.WHY),
        reasons=tuple((in_language(language, each.text), _cure(notice, each, language)) for each in reasons),
        cure=translate(language, texts.CURE),
        link=translate(language, texts.SIGN_IN),
        address=sender.sign_in,
        how=translate(language, texts.SIGN_IN_HOW),
        footer=tuple(translate(language, part, phone=sender.phone) for part in texts.FOOTER),
    )


def say_code(name: str, language: Language, sender: Sender) -> Said:
    """The letter that an access code is printed on; the code itself is not part of the words."""
    return Said(
        language=language,
        subject=translate(language, texts.CODE_SUBJECT),
        greeting=translate(language, texts.GREETING, name=name),
        line=translate(language, texts.CODE_SUBJECT),
        means=translate(language, texts.CODE_MEANS),
        why="",
        reasons=(),
        cure="",
        link=translate(language, texts.SIGN_IN),
        address=sender.sign_in,
        how=translate(language, texts.SIGN_IN_HOW),
        footer=tuple(translate(language, part, phone=sender.phone) for part in texts.FOOTER),
    )


def _cure(notice: Notice, reason: Reason, language: Language) -> str:
    """What the person can do: in a reviewer's own words, where there are some."""
    return notice.facts.get(f"words.{reason.code.value}") or in_language(language, reason.cure)


def mail(said: Said) -> Mail:
    return Mail(said.subject, render("mail.txt", said=said), render("mail.html", said=said))


def text_message(language: Language, sender: Sender) -> str:
    """The same for every kind: whoever sees the phone learns nothing."""
    return translate(language, texts.TEXT_MESSAGE, address=sender.sign_in)


@cache
def wording() -> str:
    """Which words these are: a digest of the texts, their Spanish and the templates."""
    sources = [*sorted((_PACKAGE / "messages").glob("*.py")), *sorted((_PACKAGE / "templates").glob("mail.*"))]
    sources += sorted((_PACKAGE / "locale").glob("*/LC_MESSAGES/messages.mo"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]
