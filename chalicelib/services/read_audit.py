"""Who did what, when, from what to what: of a subject, a person or a day; and the chain of a subject to take away."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chalicelib.domain.actors import Actor, authorize, has_signed
from chalicelib.domain.chain import ChainHead
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import PoolId
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock
from chalicelib.store import (
    audit_trail,
    batches,
    classes,
    folders,
    intakes,
    keys,
    people,
    pools,
    programs,
    proposals,
    readings,
    rounds,
    samples,
    settings_draft,
)
from chalicelib.store.audit_trail import Found, FoundPage
from chalicelib.store.readings import ReadingPage

PAGE = 50
EXPORTED_AT_ONCE = 2000
"""Records; about 2 MB."""


_LONGEST_KEY = 300
_DAYS_AT_ONCE = 4
"""Days of a period that a page looks at, each with a request of its own."""


class SubjectKind(StrEnum):
    """What has a chain of its own."""

    APPLICATION = "application"
    AWARD = "award"
    """By its number; its events are its application's."""
    POOL = "pool"
    PROPOSAL = "proposal"
    ROUND = "round"
    BATCH = "batch"
    INTAKE = "intake"
    """A paper or a call that was typed in, until it is filed."""
    CLASS = "class"
    NOMINATIONS = "nominations"
    """By the county: whom it named, and what was decided about names that nearly fit."""
    WARNINGS = "warnings"
    """By the pool that they are about."""
    SAMPLE = "sample"
    """Of decisions, with the answers of second people."""
    MAIL = "mail"
    """E-mail that came back and belongs to nobody's record. There is one, by the name `mail`."""
    PROGRAM = "program"
    """The settings: there is one, by the name `program`."""
    ACCESS = "access"
    """Who may do what: delegations, access reviews, ended sessions. There is one, by the name `access`."""


_ALONE = frozenset({SubjectKind.PROGRAM, SubjectKind.ACCESS, SubjectKind.MAIL})
"""There is one of these, by the name of the kind."""
FOR_AUDITORS = frozenset({SubjectKind.ACCESS, SubjectKind.SAMPLE})
"""About staff; and single answers, which a manager sees no fewer than some together."""


@dataclass(frozen=True)
class Trail:
    """One subject's partition and how its chained records begin."""

    kind: SubjectKind
    id: str
    pk: str
    prefix: str
    head: ChainHead


@dataclass(frozen=True)
class PeriodPage:
    entries: tuple[Found, ...]
    goes_on: date | None
    """The day that the next page begins with; None after the last page."""
    after: str
    """Where on that day; empty for its beginning."""


@dataclass(frozen=True)
class PersonAudit:
    """What happened to a person's record, which applications have chains, and who read the details."""

    events: FoundPage
    applications: list[str]
    readings: ReadingPage


def read_trail(actor: Actor, kind: SubjectKind, subject: str, after: str = "") -> tuple[Trail, FoundPage]:
    """A page of a subject's chain, first to last; `after`: where the page before ended. Raises NOT-FOUND."""
    authorize(actor, Operation.READ_WHOLE_AUDIT if kind in FOR_AUDITORS else Operation.READ_AUDIT)
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


def read_period(actor: Actor, first: date, last: date, after: str = "", by: str = "") -> PeriodPage:
    """What was decided on these Pacific days, both included, oldest first, a page at a time; `after`: where the page
    before ended on its last day, the `first` of this page; `by`: only of this id of a person or staff, also
    what was done by or for a colleague who is away.

    A page looks at a few days at most and, with `by`, at `PAGE` times ten records of each: it may be short while more
    follows. Raises INVALID for a period that ends before it begins.
    """
    authorize(actor, Operation.READ_WHOLE_AUDIT)
    if len(after) > _LONGEST_KEY:
        raise invalid("after")
    if last < first:
        raise invalid("until")
    found: list[Found] = []
    for day in (first + timedelta(days=n) for n in range(min(_DAYS_AT_ONCE, (last - first).days + 1))):
        page = audit_trail.events_on(day, after, PAGE * 10 if by else PAGE - len(found))
        found += [each for each in page.entries if not by or has_signed(each.record["actor"], by)]
        after = page.last or ""
        if page.last or len(found) >= PAGE or day == last:
            break
    if day == last and not after:
        return PeriodPage(tuple(found), None, "")
    return PeriodPage(tuple(found), day if after else day + timedelta(days=1), after)


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
    name = kind.value if kind in _ALONE else subject
    partition, head_of = _CHAINS[kind]
    prefix = "POSTING#" if kind is SubjectKind.POOL else "EVENT#"
    return Trail(kind, name, partition(name), prefix, head_of(name))


def _head_of_round(benefit: str) -> ChainHead:
    if programs.program_at(clock.now()).benefit(benefit) is None:
        raise Refused(Code.NOT_FOUND, field="round")
    return rounds.load_round(benefit).chain


def _head_of_warnings(pool: str) -> ChainHead:
    if pool not in programs.program_at(clock.now()).pool_ids():
        raise Refused(Code.NOT_FOUND, field="pool")
    return audit_trail.head_of(keys.warnings_about(pool))


def _head_of_nominations(county: str) -> ChainHead:
    if programs.program_at(clock.now()).county(county) is None:
        raise Refused(Code.NOT_FOUND, field="county")
    return audit_trail.head_of(keys.nominations_of(county))


def _head_of_sample(sample: str) -> ChainHead:
    return audit_trail.head_of(keys.sample(samples.load_sample(sample).id))


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
    SubjectKind.INTAKE: (keys.intake, lambda name: intakes.load_intake(name).chain),
    SubjectKind.CLASS: (keys.training_class, lambda name: classes.load_class(name).chain),
    SubjectKind.NOMINATIONS: (keys.nominations_of, _head_of_nominations),
    SubjectKind.WARNINGS: (keys.warnings_about, _head_of_warnings),
    SubjectKind.SAMPLE: (keys.sample, _head_of_sample),
    SubjectKind.ACCESS: (lambda _: keys.ACCESS_LOG, lambda _: audit_trail.head_of(keys.ACCESS_LOG)),
    SubjectKind.MAIL: (lambda _: keys.MAIL, lambda _: audit_trail.head_of(keys.MAIL)),
}
"""By kind, the partition of a subject and where its head is read. Each raises NOT-FOUND for what is not there."""
