"""A person sends the form that they filled in page by page."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.application import Answers
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Contact
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.services.await_birthday import waits_for
from chalicelib.services.deciding import decide
from chalicelib.services.save_draft import read_draft
from chalicelib.services.submit_application import Filing, submission
from chalicelib.store.commit import Decision


def submit_draft(
    actor: Actor, draft_id: str, seen: int, contact: Contact, answers: Answers, invitation_code: str | None = None
) -> Receipt:
    """File the draft as the application of the same id, once, whatever is clicked: the draft itself is the key.

    `seen` is the version of the draft that `contact` and `answers` were read from. Raises STALE when another page was
    saved since, UNDER-18 while the draft waits for a birthday, and what submit_application raises.
    """
    authorize(actor, Operation.SUBMIT_APPLICATION)
    request = Request(key=draft_id, actor=actor.id, fingerprint=f"draft {draft_id}")

    def sent() -> Decision:
        draft = read_draft(actor, draft_id)
        if draft.version != seen:
            raise Refused(Code.STALE, field="draft")
        if waits_for(contact, draft.benefit) is not None:
            raise Refused(Code.UNDER_18, field="contact.birth_date")
        return submission(actor, Filing(draft.benefit, contact, answers, invitation_code, draft), request)

    return decide(sent, request)
