"""Who did what, when, from what to what: of a subject, a person or a day; and the chain of a subject to take away."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.chain import ChainHead
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import PoolId
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock
from chalicelib.store import (
    access_log,
    audit_trail,
    batches,
    folders,
    keys,
    people,
    pools,
    programs,
    proposals,
    readings,
    rounds,
    settings_draft,
)
from chalicelib.store.audit_trail import FoundPage
from chalicelib.store.readings import ReadingPage

PAGE = 50
EXPORTED_AT_ONCE = 2000
"""Records; about 2 MB."""


_LONGEST_KEY = 300


class SubjectKind(StrEnum):
    """What has a chain of its own."""

    APPLICATION = "application"
    AWARD = "award"
    """By its number; its events are its application's."""
    POOL = "pool"
    PROPOSAL = "proposal"
    ROUND = "round"
    BATCH = "batch"
    PROGRAM = "program"
    """The settings: there is one, by the name `program`."""
    ACCESS = "access"
    """Who may do what: delegations, access reviews, ended sessions. There is one, by the name `access`."""


@dataclass(frozen=True)
class Trail:
    """One subject's partition and how its chained records begin."""

    kind: SubjectKind
    id: str
    pk: str
    prefix: str
    head: ChainHead


@dataclass(frozen=True)
class PersonAudit:
    """What happened to a person's record, which applications have chains, and who read the details."""

    events: FoundPage
    applications: list[str]
    readings: ReadingPage


def read_trail(actor: Actor, kind: SubjectKind, subject: str, after: str = "") -> tuple[Trail, FoundPage]:
    """A page of a subject's chain, first to last; `after`: where the page before ended. Raises NOT-FOUND."""
    about_staff = kind is SubjectKind.ACCESS
    authorize(actor, Operation.READ_WHOLE_AUDIT if about_staff else Operation.READ_AUDIT)
    trail = _trail(kind, subject)
    return trail, audit_trail.records_of(trail.pk, trail.prefix, _checked(after, trail.prefix), PAGE)


def read_person(actor: Actor, person_id: str, after: str = "", read_after: str = "") -> PersonAudit:
    """A page of each, first to last; `after` and `read_after`: where the events and the readings of the page before
    ended. Raises NOT-FOUND."""
    authorize(actor, Operation.READ_WHOLE_AUDIT)
    events = audit_trail.records_of(keys.person(person_id), "EVENT#", _checked_place(after, "EVENT#"), PAGE)
    applications = people.application_ids(person_id)
    read_by = readings.readings_of(person_id, _checked_place(read_after, readings.PREFIX))
    if not (events.entries or applications or read_by.entries):
        raise Refused(Code.NOT_FOUND, field="person")
    return PersonAudit(events, applications, read_by)


def read_day(actor: Actor, day: date, after: str = "", by: str = "") -> FoundPage:
    """What was decided on a Pacific day, oldest first, a page at a time; `by`: only of this id of a person or staff.

    A page with `by` looks at `PAGE` times ten records at most, and may be short while more follows.
    """
    authorize(actor, Operation.READ_WHOLE_AUDIT)
    if len(after) > _LONGEST_KEY:
        raise invalid("after")
    if not by:
        return audit_trail.events_on(day, after, PAGE)
    found = audit_trail.events_on(day, after, PAGE * 10)
    mine = tuple(each for each in found.entries if each.record["actor"] == by)
    return FoundPage(entries=mine, last=found.last)


def read_readings(actor: Actor, day: date, after: str = "") -> ReadingPage:
    """Whose details were read on a Pacific day, and by whom, first to last, a page at a time."""
    authorize(actor, Operation.READ_WHOLE_AUDIT)
    return readings.readings_on(day, _checked_place(after, readings.PREFIX))


def _checked_place(after: str, prefix: str) -> str:
    """Raises INVALID for what is no place among these rows."""
    if after and not (after.startswith(prefix) and len(after) <= _LONGEST_KEY):
        raise invalid("after")
    return after


def export_trail(actor: Actor, kind: SubjectKind, subject: str, after: str = "") -> tuple[str, str | None]:
    """The chain as JSON Lines, and where the next part begins: a line that says what it is, then a record a line.

    local/verify_chain.py verifies it without this program. Raises NOT-FOUND.
    """
    authorize(actor, Operation.READ_WHOLE_AUDIT)
    trail = _trail(kind, subject)
    found = audit_trail.records_of(trail.pk, trail.prefix, _checked(after, trail.prefix), EXPORTED_AT_ONCE)
    return "".join(f"{line}\n" for line in _lines(actor, trail, found)), found.last


def _lines(actor: Actor, trail: Trail, found: FoundPage) -> Iterator[str]:
    told = {
        "chain": f"{trail.kind.value}/{trail.id}",
        "head": trail.head.model_dump(),
        "exported_at": clock.now().isoformat(),
        "exported_by": actor.signed,
    }
    yield json.dumps(told, ensure_ascii=False)
    for entry in found.entries:
        yield json.dumps(entry.record, ensure_ascii=False)


def _checked(after: str, prefix: str) -> str:
    """Raises INVALID for what is no place in this chain."""
    if after and not (after.startswith(prefix) and after.removeprefix(prefix).isdigit()):
        raise invalid("after")
    return after


def _trail(kind: SubjectKind, subject: str) -> Trail:
    if kind is SubjectKind.AWARD:
        return _trail(SubjectKind.APPLICATION, folders.load_folder_of_award(subject).application.id)
    name = kind.value if kind in (SubjectKind.PROGRAM, SubjectKind.ACCESS) else subject
    partition, head_of = _CHAINS[kind]
    prefix = "POSTING#" if kind is SubjectKind.POOL else "EVENT#"
    return Trail(kind, name, partition(name), prefix, head_of(name))


def _head_of_round(benefit: str) -> ChainHead:
    if programs.program_at(clock.now()).benefit(benefit) is None:
        raise Refused(Code.NOT_FOUND, field="round")
    return rounds.load_round(benefit).chain


def _head_of_pool(pool: str) -> ChainHead:
    if pool not in programs.program_at(clock.now()).pool_ids():
        raise Refused(Code.NOT_FOUND, field="pool")
    return pools.load_pool(PoolId(pool)).chain


_CHAINS: Mapping[SubjectKind, tuple[Callable[[str], str], Callable[[str], ChainHead]]] = {
    SubjectKind.APPLICATION: (keys.application, lambda name: folders.load_folder(name).application.chain),
    SubjectKind.POOL: (keys.pool, _head_of_pool),
    SubjectKind.PROPOSAL: (keys.proposal, lambda name: proposals.load_proposal(name).chain),
    SubjectKind.ROUND: (keys.round_of, _head_of_round),
    SubjectKind.BATCH: (keys.batch, lambda name: batches.load_batch(name).chain),
    SubjectKind.PROGRAM: (lambda _: keys.SETTINGS, lambda _: settings_draft.load_settings().chain),
    SubjectKind.ACCESS: (lambda _: keys.ACCESS_LOG, lambda _: access_log.head_of_access_log()),
}
"""By kind, the partition of a subject and where its head is read. Each raises NOT-FOUND for what is not there."""
