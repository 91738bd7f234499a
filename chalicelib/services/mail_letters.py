"""Several letters at once: printed on one page, and recorded as mailed row by row. One bad row stops no other."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Contact
from chalicelib.domain.receipt import Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.services.deliver_notice import Way, deliver_notice
from chalicelib.services.hand_over_code import CodeLetter, Handed, print_code_letter, record_code_letter
from chalicelib.services.may_decide import refuse_taken
from chalicelib.services.read_letter import Letter, read_letter

_LONGEST_ID = 60
MOST = 50
"""Letters at once: a page of the work list."""


@dataclass(frozen=True)
class Chosen:
    """Which letters: notices by their ids, access codes by those of their people."""

    notices: tuple[str, ...]
    people: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.notices) + len(self.people)


@dataclass(frozen=True)
class Printed:
    """One chosen letter: the letter, or why it is not printed."""

    subject: str
    notice: Letter | None = None
    code: CodeLetter | None = None
    refusal: Refused | None = None

    @property
    def contact(self) -> Contact | None:
        if self.notice:
            return self.notice.contact
        return self.code.person.contact if self.code else None

    @property
    def is_safe(self) -> bool:
        """Whether a letter may be mailed, and where to is known: nobody else is to learn of it from an envelope."""
        return bool(self.contact and self.contact.reach.takes_letters)


def print_letters(actor: Actor, chosen: Chosen) -> list[Printed]:
    """Every chosen letter once, in their order. Raises INVALID(notice) for more than a page of them."""
    authorize(actor, Operation.READ_LETTER)
    _refuse_too_many(chosen)
    found = [
        _read(actor, subject, lambda one: Printed(one, notice=read_letter(actor, one)))
        for subject in _once(chosen.notices)
    ]
    return found + [
        _read(actor, subject, lambda one: Printed(one, code=print_code_letter(actor, one)))
        for subject in _once(chosen.people)
    ]


def _read(actor: Actor, subject: str, read: Callable[[str], Printed]) -> Printed:
    """Paper is printed to be mailed: what a colleague has taken up would be mailed twice."""
    try:
        _refuse_impossible(subject)
        refuse_taken(subject, actor)
        return read(subject)
    except Refused as refusal:
        return Printed(subject, refusal=refusal)


@dataclass(frozen=True)
class Mailed:
    """What became of one row."""

    subject: str
    refusal: Refused | None = None


def mail_letters(actor: Actor, chosen: Chosen, request: Request) -> list[Mailed]:
    """Record each as mailed. The same request again changes nothing and answers the same."""
    authorize(actor, Operation.DELIVER_NOTICE)
    _refuse_too_many(chosen)

    def of_row(subject: str) -> Request:
        return request.model_copy(update={"key": f"{request.key}.{subject}"})

    def notice(subject: str) -> object:
        return deliver_notice(actor, subject, Way.MAILED, "", of_row(subject))

    def code(subject: str) -> object:
        return record_code_letter(actor, subject, Handed.MAILED, "", of_row(subject))

    rows = [_mailed(subject, notice) for subject in _once(chosen.notices)]
    return rows + [_mailed(subject, code) for subject in _once(chosen.people)]


def _mailed(subject: str, record: Callable[[str], object]) -> Mailed:
    try:
        _refuse_impossible(subject)
        record(subject)
    except Refused as refusal:
        return Mailed(subject, refusal)
    return Mailed(subject)


def _once(subjects: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(subjects))


def _refuse_impossible(subject: str) -> None:
    """Raises NOT-FOUND for what is longer than any id: as a key it would be an error of DynamoDB."""
    if not 0 < len(subject) <= _LONGEST_ID:
        raise Refused(Code.NOT_FOUND, field="notice")


def _refuse_too_many(chosen: Chosen) -> None:
    if chosen.count > MOST:
        raise invalid("notice")
