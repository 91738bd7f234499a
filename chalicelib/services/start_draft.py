"""A person begins a form: from now on what they type is kept, behind an access code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.application import ApplicationId
from chalicelib.domain.draft import Draft, kept_until, saved
from chalicelib.domain.filing import Help
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Contact, Person, PersonId
from chalicelib.domain.program import BenefitId
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.domain.rounds import refuse_unless_open
from chalicelib.domain.states import ApplicationStatus
from chalicelib.gateways import clock, secret
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.await_birthday import birthday_writes, waits_for
from chalicelib.services.deciding import requested
from chalicelib.services.submit_application import checked_birth_date, code_of, fingerprints_of
from chalicelib.store import drafts, people, programs, requests, rounds, table


@dataclass(frozen=True)
class FirstPage:
    """What a draft begins with: the page's name, what was typed on it, and what that says of the person."""

    name: str
    said: Mapping[str, tuple[str, ...]]
    contact: Contact
    help: Help | None = None
    """Who sits beside the person, who agreed to it."""


@dataclass(frozen=True)
class Started:
    receipt: Receipt
    access_code: str | None
    """Of a person whose record this request made; again for the same request within a day."""


def start_draft(actor: Actor | None, benefit_id: str, page: FirstPage, request: Request) -> Started:
    """The draft's id as `application_id`. A person without a record gets one, and with it an access code.

    One person has one draft for a benefit: asked again, they get the one they have.
    Raises ROUND-CLOSED, ROUND-SUSPENDED, INVALID with the field.
    """
    if actor is not None:
        authorize(actor, Operation.SUBMIT_APPLICATION)
    receipt = requested(lambda: _started(actor, benefit_id, page, request), request)
    return Started(receipt, code_of(receipt, request))


def _started(actor: Actor | None, benefit_id: str, page: FirstPage, request: Request) -> Receipt:
    program = programs.program_at(clock.now())
    benefit = program.benefit(benefit_id)
    if benefit is None:
        raise invalid("benefit")
    refuse_unless_open(program.round(benefit.id), rounds.load_round(benefit.id), clock.now())
    checked_birth_date(page.contact)
    known = people.load_person(actor.id) if actor else None
    begun = find_draft_for(known.id, benefit.id) if known else None
    if begun is not None:
        return _with_help(begun, page.help)
    day = waits_for(page.contact, BenefitId(benefit.id))
    draft = _draft(known.id if known else PersonId(new_id(clock.now())), BenefitId(benefit.id), page, request, day)
    record = [] if known else people.person_writes(_person(draft, page.contact, request), None)
    language = (known.contact if known else page.contact).language
    table.transact(
        [
            requests.receipt_write(request, _receipt(draft), clock.now()),
            drafts.draft_write(None, draft),
            *birthday_writes(draft, language, None, day),
            *record,
        ]
    )
    return _receipt(draft)


def _with_help(begun: Draft, given: Help | None) -> Receipt:
    """The draft that there is, with the help that goes on with it."""
    if given is not None:
        after = begun.model_copy(update={"help": given, "version": begun.version + 1})
        table.transact([drafts.draft_write(begun, after)])
    return _receipt(begun)


def find_draft_for(person_id: str, benefit_id: str) -> Draft | None:
    """The person's draft for a benefit, if there is one."""
    mine = drafts.drafts_of(person_id, pacific_date(clock.now()))
    return next((draft for draft in mine if draft.benefit == benefit_id), None)


def _draft(person_id: PersonId, benefit: BenefitId, page: FirstPage, request: Request, day: date | None) -> Draft:
    now = clock.now()
    policy = programs.program_at(now).policy
    empty = Draft(
        id=ApplicationId(new_id(now)),
        person_id=person_id,
        benefit=benefit,
        help=page.help,
        created_at=now,
        changed_at=now,
        kept_until=kept_until(now, day, policy),
    )
    return saved(empty, page.name, page.said, form=request.key, seen=0)


def _person(draft: Draft, contact: Contact, request: Request) -> Person:
    """A record that goes with its draft; until something is sent it is found by a lost code alone."""
    return Person(
        id=draft.person_id,
        contact=contact,
        code_digest=secret.code_digest(secret.access_code(draft.person_id, request.key)),
        email_digest=None,
        fingerprints=fingerprints_of(contact),
        created_at=draft.created_at,
        kept_until=draft.kept_until,
    )


def _receipt(draft: Draft) -> Receipt:
    return Receipt(status=ApplicationStatus.DRAFT.value, person_id=draft.person_id, application_id=draft.id)
