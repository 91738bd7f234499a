"""An award approver does not agree to more time: the award's last valid day stays as it is."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.more_time import open_request, refused
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import clock
from chalicelib.services.approve_extension import refuse_requester
from chalicelib.services.award_decision import award_decision, award_of
from chalicelib.services.deciding import decide
from chalicelib.services.may_decide import refuse_excluded
from chalicelib.services.staleness import refuse_stale
from chalicelib.store import folders, notes
from chalicelib.store.commit import Decision


def refuse_extension(actor: Actor, award_id: str, note: str, request: Request, version: int | None = None) -> Receipt:
    """Take the request off the list; the note says why.

    Raises SAME-PERSON for whoever asked and for the applicant, WRONG-STATE, DEADLINE-PASSED, STALE, INVALID without a
    note.
    """
    authorize(actor, Operation.DECIDE_EXTENSION)
    if not note.strip():
        raise invalid("note")
    return decide(lambda: _refusal(actor, award_id, note.strip(), version), request)


def _refusal(actor: Actor, award_id: str, note: str, version: int | None) -> Decision:
    folder = folders.load_folder_of_award(award_id)
    award, now = award_of(folder), clock.now()
    refuse_requester(folder, actor)
    asked = open_request(award, pacific_date(now))
    unchanged = refused(award, pacific_date(now))
    given_back = refuse_excluded(folder.application.id, folder.application.person_id, actor)
    refuse_stale(folder, version)
    return award_decision(
        folder,
        unchanged,
        action="refuse_extension",
        actor=actor,
        detail={"until": asked.until.isoformat(), "reason": asked.reason.value},
        also=(notes.note_write(folder.application, actor, note, now), *given_back),
    )
