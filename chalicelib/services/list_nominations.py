"""A county sees whom it named, whether each has applied, and how that stands if the person allows it."""

from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.nomination import Line
from chalicelib.domain.permissions import Operation
from chalicelib.domain.refusal import invalid
from chalicelib.domain.states import ApplicationStatus
from chalicelib.gateways import clock
from chalicelib.services.nominate_people import own_county
from chalicelib.store import nominations, programs, work

LINES = 50
"""Lines of a page."""


@dataclass(frozen=True)
class Named:
    line: Line
    matched: bool
    status: ApplicationStatus | None
    """None where nothing was found, or its person has not allowed that the county sees it."""


@dataclass(frozen=True)
class NamedPage:
    named: list[Named]
    page: int
    pages: int
    cut: bool
    """The county has more lines than can be read at once: those that are left out are on no page."""


def list_nominations(actor: Actor, page: int = 1) -> NamedPage:
    """The own county's nominations that count today, by name, a page at a time; seven calls at most.

    Raises INVALID for a page that there is not.
    """
    authorize(actor, Operation.READ_NOMINATIONS)
    now = clock.now()
    county = own_county(actor, programs.program_at(now))
    lines, cut = nominations.lines_of(county.id, now)
    pages = max(1, -(-len(lines) // LINES))
    if not 1 <= page <= pages:
        raise invalid("page")
    shown = sorted(lines, key=lambda line: line.nominee.legal_name.casefold())[(page - 1) * LINES : page * LINES]
    return NamedPage(_with_status(county.id, shown), page, pages, cut)


def page_of(said: str | None) -> int:
    """The page that an address asks for; the first without one. Raises INVALID for what is no number."""
    if not said:
        return 1
    if not said.isascii() or not said.isdigit() or len(said) > 6:
        raise invalid("page")
    return int(said)


def _with_status(county: str, lines: list[Line]) -> list[Named]:
    matched = nominations.load_matched(county, lines)
    folders = {str(each.application.id): each for each in work.folders_of([each for each in matched.values() if each])}
    allowed = {
        application_id: folder.application.status
        for application_id, folder in folders.items()
        if folder.application.answers.county_may_see and folder.application.answers.county == county
    }
    named = []
    for line in lines:
        key = (line.nomination.benefit, line.nomination.nominee)
        named.append(Named(line, key in matched, allowed.get(matched.get(key) or "")))
    return named
