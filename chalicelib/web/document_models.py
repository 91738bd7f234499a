"""A person's own documents, as the API gives them."""

from datetime import datetime

from pydantic import Field

from chalicelib.domain.codes import Code
from chalicelib.domain.document import DocumentKind, DocumentState, FileProblem, FileType
from chalicelib.domain.part import Part


class DocumentOut(Part):
    """One kind of document, sent or not."""

    kind: DocumentKind
    state: DocumentState
    open: bool = Field(description="Whether a file can be sent now")
    type: FileType | None = None
    bytes: int | None = None
    at: datetime | None = None
    refused: Code | None = Field(default=None, description="Why another one is needed")
    problem: FileProblem | None = Field(default=None, description="Why the latest file was not taken")
    deleted_at: datetime | None = None


class DocumentsOut(Part):
    documents: list[DocumentOut]


class UploadFormOut(Part):
    """POST it as multipart/form-data to `url` within two hours: every field, and the file as the last one, `file`."""

    url: str
    fields: dict[str, str]
    most_bytes: int
