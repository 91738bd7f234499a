"""A document that a person hands in: a photo ID or a proof of school. What it is, is decided by its bytes."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from chalicelib.domain.application import Answers, ApplicationId, AwardId, Education
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.part import Part
from chalicelib.domain.person import PersonId
from chalicelib.domain.policy import DocumentsWhen, Policy
from chalicelib.domain.program import Benefit, ItemId, Payee, Program
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import ApplicationStatus

LIMIT_BYTES = 10 * 1024 * 1024
"""The largest document that is taken (issue 4)."""
UPLOAD_BYTES = 2 * LIMIT_BYTES
"""Where S3 itself stops: what is between the two is told in our words, and not kept. S3 has no page for people."""


class DocumentKind(StrEnum):
    PHOTO_ID = "photo_id"
    EDUCATION = "education"
    SCAN = "scan"
    """Of a paper application, by whoever types it in."""
    CERTIFICATE = "certificate"
    """Of a training that was finished, by the provider that gave it. The person hands in the other kinds."""


HANDED_IN = (DocumentKind.PHOTO_ID, DocumentKind.EDUCATION)
"""What the person hands in, and a reviewer looks at; a scan was compared by whoever confirmed the application."""


class FileType(StrEnum):
    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"


class FileProblem(StrEnum):
    """What is wrong with a file, for whoever sent it."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    VIRUS = "virus"
    UNCHECKED = "unchecked"
    """The malware scan could not look into it: password-protected, damaged."""


_BEGINNINGS: Mapping[bytes, FileType] = {
    b"%PDF-": FileType.PDF,
    b"\xff\xd8\xff": FileType.JPEG,
    b"\x89PNG\r\n\x1a\n": FileType.PNG,
}
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
BEGINNING_BYTES = 12
"""So many of the first bytes tell the type."""


def type_of(beginning: bytes) -> FileType | None:
    """The type that a file's first bytes show, whatever its name says; None for one that is not taken."""
    found = next((kind for mark, kind in _BEGINNINGS.items() if beginning.startswith(mark)), None)
    # ISO base media: a box of type `ftyp`, then the brand; phones write HEIC so.
    is_heif = beginning[4:8] == b"ftyp" and beginning[8:12] in _HEIF_BRANDS
    return FileType.HEIC if is_heif else found


def looked_at(size: int, beginning: bytes) -> FileType | FileProblem:
    """What a file of so many bytes is, or what can be said to be wrong with it before any scan."""
    if size == 0:
        return FileProblem.EMPTY
    if size > LIMIT_BYTES:
        return FileProblem.TOO_LARGE
    return type_of(beginning) or FileProblem.WRONG_TYPE


class DocumentState(StrEnum):
    """How far a document is, for the person who hands it in."""

    MISSING = "missing"
    CHECKING = "checking"
    """The malware scan has not answered for the latest file."""
    KEPT = "kept"
    REFUSED = "refused"
    """Somebody looked at it, and another one is needed."""
    DELETED = "deleted"
    """Its time was up."""


class ScanResult(StrEnum):
    """What a malware scanner says of a file."""

    CLEAN = "clean"
    VIRUS = "virus"
    UNCHECKED = "unchecked"


class File(Part):
    """A file as it came. Its name is not kept: people put all kinds of things there."""

    id: str
    type: FileType
    bytes: int = Field(ge=1, le=LIMIT_BYTES)
    etag: str
    """S3's mark of the content that was looked at: what is kept is exactly that."""
    at: datetime


class Check(Part):
    """What a reviewer found when they looked at the file that is kept."""

    refused: Code | None = None
    """Why another one is needed; None: it can be used."""
    by: str
    at: datetime


REFUSALS: Mapping[DocumentKind, tuple[Code, ...]] = {
    DocumentKind.PHOTO_ID: (Code.ID_EXPIRED, Code.ID_UNREADABLE, Code.ID_NO_PHOTO, Code.NAME_MISMATCH),
    DocumentKind.EDUCATION: (Code.EDU_MISSING, Code.EDU_UNREADABLE),
}
"""By kind, what can be wrong with a document that somebody looked at: the rules' own reasons, each with its cure."""


CERTIFICATES = "certificates"
"""In the key of a certificate's file in place of a person: its provider sees the key, and no person's id."""


class Training(Part):
    """What a certificate is about."""

    award_id: AwardId
    item: ItemId


class Document(Part):
    """What was handed in as one kind of document of one application, from its draft on."""

    application_id: ApplicationId
    person_id: PersonId
    kind: DocumentKind
    training: Training | None = None
    """Of a certificate."""
    borrowed_from: ApplicationId | None = None
    """The earlier application that the kept file was handed in for, and under which it lies."""
    kept: File | None = None
    """The one that staff may see."""
    arriving: File | None = None
    """A newer one that the malware scan has not answered for yet."""
    check: Check | None = None
    """Of the one that is kept; None until somebody looked at it."""
    problem: FileProblem | None = None
    """Of the latest file, when it was not taken; the one before stays."""
    look_on: date | None = None
    """The day on which to see whether it goes: with its draft, or some time after the end of its application."""
    deleted_at: datetime | None = None
    """When its time was up: there is no file any more."""
    version: int = 0

    @property
    def name(self) -> str:
        """What tells it from the application's other documents."""
        return f"{self.kind.value}#{self.training.item}" if self.training else self.kind.value

    @property
    def lies_under(self) -> tuple[str, str, str]:
        """The first parts of the key of its kept file."""
        if self.training:
            return CERTIFICATES, self.training.award_id, self.training.item
        return self.person_id, self.borrowed_from or self.application_id, self.kind.value

    @property
    def refused(self) -> Code | None:
        """Why the one that is kept cannot be used, if a reviewer said so."""
        return self.check.refused if self.check else None

    @property
    def state(self) -> DocumentState:
        if self.arriving:
            return DocumentState.CHECKING
        if self.kept:
            return DocumentState.REFUSED if self.refused else DocumentState.KEPT
        return DocumentState.DELETED if self.deleted_at else DocumentState.MISSING

    @property
    def counts(self) -> bool:
        """Whether there is one that was not refused."""
        return self.kept is not None and self.refused is None

    @property
    def lasts(self) -> bool:
        """Whether it goes on with an application that is carried over: a person hands in once what can be used."""
        return self.kind in HANDED_IN and self.counts

    @property
    def unseen(self) -> bool:
        """Whether there is one that no reviewer said anything about yet."""
        return self.kind in HANDED_IN and self.kept is not None and self.check is None

    def knows(self, file_id: str, etag: str) -> bool:
        """Whether just this content was taken, or waits for its scan, already. One form may send two files."""
        return any((file.id, file.etag) == (file_id, etag) for file in (self.kept, self.arriving) if file)

    def is_newer_than(self, file_id: str) -> bool:
        """Whether a file of a later form came before this one was looked at; ids sort by time."""
        return any(file.id > file_id for file in (self.kept, self.arriving) if file)


def arrived(document: Document, file: File) -> Document:
    """A file that can be taken, unless the scan finds something."""
    return document.model_copy(update={"arriving": file, "problem": None})


def taken(document: Document, file: File) -> Document:
    """The file counts; another one that waited, or counted before, does not any more."""
    changes = {"kept": file, "arriving": None, "problem": None, "check": None, "borrowed_from": None}
    return document.model_copy(update=changes)


def checked(document: Document, file_id: str, check: Check) -> Document:
    """With what a reviewer found. Raises STALE unless it is the file that they looked at, INVALID for a reason that is
    none for this kind."""
    if document.kept is None or document.kept.id != file_id:
        raise Refused(Code.STALE, field="document")
    if document.kind not in HANDED_IN or check.refused not in (None, *REFUSALS[document.kind]):
        raise invalid("finding")
    return document.model_copy(update={"check": check})


def lent(document: Document, application_id: ApplicationId) -> Document:
    """The same paper for a later application, with what was found in it. The file stays where it lies."""
    return Document(
        application_id=application_id,
        person_id=document.person_id,
        kind=document.kind,
        borrowed_from=document.borrowed_from or document.application_id,
        kept=document.kept,
        check=document.check,
    )


def turned_down(document: Document, problem: FileProblem) -> Document:
    """The latest file is not taken; what was there before stays."""
    return document.model_copy(update={"arriving": None, "problem": problem})


def removed(document: Document) -> Document:
    return document.model_copy(update={"kept": None, "arriving": None, "problem": None, "check": None})


def is_held(document: Document) -> bool:
    """Whether there is any file of it."""
    return document.kept is not None or document.arriving is not None


def deleted(document: Document, now: datetime) -> Document:
    """Its time is up. It stays due for a look until its files are gone."""
    return removed(document).model_copy(update={"deleted_at": now})


def is_open(folder: Folder | None, document: Document, policy: Policy) -> bool:
    """Whether a document of this kind can be handed in now. `folder`: None while there is only a draft.

    In a draft, and while the person is asked for changes, always, in place of one that is there. Otherwise one that is
    not there yet, until it is needed, and another one for one that was refused: docs/decisions/0013-documents.md.
    """
    if document.kind not in HANDED_IN:
        return False
    if folder is None or folder.application.status is ApplicationStatus.REVISION_REQUESTED:
        return True
    begun = folder.award is not None and any(item.enrollment for item in folder.award.items)
    in_time = policy.documents_when is DocumentsWhen.BEFORE_ENROLLMENT and not begun
    wanted = document.refused is not None or (document.kept is None and in_time)
    return folder.application.is_live and wanted


def needed(benefit: Benefit | None, program: Program) -> bool:
    """Whether somebody has to see the documents in the end: where a training is paid for."""
    return benefit is not None and any(program.item(item).payee is Payee.PROVIDER for item in benefit.items)


def only_said(answers: Answers) -> tuple[DocumentKind, ...]:
    """The documents that nobody has seen: the person says what is on them."""
    said = {
        DocumentKind.PHOTO_ID: answers.documents.photo_id.seen,
        DocumentKind.EDUCATION: answers.documents.education.seen or answers.education is Education.NONE,
    }
    return tuple(kind for kind, seen in said.items() if not seen)
