"""What waits for a role, the oldest deadline first, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from pydantic import RootModel

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.batch import Batch
from chalicelib.domain.code_request import CodeRequest
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Claim, Folder
from chalicelib.domain.intake import Intake
from chalicelib.domain.nomination import NominationMatch
from chalicelib.domain.notice import Notice
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Person, PersonId
from chalicelib.domain.reallocation import Proposal
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.returned_mail import ReturnedMail
from chalicelib.domain.roles import Role
from chalicelib.domain.warning import PoolWarning
from chalicelib.domain.work_list import PAPERS, Narrowing, days_of, deadline, waiting_between, waits_in
from chalicelib.gateways import clock
from chalicelib.services.page_cursor import sealed, unsealed
from chalicelib.services.record_reading import record_reading
from chalicelib.store import (
    code_letters,
    code_requests,
    conflicts,
    intakes,
    people,
    programs,
    proposals,
    returned_mails,
    taken,
    work,
)
from chalicelib.store.code_letters import CodeLetter
from chalicelib.store.readings import Purpose
from chalicelib.store.taken import Taken
from chalicelib.store.work import Entry, Span

PAGE = 25
"""Entries of a page: 26 folders of 3.4 KB, the largest there are, stay under 100 KB."""
MOST_COUNTED = 5
"""Lists whose entries the desk counts, one call each; whoever has more roles opens the others."""

FOLDER_LISTS = frozenset({"review", PAPERS, "approve_award", "extend_award", "decide_appeal"})
"""Lists of applications: these can be narrowed."""


@dataclass(frozen=True)
class WorkList:
    """One list; one of its kinds is filled, of what did not arrive two. `more` says that it goes on after this page."""

    name: str
    folders: list[Folder] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    lost_codes: list[tuple[CodeRequest, Person]] = field(default_factory=list)
    """Who lost their access code, with how to reach them."""
    proposals: list[Proposal] = field(default_factory=list)
    warnings: list[PoolWarning] = field(default_factory=list)
    matches: list[NominationMatch] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    intakes: list[Intake] = field(default_factory=list)
    code_letters: list[CodeLetter] = field(default_factory=list)
    returned: list[tuple[ReturnedMail, Person | None]] = field(default_factory=list)
    """Mail that is no notice and came back, with its person and how to reach them, where there is a record of them."""
    more: bool = False
    cursor: str | None = None
    """Where the next page begins."""
    deadlines: Mapping[str, date] = field(default_factory=dict)
    """By subject, the last Pacific day to do it, where the program says so."""
    taken: Mapping[str, Taken] = field(default_factory=dict)
    """By subject, who works on it at this moment."""

    @property
    def subjects(self) -> list[str]:
        """What its entries are taken up by."""
        return [
            *[each.application.id for each in self.folders],
            *[each.subject for each in self.claims],
            *[asked.person_id for asked, _ in self.lost_codes],
            *[letter.person_id for letter in self.code_letters],
            *[mail.id for mail, _ in self.returned],
            *[
                each.id
                for entries in (self.batches, self.proposals, self.warnings, self.matches, self.notices, self.intakes)
                for each in entries
            ],
        ]


@dataclass(frozen=True)
class _Asked:
    actor: Actor
    name: str
    narrowing: Narrowing
    span: Span


def lists_of(actor: Actor) -> list[str]:
    """The names of the lists that the actor's roles work through."""
    return [name for name, kind in LISTS.items() if kind.role in actor.roles]


def list_work(actor: Actor, name: str, narrowing: Narrowing | None = None, cursor: str | None = None) -> WorkList:
    """A page of what waits, the oldest deadline first.

    Raises NOT-ALLOWED for another role's list, INVALID for one that there is not and for a cursor of another list.
    """
    refuse_others_list(actor, name)
    narrow = narrowing or Narrowing()
    listed = f"{name} {narrow.model_dump_json()}"
    since, before = _between(name, narrow)
    after = unsealed(listed, cursor) if cursor else None
    asked = _Asked(actor, name, narrow, Span(since, before, after))
    found, last = LISTS[name].read(asked)
    held = taken.load_taken(found.subjects, clock.now())
    return replace(found, taken=held, more=last is not None, cursor=sealed(listed, last) if last else None)


def refuse_others_list(actor: Actor, name: str) -> None:
    """Raises as `list_work` does."""
    authorize(actor, Operation.READ_WORK)
    if name not in LISTS:
        raise invalid("list")
    if name not in lists_of(actor):
        raise Refused(Code.NOT_ALLOWED)


def count_work(actor: Actor) -> dict[str, int | None]:
    """By list of the actor's, how many wait: at most one more than a page, counted in one call each; None where it was
    not counted."""
    names = lists_of(actor)
    return {name: work.count(name, PAGE + 1) if n < MOST_COUNTED else None for n, name in enumerate(names)}


def has_deadlines(name: str) -> bool:
    """Whether the program says how long an entry of the list may wait."""
    return days_of(name, programs.program_at(clock.now()).policy) is not None


def _between(name: str, narrowing: Narrowing) -> tuple[datetime | None, datetime | None]:
    now = clock.now()
    days = days_of(name, programs.program_at(now).policy)
    if narrowing.due is None or days is None:
        return None, None
    return waiting_between(narrowing.due, days, pacific_date(now))


_Found = tuple[WorkList, str | None]
"""A page, and after which entry it goes on."""


def _folders(asked: _Asked) -> _Found:
    facets = asked.narrowing.facets
    if facets:
        page = work.folders_narrowed(asked.name, facets, asked.span, PAGE)
    else:
        page = work.page_of(asked.name, Folder, asked.span, PAGE)
    days = days_of(asked.name, programs.program_at(clock.now()).policy)
    found = WorkList(
        asked.name,
        folders=page.entries,
        deadlines={str(each.application.id): deadline(waits_in(each)[1], days) for each in page.entries}
        if days
        else {},
    )
    return found, page.last


def _claims(asked: _Asked) -> _Found:
    page = work.page_of(asked.name, Claim, asked.span, PAGE)
    days = days_of(asked.name, programs.program_at(clock.now()).policy)
    due = {each.subject: deadline(each.claimed_at, days) for each in page.entries} if days else {}
    return WorkList(asked.name, claims=page.entries, deadlines=due), page.last


def _matches(asked: _Asked) -> _Found:
    page = work.page_of(asked.name, NominationMatch, asked.span, PAGE)
    counting = [match for match in page.entries if match.nomination.until > clock.now()]
    return WorkList(asked.name, matches=counting), page.last


def _shown_to(actor: Actor, ids: Sequence[PersonId], purpose: Purpose) -> tuple[dict[PersonId, Person], frozenset[str]]:
    """The people with how to reach them, recorded; and those to whom the actor has a tie: others see to them."""
    tied = conflicts.ties_among(ids, actor.ids)
    known = people.load_people([each for each in ids if each not in tied])
    record_reading(actor, dict.fromkeys(known, purpose))
    return known, tied


def _lost_codes(asked: _Asked) -> _Found:
    page = work.page_of(asked.name, CodeRequest, asked.span, PAGE)
    known, _ = _shown_to(asked.actor, [each.person_id for each in page.entries], Purpose.LOST_CODE)
    lost = [(each, known[each.person_id]) for each in page.entries if each.person_id in known]
    return WorkList(asked.name, lost_codes=lost), page.last


class _Undelivered(RootModel[ReturnedMail | Notice]):
    """What the list holds: each has fields that the other may not have."""


def _undelivered(asked: _Asked) -> _Found:
    page = work.page_of(asked.name, _Undelivered, asked.span, PAGE)
    came_back = [each.root for each in page.entries if isinstance(each.root, ReturnedMail)]
    known, tied = _shown_to(asked.actor, [each.person_id for each in came_back if each.person_id], Purpose.UNDELIVERED)
    found = WorkList(
        asked.name,
        notices=[each.root for each in page.entries if isinstance(each.root, Notice)],
        returned=[
            (each, known.get(each.person_id) if each.person_id else None)
            for each in came_back
            if each.person_id not in tied
        ],
    )
    return found, page.last


def _as_they_are(model: type[Entry], listed: Callable[[str, list[Entry]], WorkList]) -> Callable[[_Asked], _Found]:
    """Reads a page of entries that need nothing beside them."""

    def read(asked: _Asked) -> _Found:
        page = work.page_of(asked.name, model, asked.span, PAGE)
        return listed(asked.name, page.entries), page.last

    return read


_batches = _as_they_are(Batch, lambda name, found: WorkList(name, batches=found))
_proposals = _as_they_are(Proposal, lambda name, found: WorkList(name, proposals=found))
_warnings = _as_they_are(PoolWarning, lambda name, found: WorkList(name, warnings=found))
_notices = _as_they_are(Notice, lambda name, found: WorkList(name, notices=found))
_code_letters = _as_they_are(CodeLetter, lambda name, found: WorkList(name, code_letters=found))
_intakes = _as_they_are(Intake, lambda name, found: WorkList(name, intakes=found))


@dataclass(frozen=True)
class _Kind:
    role: Role
    read: Callable[[_Asked], _Found]


LISTS: Mapping[str, _Kind] = {
    "review": _Kind(Role.REVIEWER, _folders),
    PAPERS: _Kind(Role.REVIEWER, _folders),
    "approve_award": _Kind(Role.APPROVER, _folders),
    "extend_award": _Kind(Role.APPROVER, _folders),
    "approve_claim": _Kind(Role.PAYMENT_APPROVER, _claims),
    "prepare_batch": _Kind(Role.PREPARER, _claims),
    "approve_batch": _Kind(Role.PAYMENT_APPROVER, _batches),
    "settle": _Kind(Role.RECONCILER, _batches),
    code_requests.LIST: _Kind(Role.REVIEWER, _lost_codes),
    proposals.WORK: _Kind(Role.DHCS, _proposals),
    "warnings": _Kind(Role.MANAGER, _warnings),
    "letters": _Kind(Role.REVIEWER, _notices),
    returned_mails.LIST: _Kind(Role.REVIEWER, _undelivered),
    code_letters.LIST: _Kind(Role.REVIEWER, _code_letters),
    "nomination_match": _Kind(Role.REVIEWER, _matches),
    intakes.CONFIRM: _Kind(Role.INTAKE, _intakes),
    intakes.MEND: _Kind(Role.INTAKE, _intakes),
    "decide_appeal": _Kind(Role.APPEALS_OFFICER, _folders),
}
"""By list, whose it is and what reads a page of it; the desk shows them in this order."""
