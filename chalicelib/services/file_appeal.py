"""A person asks for an adverse decision to be looked at again by someone new, or staff write that down for them."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.appealing import appealed, open_appeal_of
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import clock
from chalicelib.services.deciding import decide
from chalicelib.services.own import load_own_folder
from chalicelib.store import appeal_texts, people, programs
from chalicelib.store.appeal_texts import AppealText
from chalicelib.store.commit import Decision

LONGEST_TEXT = 4000
"""Characters that a person, or an officer, may write."""


def file_appeal(actor: Actor, application_id: str, text: str, request: Request) -> Receipt:
    """Put it on the appeals officers' list and tell the person. `text`: why, in the person's words.

    Raises NOT-FOUND for an application of somebody else, WRONG-STATE where nothing adverse was decided or that decision
    was appealed before, DEADLINE-PASSED, INVALID with `text`.
    """
    authorize(actor, Operation.FILE_APPEAL)
    checked = checked_text(text)
    return decide(lambda: _filing(actor, application_id, checked), request)


def checked_text(text: str) -> str:
    """Raises INVALID with `text` for none, or too much."""
    stripped = text.strip()
    if not stripped or len(stripped) > LONGEST_TEXT:
        raise invalid("text")
    return stripped


def _filing(actor: Actor, application_id: str, text: str) -> Decision:
    folder, now = load_own_folder(actor, application_id), clock.now()
    after = appealed(folder, actor.signed, now, programs.program_at(now).policy)
    appeal = open_appeal_of(after)
    return Decision(
        before=folder,
        after=after,
        action="file_appeal",
        actor=actor,
        now=now,
        language=people.load_person(folder.application.person_id).contact.language,
        notices=((NoticeKind.APPEAL_RECEIVED, {"by": appeal.decide_by.isoformat()}),),
        detail={"against": appeal.against, "decided_at": appeal.decided_at.isoformat()},
        also=(
            appeal_texts.text_write(
                folder.application, AppealText(by=actor.signed, at=now, text=text, is_answer=False)
            ),
        ),
        receipt=Receipt(status="appealed", application_id=application_id),
    )
