"""What a file is, and whether it can be handed in: by its bytes, and by where the application stands."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.award import Enrollment
from chalicelib.domain.codes import Code
from chalicelib.domain.document import (
    LIMIT_BYTES,
    Check,
    Document,
    DocumentKind,
    File,
    FileProblem,
    FileType,
    arrived,
    checked,
    is_open,
    looked_at,
    needed,
    only_said,
    removed,
    taken,
    turned_down,
    type_of,
)
from chalicelib.domain.person import PersonId
from chalicelib.domain.policy import DocumentsWhen, Policy
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import ApplicationStatus, AwardStatus
from tests.unit.builders import answers, award_with, awarded, folder, photo_id, shipped

EMPTY = Document(application_id=ApplicationId("a"), person_id=PersonId("p"), kind=DocumentKind.PHOTO_ID)

AT_ONCE = Policy(documents_when=DocumentsWhen.AT_SUBMISSION)


def heif(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand


@pytest.mark.parametrize(
    ("beginning", "found"),
    [
        (b"%PDF-1.4\n%\xe2\xe3", FileType.PDF),
        (b"\xff\xd8\xff\xe1\x00\x18Exif", FileType.JPEG),
        (b"\x89PNG\r\n\x1a\n\x00\x00", FileType.PNG),
        (heif(b"heic"), FileType.HEIC),
        (heif(b"heix"), FileType.HEIC),
        (heif(b"mif1"), FileType.HEIC),
        (heif(b"avif"), None),
        (heif(b"isom"), None),
        (b"ftypheic", None),
        (b"GIF89a", None),
        (b"PK\x03\x04", None),
        (b"<html><scri", None),
        (b" %PDF-1.4", None),
        (b"%PDF", None),
        (b"\xff\xd8", None),
        (b"", None),
    ],
)
def test_the_bytes_say_the_type(beginning: bytes, found: FileType | None) -> None:
    assert type_of(beginning) is found


@pytest.mark.parametrize(
    ("size", "beginning", "found"),
    [
        (0, b"", FileProblem.EMPTY),
        (1, b"%", FileProblem.WRONG_TYPE),
        (LIMIT_BYTES, b"%PDF-1.7", FileType.PDF),
        (LIMIT_BYTES + 1, b"%PDF-1.7", FileProblem.TOO_LARGE),
        (LIMIT_BYTES + 1, b"GIF89a", FileProblem.TOO_LARGE),
        (70, b"GIF89a", FileProblem.WRONG_TYPE),
    ],
)
def test_one_thing_is_said_to_be_wrong(size: int, beginning: bytes, found: FileType | FileProblem) -> None:
    assert looked_at(size, beginning) is found


def file(file_id: str, etag: str = "e") -> File:
    return File(id=file_id, type=FileType.PDF, bytes=9, etag=etag, at=datetime(2026, 3, 2, tzinfo=UTC))


AT = datetime(2026, 3, 3, tzinfo=UTC)
HERE = taken(EMPTY, file("01"))
REFUSED = checked(HERE, "01", Check(refused=Code.ID_EXPIRED, by="rosa", at=AT))


class TestCheck:
    def test_what_was_refused_is_there_and_does_not_count(self) -> None:
        assert (HERE.unseen, HERE.counts) == (True, True)
        assert (REFUSED.unseen, REFUSED.counts, REFUSED.refused) == (False, False, Code.ID_EXPIRED)
        accepted = checked(REFUSED, "01", Check(by="rosa", at=AT))
        assert (accepted.unseen, accepted.counts, accepted.refused) == (False, True, None)

    def test_a_newer_file_was_not_looked_at(self) -> None:
        assert taken(REFUSED, file("02")).unseen
        assert turned_down(REFUSED, FileProblem.EMPTY).refused is Code.ID_EXPIRED

    @pytest.mark.parametrize(
        ("document", "file_id", "refused", "code"),
        [
            (EMPTY, "01", None, Code.STALE),
            (HERE, "02", None, Code.STALE),
            (HERE, "01", Code.EDU_UNREADABLE, Code.INVALID),
            (HERE, "01", Code.STALE, Code.INVALID),
        ],
    )
    def test_only_the_file_that_is_there_for_a_reason_of_its_kind(
        self, document: Document, file_id: str, refused: Code | None, code: Code
    ) -> None:
        with pytest.raises(Refused, match=code.value):
            checked(document, file_id, Check(refused=refused, by="rosa", at=AT))


class TestDocument:
    def test_the_one_before_counts_until_the_newer_one_is_taken(self) -> None:
        first = taken(arrived(EMPTY, file("01")), file("01"))
        waiting = arrived(first, file("02"))
        assert (waiting.kept, waiting.arriving) == (file("01"), file("02"))
        assert taken(waiting, file("02")).kept == file("02")
        refused = turned_down(waiting, FileProblem.VIRUS)
        assert (refused.kept, refused.arriving, refused.problem) == (file("01"), None, FileProblem.VIRUS)
        assert arrived(refused, file("03")).problem is None
        assert removed(refused) == first.model_copy(update={"kept": None})

    def test_another_content_under_the_same_id_is_another_file(self) -> None:
        document = taken(EMPTY, file("01", "one"))
        assert document.knows("01", "one")
        assert not document.knows("01", "two")
        assert not document.is_newer_than("01")
        assert document.is_newer_than("00")


class TestOpen:
    def test_in_a_draft_always(self) -> None:
        assert is_open(None, EMPTY, Policy())
        assert is_open(None, HERE, AT_ONCE)

    @pytest.mark.parametrize("status", [each for each in ApplicationStatus if each is not ApplicationStatus.DRAFT])
    def test_once_it_is_sent_only_what_is_missing(self, status: ApplicationStatus) -> None:
        here = folder(status=status)
        is_asked = status is ApplicationStatus.REVISION_REQUESTED
        assert is_open(here, EMPTY, Policy()) is here.application.is_live
        assert is_open(here, HERE, Policy()) is is_asked
        assert is_open(here, EMPTY, AT_ONCE) is is_asked
        assert is_open(here, REFUSED, AT_ONCE) is here.application.is_live

    def test_until_a_training_is_booked(self) -> None:
        award = award_with(AwardStatus.ACTIVE)
        assert is_open(awarded(award), EMPTY, Policy())
        booked = Enrollment(provider="dbsa", cents=1, starts=date(2026, 4, 1))
        items = tuple(item.model_copy(update={"enrollment": booked}) for item in award.items)
        begun = awarded(award.model_copy(update={"items": items}))
        assert not is_open(begun, EMPTY, Policy())
        assert is_open(begun, REFUSED, Policy()), "whoever is asked for another one can send it"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, ()),
        ({"photo_id": photo_id(seen=False)}, (DocumentKind.PHOTO_ID,)),
        ({"education_proof": {"legible": True, "seen": False}}, (DocumentKind.EDUCATION,)),
        ({"education_proof": {"legible": True, "seen": False}, "education": "none"}, ()),
    ],
)
def test_what_the_person_only_said(said: dict[str, Any], found: tuple[DocumentKind, ...]) -> None:
    assert only_said(answers(**said)) == found


@pytest.mark.parametrize(
    ("benefit", "expected"),
    [("initial", True), ("specialization-crisis-care", True), ("grandparenting", False), ("waiver-exam-fee", False)],
)
def test_documents_are_needed_where_a_training_is_paid_for(benefit: str, expected: bool) -> None:
    program = shipped()
    assert needed(program.benefit(benefit), program) is expected


def test_the_ids_that_issue_4_names_are_accepted_in_both_languages() -> None:
    listed = {each.id: each for each in shipped().accepted_ids}
    assert {"consular-id", "tribal-id", "foreign-id", "ab-60-license", "corrections-id", "dmv-receipt"} <= set(listed)
    assert all(each.name.en != each.name.es for each in listed.values())
