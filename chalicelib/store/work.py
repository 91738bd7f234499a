"""Work lists: what waits for a role, oldest first, from the sparse index `work`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar

from pydantic import BaseModel

from chalicelib.domain.folder import Claim, Folder
from chalicelib.store import keys, slices, table

Entry = TypeVar("Entry", bound=BaseModel)


@dataclass(frozen=True)
class Span:
    """Which part of a list: since when its entries wait, and after which of them it goes on."""

    since: datetime | None = None
    before: datetime | None = None
    after: str | None = None

    @property
    def first(self) -> str:
        """A space sorts before everything that a key has, a tilde after it."""
        since = self.since.astimezone(UTC).isoformat() if self.since else " "
        return max(since, f"{self.after} ") if self.after else since

    @property
    def last(self) -> str:
        return self.before.astimezone(UTC).isoformat() if self.before else "~"


@dataclass(frozen=True)
class Page(Generic[Entry]):
    entries: list[Entry]
    last: str | None
    """After which entry it goes on; None at the end."""


def page_of(name: str, model: type[Entry], span: Span, limit: int) -> Page[Entry]:
    """The next entries of a list, the oldest first; one call."""
    found = slices.slice_of(keys.work(name), span.first, span.last, limit, index="work", calls=1)
    return Page([model.model_validate_json(row["body"]["S"]) for row in found.rows], found.last)


def folders_narrowed(name: str, facets: Mapping[str, str], span: Span, limit: int) -> Page[Folder]:
    """The same of those folders of a list that have all of these facets, found by the first; five calls at most."""
    (facet, value), *others = facets.items()
    pk = keys.work_by(name, facet, value)
    found = slices.slice_of(pk, span.first, span.last, limit, only=slices.Only(having=dict(others)))
    return Page(folders_of([row["application"]["S"] for row in found.rows]), found.last)


def count(name: str, limit: int) -> int:
    """How many wait, counted no further than the limit."""
    return slices.count_at_most(keys.work(name), limit, index="work")


def folders_of(ids: Sequence[str]) -> list[Folder]:
    """Those of the applications that exist, in the order asked for; a hundred a call."""
    read = table.get_many([(keys.application(each), keys.STATE) for each in ids])
    found = {row["pk"]["S"].removeprefix("APPLICATION#"): row for row in read}
    return [Folder.model_validate_json(found[each]["body"]["S"]) for each in ids if each in found]


def claims_waiting(name: str) -> Iterator[Claim]:
    """All of them, the oldest first."""
    for row in table.query(keys.work(name), index="work"):
        yield Claim.model_validate_json(row["body"]["S"])


def due_on(day: date) -> Iterator[str]:
    """Ids of the applications that the sweep of this day has to look at, from the sparse index `due`.

    Those that earlier sweeps left undone come first.
    """
    for row in table.query_until(keys.DUE, (day + timedelta(days=1)).isoformat(), index="due"):
        yield row["pk"]["S"].removeprefix("APPLICATION#")


def folders_of_pool(pool_id: str) -> Iterator[Folder]:
    """Every application that was ever made to a pool, in order of filing, from the index `pool`; for reports."""
    return folders_under(keys.pool(pool_id))


def folders_under(pk: str) -> Iterator[Folder]:
    """The applications under a key of the index `pool`: those of a pool, or those that no pool is known for."""
    for row in table.query(pk, index="pool"):
        yield Folder.model_validate_json(row["body"]["S"])
