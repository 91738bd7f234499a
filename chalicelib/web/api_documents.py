"""A person's own documents, as the API has them: their files go straight to S3, as from the page."""

from pydantic import BaseModel

from chalicelib.domain.document import HANDED_IN, LIMIT_BYTES, Document
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt
from chalicelib.services.hand_in_document import handed_in_kind, read_own_documents, remove_document, upload_form
from chalicelib.web import document_models as d
from chalicelib.web.api_applicants import APPLICATION
from chalicelib.web.api_models import NothingIn
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint


def _documents(call: Call) -> BaseModel:
    own = read_own_documents(call.known_actor, call.params["application_id"])
    return d.DocumentsOut(documents=[_out(own.by_kind[kind], is_open=kind in own.open) for kind in HANDED_IN])


def _out(document: Document, *, is_open: bool) -> d.DocumentOut:
    file = document.kept
    return d.DocumentOut(
        kind=document.kind,
        state=document.state,
        open=is_open,
        type=file.type if file else None,
        bytes=file.bytes if file else None,
        at=file.at if file else None,
        refused=document.refused,
        problem=document.problem,
        deleted_at=document.deleted_at,
    )


def _form(call: Call) -> BaseModel:
    call.body(NothingIn)
    kind = handed_in_kind(call.params["kind"])
    made = upload_form(read_own_documents(call.known_actor, call.params["application_id"]), kind, None)
    return d.UploadFormOut(url=made.url, fields=dict(made.fields), most_bytes=LIMIT_BYTES)


def _removal(call: Call) -> BaseModel:
    call.body(NothingIn)
    kind = handed_in_kind(call.params["kind"])
    return remove_document(call.known_actor, call.params["application_id"], kind, call.request)


O = Operation  # noqa: E741 - the table below is read as a table
DOCUMENTS = f"{APPLICATION}/documents"

DOCUMENT_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", DOCUMENTS, O.HAND_IN_DOCUMENT, "One's own papers and how far each is", _documents, d.DocumentsOut),
    Endpoint(
        "POST",
        f"{DOCUMENTS}/{{kind}}",
        O.HAND_IN_DOCUMENT,
        "A form that sends one file straight to S3",
        _form,
        d.UploadFormOut,
        NothingIn,
        computes=True,
    ),
    Endpoint(
        "POST",
        f"{DOCUMENTS}/{{kind}}/removal",
        O.HAND_IN_DOCUMENT,
        "Take a paper back, as long as the form was not sent",
        _removal,
        Receipt,
        NothingIn,
    ),
)
