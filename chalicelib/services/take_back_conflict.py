"""A tie to a person that was declared by mistake, or is over, is taken back: by somebody else than who declared it."""

from datetime import datetime

from chalicelib.domain.actors import Actor, authorize, is_one_of, refuse_same_person
from chalicelib.domain.application import Application
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.store import conflicts, folders, person_events, requests, table
from chalicelib.store.conflicts import Conflict

LONGEST_REASON = 500


def read_conflicts(actor: Actor, application_id: str) -> list[Conflict]:
    """Who keeps away from the application's person. Raises NOT-FOUND, SAME-PERSON for one's own case."""
    authorize(actor, Operation.TAKE_BACK_CONFLICT)
    return conflicts.conflicts_with(_others_application(actor, application_id).person_id)


def take_back_conflict(
    actor: Actor, application_id: str, by: str, declared_at: datetime, reason: str, request: Request
) -> Receipt:
    """From now on that colleague may decide about the person again. Both entries stay in the person's audit trail.

    Raises NOT-FOUND for what that colleague did not declare at that moment, or is taken back already; SAME-PERSON for
    whoever declared it, for who has a tie to the person as well, and for the applicant; INVALID for no reason, or one
    of more than 500 characters.
    """
    authorize(actor, Operation.TAKE_BACK_CONFLICT)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise invalid("reason")

    def once() -> Receipt:
        person_id, now = _others_application(actor, application_id).person_id, clock.now()
        tie = _declared(actor, person_id, by, declared_at)
        receipt = Receipt(status="conflict_taken_back", application_id=application_id)
        detail = {"declared_by": tie.by, "declared_at": tie.at.isoformat()}
        event = person_events.event_write(
            person_id, "take_back_conflict", actor, now, request.key, reason.strip(), detail
        )
        gone = conflicts.taken_back_write(person_id, tie.by)
        table.transact([gone, event, requests.receipt_write(request, receipt, now)])
        return receipt

    return requested(once, request)


def _others_application(actor: Actor, application_id: str) -> Application:
    application = folders.load_folder(application_id).application
    refuse_same_person(actor, application.person_id, application.applicant_email_digest)
    return application


def _declared(actor: Actor, person_id: str, by: str, declared_at: datetime) -> Conflict:
    ties = conflicts.conflicts_with(person_id)
    if any(is_one_of(actor, tie.by) for tie in ties):
        raise Refused(Code.SAME_PERSON, field="conflict")
    for tie in ties:
        if (tie.by, tie.at) == (by, declared_at):
            return tie
    raise Refused(Code.NOT_FOUND, field="conflict")
