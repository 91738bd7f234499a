"""A county liaison names people: those of them who wait, or will apply, are served before others."""

from chalicelib.domain.actors import Actor, Operation, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.nomination import Nomination, Nominee
from chalicelib.domain.person import Contact, identifying_texts
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock, secret
from chalicelib.services.deciding import requested
from chalicelib.services.relay_outbox import relay
from chalicelib.store import nominations, outbox, programs, requests, table

_PAGE = 30
"""People a transaction: each takes three of the 100 actions that DynamoDB allows."""


def nominate_people(actor: Actor, people: tuple[Nominee, ...], benefit: str | None, request: Request) -> Receipt:
    """Record the nominations of the liaison's own county, and move whoever waits already.

    Raises NOT-ALLOWED for an account that speaks for no county, INVALID for an unknown benefit or an empty list.
    """
    authorize(actor, Operation.NOMINATE)
    if not people:
        raise invalid("people")
    return requested(lambda: _nominated(actor, people, benefit, request), request)


def _nominated(actor: Actor, people: tuple[Nominee, ...], benefit: str | None, request: Request) -> Receipt:
    now = clock.now()
    program = programs.program_at(now)
    county = program.county(actor.organization or "")
    if county is None:
        raise Refused(Code.NOT_ALLOWED, field="county")
    if benefit is not None and program.benefit(benefit) is None:
        raise invalid("benefit")
    receipt = Receipt(status="nominated")
    for start in range(0, len(people), _PAGE):
        page = people[start : start + _PAGE]
        tasks = [outbox.pending(Task(kind=TaskKind.MATCH, fingerprint=fingerprint_of(one)), now) for one in page]
        writes = [outbox.pending_write(task) for task in tasks]
        for one in page:
            line = Nomination(county=county.id, benefit=benefit, nominee=one, by=actor.id, at=now)
            writes += nominations.nomination_writes(line, fingerprint_of(one), now)
        last = start + _PAGE >= len(people)
        table.transact([*writes, *([requests.receipt_write(request, receipt, now)] if last else [])])
        relay(tasks)
    return receipt


def fingerprint_of(nominee: Nominee) -> str:
    """The digest that the person's own record carries for name and birth date."""
    contact = Contact(legal_name=nominee.legal_name, birth_date=nominee.birth_date)
    return secret.digest("fingerprint", identifying_texts(contact, None)[0])
