"""Managers and DHCS prepare the next version of the program: part by part, checked like the shipped files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import Program
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.roles import Role
from chalicelib.domain.settings import DHCS_PARTS, Change, Draft, Settings, differences, dropped, rewritten_fees
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.program.load import NAMED_BY, PARTS, ProgramFileError, content_of, part_of, program_of, text_of
from chalicelib.services.deciding import requested
from chalicelib.store import programs, requests, settings_draft, table

_NAMES = dict(NAMED_BY)


class BadSettings(Refused):
    """What was typed is no part of a program; `problems` say where and why, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(Code.INVALID, field="content")
        self.problems = problems


@dataclass(frozen=True)
class SettingsView:
    """The version that was published last, the draft of the next, how they differ and what is wrong with it."""

    latest: Program
    settings: Settings
    draft: Program | None
    """None while there is no draft, or it is wrong."""
    changes: list[Change]
    problems: list[str]


def read_settings(actor: Actor) -> SettingsView:
    """For whoever makes or publishes the next version, and for auditors."""
    authorize(actor, Operation.READ_SETTINGS)
    return view_of(programs.latest_program(), settings_draft.load_settings())


def view_of(latest: Program, settings: Settings) -> SettingsView:
    """The draft as a whole program, as far as it is one."""
    if settings.draft is None:
        return SettingsView(latest, settings, None, [], [])
    plain = latest.model_dump(mode="json")
    changes = differences(plain, plain | settings.draft.parts, _NAMES)
    try:
        draft = drafted(latest, settings.draft)
    except ProgramFileError as error:
        return SettingsView(latest, settings, None, changes, [str(problem) for problem in error.problems])
    today = pacific_date(clock.now())
    gone = [f"{lost}: may not be removed, records name it" for lost in dropped(latest, draft)]
    old = [f"{fee}: has begun, add a row for a later day" for fee in rewritten_fees(latest, draft, today)]
    return SettingsView(latest, settings, draft, changes, gone + old)


def drafted(latest: Program, draft: Draft) -> Program:
    """Raises ProgramFileError when the parts do not fit together."""
    parts = {name: getattr(latest, name) for name in PARTS}
    parts |= {name: part_of(name, content) for name, content in draft.parts.items()}
    return program_of(parts, latest.version + 1, latest.effective_from)


def part_text(view: SettingsView, part: str) -> str:
    """A part of the draft, or else of the last version, as YAML. Raises NOT-FOUND."""
    if part not in PARTS:
        raise Refused(Code.NOT_FOUND, field="part")
    return text_of(_content(view.latest, view.settings.draft, part))


def _content(latest: Program, draft: Draft | None, part: str) -> Any:
    changed = draft.parts if draft else {}
    return changed[part] if part in changed else latest.model_dump(mode="json")[part]


def save_text(actor: Actor, part: str, text: str, request: Request, version: int | None = None) -> Receipt:
    """A whole part, as YAML text. Raises as `save_part` does."""

    def read(_: Any) -> object:
        try:
            return content_of(part, text)
        except ProgramFileError as error:
            raise BadSettings([str(problem) for problem in error.problems]) from error

    return save_part(actor, part, read, request, version)


def save_part(
    actor: Actor, part: str, change: Callable[[Any], object], request: Request, version: int | None = None
) -> Receipt:
    """Change one part of the draft, which begins with the first change. `change`: the part as plain data → the new one.

    Raises NOT-FOUND for a part that there is not, NOT-ALLOWED for a part that is DHCS's, BadSettings (INVALID), STALE
    when somebody changed the draft since the version that was looked at, or a version was published meanwhile.
    """
    authorize(actor, Operation.EDIT_SETTINGS)
    if part not in PARTS:
        raise Refused(Code.NOT_FOUND, field="part")
    if part in DHCS_PARTS and Role.DHCS not in actor.roles:
        raise Refused(Code.NOT_ALLOWED, field=part)

    def once() -> Receipt:
        settings, latest = _looked_at(version), programs.latest_program()
        draft = _draft_on(settings, latest)
        plain = _plain(part, change(_content(latest, draft, part)))
        parts = {**draft.parts, part: plain}
        if plain == latest.model_dump(mode="json")[part]:
            del parts[part]
        return _saved(actor, settings, draft.model_copy(update={"parts": parts}), latest, request, part)

    return requested(once, request)


def set_effective(actor: Actor, on: date, request: Request, version: int | None = None) -> Receipt:
    """The Pacific day from which the next version is to be in force. Raises INVALID for one that is over, WRONG-STATE
    without a draft, STALE."""
    authorize(actor, Operation.EDIT_SETTINGS)

    def once() -> Receipt:
        settings, latest = _looked_at(version), programs.latest_program()
        if settings.draft is None:
            raise Refused(Code.WRONG_STATE)
        if on < pacific_date(clock.now()):
            raise invalid("effective_on")
        draft = _draft_on(settings, latest).model_copy(update={"effective_on": on})
        return _saved(actor, settings, draft, latest, request, "effective_on")

    return requested(once, request)


def discard_settings(actor: Actor, request: Request, version: int | None = None) -> Receipt:
    """Drop the draft. Raises WRONG-STATE without one, STALE."""
    authorize(actor, Operation.EDIT_SETTINGS)

    def once() -> Receipt:
        settings, now = _looked_at(version), clock.now()
        if settings.draft is None:
            raise Refused(Code.WRONG_STATE)
        receipt = Receipt(status="discarded")
        writes = settings_draft.settings_writes(settings, None, "discard_settings", actor, now, {})
        table.transact([*writes, requests.receipt_write(request, receipt, now)])
        return receipt

    return requested(once, request)


def _looked_at(version: int | None) -> Settings:
    settings = settings_draft.load_settings()
    if version is not None and version != settings.version:
        raise Refused(Code.STALE)
    return settings


def _draft_on(settings: Settings, latest: Program) -> Draft:
    if settings.draft is None:
        return Draft(id=new_id(clock.now()), base_version=latest.version, parts={}, editors=())
    if settings.draft.base_version != latest.version:
        raise Refused(Code.STALE)
    return settings.draft


def _plain(part: str, content: object) -> Any:
    """The content, checked, as data that JSON can hold. Raises BadSettings."""
    try:
        return TypeAdapter(Any).dump_python(part_of(part, content), mode="json")
    except ProgramFileError as error:
        raise BadSettings([str(problem) for problem in error.problems]) from error


def _saved(actor: Actor, settings: Settings, draft: Draft, latest: Program, request: Request, what: str) -> Receipt:
    now = clock.now()
    mine = actor.identities
    mended = draft.model_copy(update={"editors": tuple(dict.fromkeys([*draft.editors, *mine]))})
    plain = latest.model_dump(mode="json")
    was: Mapping[str, Any] = plain | (settings.draft.parts if settings.draft else {})
    changed = [change.model_dump() for change in differences(was, plain | mended.parts, _NAMES)]
    day = mended.effective_on.isoformat() if mended.effective_on else None
    detail = {"what": what, "changes": changed, "effective_on": day, "base_version": latest.version}
    receipt = Receipt(status="drafted")
    writes = settings_draft.settings_writes(settings, mended, "edit_settings", actor, now, detail)
    table.transact([*writes, requests.receipt_write(request, receipt, now)])
    return receipt
