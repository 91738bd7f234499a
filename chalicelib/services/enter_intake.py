"""Staff type in an application that came on paper or by phone, and mend it when it is sent back."""

from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.filing import Arrival
from chalicelib.domain.intake import Given, Intake, IntakeId, entered
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import PersonId, normalized_email
from chalicelib.domain.program import BenefitId
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import clock, secret
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.deciding import requested
from chalicelib.services.may_decide import refuse_taken
from chalicelib.services.round_then import refuse_before_opening
from chalicelib.services.submit_application import checked_answers, checked_birth_date
from chalicelib.store import intakes, programs, requests, table


@dataclass(frozen=True)
class Entry:
    """What was typed: for which benefit, what the paper or the caller says, when and how it came."""

    benefit_id: str
    given: Given
    arrival: Arrival


def enter_intake(actor: Actor, entry: Entry, request: Request) -> Receipt:
    """Keep it for a second person to confirm; nothing is filed yet, and no round has to be open for that.

    Raises INVALID with the field: also for a time that lies ahead or before the round opened; SAME-PERSON for one's own
    application.
    """
    authorize(actor, Operation.ENTER_INTAKE)

    def once() -> Receipt:
        now = clock.now()
        checked = _checked(actor, entry)
        ids = IntakeId(new_id(now)), PersonId(new_id(now))
        made = entered(ids, actor, BenefitId(entry.benefit_id), entry.arrival, checked, now)
        return _kept(None, made, actor, request)

    return requested(once, request)


def correct_intake(actor: Actor, intake_id: str, entry: Entry, seen: int, request: Request) -> Receipt:
    """Mend it, before it is confirmed or because it was sent back; whoever mends it does not confirm it either.

    Raises also NOT-FOUND, WRONG-STATE, TAKEN-UP, STALE when it is not the version `seen` any more.
    """
    authorize(actor, Operation.ENTER_INTAKE)

    def once() -> Receipt:
        before = intakes.load_intake(intake_id)
        given_back = refuse_taken(intake_id, actor)
        before.refuse_stale(seen)
        checked = _checked(actor, entry)
        after = before.typed(actor, BenefitId(entry.benefit_id), entry.arrival, checked, clock.now())
        return _kept(before, after, actor, request, given_back)

    return requested(once, request)


def _kept(
    before: Intake | None, after: Intake, actor: Actor, request: Request, given_back: tuple[table.Write, ...] = ()
) -> Receipt:
    receipt = Receipt(status=after.status.value, intake_id=after.id)
    typed = {"given": secret.digest("given", after.given.model_dump_json())} if after.given else {}
    kept = requests.receipt_write(request, receipt, clock.now())
    table.transact([kept, *intakes.intake_writes(before, after, actor, typed), *given_back])
    return receipt


def _checked(actor: Actor, entry: Entry) -> Given:
    """What was typed, with the county as the program names it."""
    now, contact = clock.now(), entry.given.contact
    program = programs.program_at(now)
    if program.benefit(entry.benefit_id) is None:
        raise invalid("benefit")
    checked_birth_date(contact)
    if contact.email:
        refuse_same_person(actor, secret.digest("email", normalized_email(contact.email)))
    if entry.arrival.at > now:
        raise invalid("received_at")
    refuse_before_opening(entry.benefit_id, entry.arrival.at)
    return entry.given.model_copy(update={"answers": checked_answers(entry.given.answers, program)})
