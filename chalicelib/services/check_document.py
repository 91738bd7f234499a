"""A reviewer looks at a document that a person handed in: it can be used, or the person is asked for another one."""

from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.document import Check, DocumentKind, checked
from chalicelib.domain.folder import Folder
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.services.deciding import decide
from chalicelib.services.may_decide import refuse_excluded
from chalicelib.services.staleness import refuse_stale
from chalicelib.store import documents, folders, people
from chalicelib.store.commit import Decision

WAITS, CHECKED = "papers_wait", "papers_checked"
"""What the receipt says of the application: others of its documents wait for a look, or none does."""


@dataclass(frozen=True)
class Looked:
    """At which file, and what was found. `refused`: why another one is needed; None: it can be used."""

    kind: DocumentKind
    file_id: str
    refused: Code | None


def check_document(
    actor: Actor, application_id: str, looked: Looked, request: Request, version: int | None = None
) -> Receipt:
    """Record it; for one that cannot be used the person is told why and may send another one, also late.

    It changes nothing else about the application: not its place, nor what was decided. Whoever checked is a reviewer of
    it, and does not approve its award. Raises NOT-FOUND, WRONG-STATE once it has ended, SAME-PERSON, TAKEN-UP, STALE
    when another file is there by now, INVALID with the field.
    """
    authorize(actor, Operation.CHECK_DOCUMENT)
    return decide(lambda: _checked(actor, application_id, looked, version), request)


def _checked(actor: Actor, application_id: str, looked: Looked, version: int | None) -> Decision:
    folder, now = folders.load_folder(application_id), clock.now()
    application = folder.application
    refuse_same_person(actor, application.person_id, application.applicant_email_digest, *application.set_aside)
    given_back = refuse_excluded(application.id, application.person_id, actor)
    if not application.is_live:
        raise Refused(Code.WRONG_STATE)
    refuse_stale(folder, version)
    found = documents.documents_of(application.person_id, application.id)
    if looked.kind not in found:
        raise Refused(Code.NOT_FOUND, field="document")
    before = found[looked.kind]
    after = checked(before, looked.file_id, Check(refused=looked.refused, by=actor.signed, at=now))
    waits = any(each.unseen for kind, each in found.items() if kind is not looked.kind)
    return Decision(
        before=folder,
        after=_seen_by(actor, folder, waits),
        action="refuse_document" if looked.refused else "accept_document",
        actor=actor,
        now=now,
        language=people.load_person(application.person_id).contact.language,
        reasons=(looked.refused,) if looked.refused else (),
        notices=((NoticeKind.PAPER_REFUSED, {"reasons": looked.refused.value}),) if looked.refused else (),
        detail={"document": looked.kind.value, "file": looked.file_id},
        also=(documents.document_write(before, after), *(() if waits else given_back)),
        receipt=Receipt(status=WAITS if waits else CHECKED, application_id=application_id),
    )


def _seen_by(actor: Actor, folder: Folder, waits: bool) -> Folder:
    application = folder.application
    changes = {
        "papers_since": application.papers_since if waits else None,
        "reviewers": tuple(dict.fromkeys([*application.reviewers, *actor.identities])),
    }
    return folder.model_copy(update={"application": application.model_copy(update=changes)})
