"""Documents: a person's page to send, replace and remove them, and what staff see of them."""

from chalice.app import Response

from chalicelib.domain.codes import Code
from chalicelib.domain.document import HANDED_IN, LIMIT_BYTES, DocumentKind
from chalicelib.domain.program import Program
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.gateways.documents import place_of
from chalicelib.services.hand_in_document import (
    OwnDocuments,
    handed_in_kind,
    read_own_documents,
    remove_document,
    upload_form,
)
from chalicelib.services.read_document import list_documents, read_document
from chalicelib.services.require_documents import is_needed
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.done_words import DONE
from chalicelib.web.problems import status_of
from chalicelib.web.shown import elsewhere, page, reason_of, see_other
from chalicelib.web.visit import Visit

ACCEPT = "application/pdf,image/jpeg,image/png,image/heic,image/heif,.pdf,.jpg,.jpeg,.png,.heic,.heif"
"""With a PDF among them, phones offer their camera as well as their files."""


def documents(visit: Visit, refusal: Refused | None = None) -> Response:
    """Everything that was handed in, with what to do about it; S3 sends the browser here after a file."""
    own = read_own_documents(visit.known_actor, visit.params["application_id"])
    program = programs.program_at(clock.now())
    here = f"/documents/{own.application_id}"
    forms = {kind: upload_form(own, kind, f"{visit.site}{here[1:]}") for kind in HANDED_IN if kind in own.open}
    return page(
        visit,
        "documents.html",
        here=here,
        status=status_of(refusal.code) if refusal else 200,
        sends_to=tuple(sorted({form.origin for form in forms.values()})),
        own=own,
        forms=forms,
        came=_came(visit, own),
        benefit=program.benefit(own.benefit),
        needed=is_needed(own.benefit, program),
        accepted=program.accepted_ids,
        when=program.policy.documents_when,
        words=words,
        reason_of=reason_of,
        accept=ACCEPT,
        limit=LIMIT_BYTES,
        problem=reason_of(refusal.code) if refusal else None,
        done=DONE.get(visit.query.get("done", "")),
    )


def _came(visit: Visit, own: OwnDocuments) -> DocumentKind | None:
    """What S3 just took, as the address says it to which it sent the browser; only told what is known anyway."""
    place = place_of(visit.query.get("key", ""))
    if place is None or place.application_id != own.application_id or place.kind not in HANDED_IN:
        return None
    return DocumentKind(place.kind)


def removed(visit: Visit) -> Response:
    application_id, kind = visit.params["application_id"], handed_in_kind(visit.params["kind"])
    try:
        remove_document(visit.known_actor, application_id, kind, visit.request())
    except Refused as refusal:
        if refusal.code is Code.NOT_FOUND:
            raise
        return documents(visit, refusal)
    return see_other(visit, f"/documents/{application_id}?done=document_removed")


def document_kind(visit: Visit) -> DocumentKind:
    """The kind that the address names. Raises NOT-FOUND for one that there is not."""
    try:
        return DocumentKind(visit.params["kind"])
    except ValueError as error:
        raise Refused(Code.NOT_FOUND, field="document") from error


def staff_documents(visit: Visit) -> Response:
    """What was handed in for an application, each with a link that works for a minute."""
    folder, found = list_documents(visit.known_actor, visit.params["application_id"])
    program: Program = programs.program_at(clock.now())
    return page(
        visit,
        "staff_papers.html",
        folder=folder,
        found=found,
        benefit=program.benefit(folder.application.benefit),
        words=words,
        reason_of=reason_of,
    )


def staff_document(visit: Visit) -> Response:
    return elsewhere(visit, read_document(visit.known_actor, visit.params["application_id"], document_kind(visit)))
