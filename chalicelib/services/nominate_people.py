"""A county liaison names people: those of them who wait, or will apply, are served before others."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.nomination import Line, Nomination, Nominee
from chalicelib.domain.nomination_sheet import MOST_ROWS, is_impossible
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Contact, identifying_texts
from chalicelib.domain.places import County
from chalicelib.domain.program import Program
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock, secret
from chalicelib.services.deciding import requested, until_settled
from chalicelib.services.relay_outbox import relay
from chalicelib.store import nominations, outbox, programs, requests, table
from chalicelib.store.outbox import Pending

_PAGE = 18
"""People a transaction: each takes up to five of the 100 actions that DynamoDB allows, and what goes along four."""
_PAGES_AT_ONCE = 12
"""So many pages are matched with applications within the request: about 200 people."""


@dataclass(frozen=True)
class Nominated:
    receipt: Receipt
    codes: tuple[str | None, ...]
    """An invitation code for each of the people, in their order, where codes were asked for. None: a later request
    has replaced it. Only their digests are kept; the same request brings the same codes again."""


def nominate_people(
    actor: Actor, people: tuple[Nominee, ...], benefit: str | None, request: Request, *, codes: bool = False
) -> Nominated:
    """Record the nominations of the liaison's own county, and move whoever waits already.

    To name a person again starts the time anew that their nomination is kept, and changes nothing else. Raises
    NOT-ALLOWED for an account that speaks for no county, INVALID for an unknown benefit, an empty list, an
    impossible person.
    """
    authorize(actor, Operation.NOMINATE)
    if not 0 < len(people) <= MOST_ROWS:
        raise invalid("people")
    county = own_county(actor, programs.program_at(clock.now()))
    named = {fingerprint_of(one): one for one in people}
    receipt = requested(lambda: _nominated(actor, county, named, benefit, request, codes=codes), request)
    given = _codes(county, benefit, list(named), request) if codes else {}
    return Nominated(receipt, tuple(given.get(fingerprint_of(one)) for one in people) if codes else ())


def own_county(actor: Actor, program: Program) -> County:
    """The county that the account speaks for. Raises NOT-ALLOWED when it speaks for none."""
    county = program.county(actor.organization or "")
    if county is None:
        raise Refused(Code.NOT_ALLOWED, field="county")
    return county


def fingerprint_of(nominee: Nominee) -> str:
    """The digest that the person's own record carries for name and birth date."""
    contact = Contact(legal_name=nominee.legal_name, birth_date=nominee.birth_date)
    return secret.digest("fingerprint", identifying_texts(contact, None)[0])


def _nominated(
    actor: Actor, county: County, named: dict[str, Nominee], benefit: str | None, request: Request, *, codes: bool
) -> Receipt:
    program = programs.program_at(clock.now())
    today = pacific_date(clock.now())
    if benefit is not None and program.benefit(benefit) is None:
        raise invalid("benefit")
    if any(is_impossible(one, today) for one in named.values()):
        raise invalid("people")
    receipt = Receipt(status="nominated")
    lines = _lines(actor, county, named, benefit, program, request if codes else None)
    known = nominations.load_lines([line.nomination for line in lines], clock.now())
    tasks: list[Pending] = []
    for start in range(0, len(lines), _PAGE):
        last = start + _PAGE >= len(lines)
        page, done = lines[start : start + _PAGE], (request, receipt) if last else None
        tasks.append(until_settled(partial(_write, actor, page, known, done)))
    # What a long list moves beyond these is the sweeper's, within minutes.
    relay(tasks, at_most=_PAGES_AT_ONCE)
    return receipt


def _lines(
    actor: Actor,
    county: County,
    named: dict[str, Nominee],
    benefit: str | None,
    program: Program,
    request: Request | None,
) -> list[Line]:
    """The lines to write; with a request, each with the code that the request gives it."""
    now = clock.now()
    until = now + timedelta(days=program.policy.nomination_kept_days)
    lines = []
    for digest, nominee in named.items():
        made = Nomination(county=county.id, benefit=benefit, nominee=digest, by=actor.id, at=now, until=until)
        code = secret.code_digest(_code(made, request)) if request else None
        lines.append(Line(nomination=made, nominee=nominee, invitation=code))
    return lines


def _write(actor: Actor, lines: list[Line], known: dict[str, Line], done: tuple[Request, Receipt] | None) -> Pending:
    """One page of people with what follows for them, and the event of it in the chain of the county's list; the last
    one carries the request's receipt."""
    now = clock.now()
    writes = []
    for line in lines:
        before = known.get(line.nomination.nominee)
        kept = line.invitation or (before.invitation if before else None)
        born = birth_digest_of(line.nominee)
        writes += nominations.line_writes(line.model_copy(update={"invitation": kept}), born, before)
    named = tuple(line.nomination.nominee for line in lines)
    task = outbox.pending(Task(kind=TaskKind.MATCH, fingerprints=named), now)
    writes += nominations.list_event_writes(lines[0].nomination.county, actor, now, _told(lines, known))
    done_write = [requests.receipt_write(*done, now)] if done else []
    table.transact([*writes, outbox.pending_write(task), *done_write])
    return task


def _told(lines: list[Line], known: dict[str, Line]) -> dict[str, str | int]:
    """For the audit: how many, how many of them for the first time, and a digest of who, which says whether a list that
    somebody has is the one, and nothing to those who have none."""
    named = sorted(line.nomination.nominee for line in lines)
    return {
        "benefit": lines[0].nomination.benefit or "any",
        "people": len(named),
        "new": sum(one not in known for one in named),
        "codes": sum(line.invitation is not None for line in lines),
        "list": secret.digest("nominated", "/".join(named)),
    }


def birth_digest_of(nominee: Nominee) -> str:
    return secret.digest("birth", nominee.birth_date.isoformat())


def _code(nomination: Nomination, request: Request) -> str:
    """80 bits, derived from the request, so that a lost reply can be repeated (docs/decisions/0005)."""
    named = f"{nomination.county}/{nomination.benefit or 'any'}/{nomination.nominee}"
    return secret.access_code(f"invitation {named}", request.key)


def _codes(county: County, benefit: str | None, digests: list[str], request: Request) -> dict[str, str]:
    """By nominee, the codes of this request that are still good."""
    now = clock.now()
    wanted = [
        Nomination(county=county.id, benefit=benefit, nominee=digest, by="", at=now, until=now) for digest in digests
    ]
    kept = nominations.load_lines(wanted, now)
    codes = {one.nominee: _code(one, request) for one in wanted if one.nominee in kept}
    return {digest: code for digest, code in codes.items() if kept[digest].invitation == secret.code_digest(code)}
