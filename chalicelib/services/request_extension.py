"""An approver or a program manager asks for more time for an award; somebody else decides."""

from datetime import date

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.extension import Extension, ExtensionReason
from chalicelib.domain.more_time import requested
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import clock
from chalicelib.services.award_decision import award_decision, award_of
from chalicelib.services.deciding import decide
from chalicelib.services.staleness import refuse_stale
from chalicelib.store import folders, notes, programs
from chalicelib.store.commit import Decision


def request_extension(
    actor: Actor,
    award_id: str,
    until: date,
    reason: ExtensionReason,
    note: str,
    request: Request,
    version: int | None = None,
) -> Receipt:
    """Put it on the approvers' list. `until` is the last valid day asked for, Pacific; the note is for the file.

    Raises INVALID with the field, DEADLINE-PASSED after the award's last day, WRONG-STATE, SAME-PERSON for the
    applicant, STALE.
    """
    authorize(actor, Operation.REQUEST_EXTENSION)
    if not note.strip():
        raise invalid("note")
    return decide(lambda: _request(actor, award_id, until, reason, note.strip(), version), request)


def _request(
    actor: Actor, award_id: str, until: date, reason: ExtensionReason, note: str, version: int | None
) -> Decision:
    folder = folders.load_folder_of_award(award_id)
    refuse_same_person(actor, folder.application.person_id, folder.application.applicant_email_digest)
    award, now = award_of(folder), clock.now()
    asked = Extension(
        until=until,
        reason=reason,
        note=note,
        requested_by=actor.identities,
        requested_at=now,
    )
    changed = requested(award, asked, pacific_date(now), programs.program_at(now))
    refuse_stale(folder, version)
    return award_decision(
        folder,
        changed,
        action="request_extension",
        actor=actor,
        detail={"until": until.isoformat(), "reason": reason.value},
        also=(notes.note_write(folder.application, actor, note, now),),
    )
