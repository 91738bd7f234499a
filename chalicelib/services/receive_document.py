"""A file came in: it is looked at, scanned, and kept or not. Whoever sees it first does it; twice changes nothing."""

import logging
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.application import ApplicationId, AwardId
from chalicelib.domain.award_use import certify
from chalicelib.domain.document import (
    BEGINNING_BYTES,
    CERTIFICATES,
    HANDED_IN,
    Document,
    DocumentKind,
    File,
    FileProblem,
    FileType,
    ScanResult,
    Training,
    arrived,
    is_open,
    looked_at,
    taken,
    turned_down,
)
from chalicelib.domain.draft import Draft
from chalicelib.domain.folder import Folder
from chalicelib.domain.intake import Intake
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import PersonId
from chalicelib.domain.policy import Policy
from chalicelib.domain.program import ItemId
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.gateways import clock
from chalicelib.gateways import documents as files
from chalicelib.gateways.documents import FileGone, Incoming, Place
from chalicelib.gateways.settings import setting
from chalicelib.services.award_decision import award_of
from chalicelib.services.deciding import until_settled
from chalicelib.services.discard_documents import drop_unused, look_on
from chalicelib.services.relay_outbox import relay
from chalicelib.store import documents, drafts, folders, intakes, programs, table
from chalicelib.store.commit import Decision, commit

log = logging.getLogger(__name__)

BUILT_IN = "built-in"
"""The value of the setting MALWARE_SCAN where there is no scanner: the standard test file alone is found."""


@dataclass(frozen=True)
class Owner:
    """What a document belongs to: a draft, a paper that was typed in, or the application that it became."""

    draft: Draft | None = None
    folder: Folder | None = None
    intake: Intake | None = None

    @property
    def person_id(self) -> PersonId | None:
        owner = self.draft or self.intake or (self.folder.application if self.folder else None)
        return owner.person_id if owner else None

    def takes(self, document: Document, policy: Policy) -> bool:
        """Whether a file of this kind can come now."""
        if document.training is not None:
            award = self.folder.award if self.folder else None
            return award is not None and award.item(document.training.item).takes_certificate
        if self.intake is not None:
            return document.kind is DocumentKind.SCAN and self.intake.takes_scan
        return is_open(self.folder, document, policy)


def owner_of(person_id: str, application_id: str) -> Owner:
    """The person's own; empty where there is none of that id, or it is somebody else's."""
    draft = drafts.find_draft(person_id, application_id, pacific_date(clock.now()))
    if draft is not None:
        return Owner(draft=draft)
    folder = folders.find_folder(application_id)
    if folder is not None:
        return Owner(folder=folder if folder.application.person_id == person_id else None)
    intake = intakes.find_intake(application_id)
    return Owner(intake=intake if intake and intake.person_id == person_id else None)


def _document_at(place: Place) -> tuple[Owner, Document] | None:
    """What a file is meant for; None where there is nothing of that kind, or no more."""
    try:
        if place.person_id == CERTIFICATES:
            return certificate_of(Training(award_id=AwardId(place.application_id), item=ItemId(place.kind)))
        owner = owner_of(place.person_id, place.application_id)
        if owner.person_id is None or place.kind not in (*HANDED_IN, DocumentKind.SCAN):
            return None
        kind = DocumentKind(place.kind)
        return owner, documents.load_document(owner.person_id, ApplicationId(place.application_id), kind)
    except Refused:
        return None


def certificate_of(training: Training) -> tuple[Owner, Document]:
    """The certificate for an item of an award, sent or not, and what it belongs to. Raises NOT-FOUND."""
    folder = folders.load_folder_of_award(training.award_id)
    award_of(folder).item(training.item)
    application = folder.application
    kind = DocumentKind.CERTIFICATE
    return Owner(folder=folder), documents.load_document(application.person_id, application.id, kind, training)


def receive_document(actor: Actor, incoming: Incoming, scanned: ScanResult | None = None) -> None:
    """Look at a file that came in. `scanned`: what the scanner said of just this content, once it has."""
    try:
        until_settled(lambda: _received(actor, incoming, scanned))
    except FileGone:
        log.info("Document gone before it was looked at", extra={"file": incoming.place.file_id})


def _received(actor: Actor, incoming: Incoming, scanned: ScanResult | None) -> None:
    place = incoming.place
    meant_for = _document_at(place)
    if meant_for is None:
        files.drop(place, files.INCOMING)
        return
    owner, before = meant_for
    if before.arriving and before.knows(place.file_id, incoming.etag) and scanned is None:
        return
    if not _counts(owner, before, incoming):
        if before.arriving and before.arriving.id == place.file_id:
            # It came too late while it was scanned.
            table.transact([documents.document_write(before, before.model_copy(update={"arriving": None}))])
        files.drop(place, files.INCOMING)
        return
    found = _found(incoming, scanned)
    if isinstance(found, FileProblem):
        _commit(actor, owner, before, turned_down(before, found))
        files.drop(place, files.INCOMING)
    elif scanned is None and setting("MALWARE_SCAN") != BUILT_IN:
        _commit(actor, owner, before, arrived(before, _file(incoming, found)))
    else:
        _keep(actor, owner, before, incoming, _file(incoming, found))
    log.info("Document received", extra={"file": place.file_id, "found": found.value})


def _counts(owner: Owner, before: Document, incoming: Incoming) -> bool:
    """Whether it may come now, and is not one that was dealt with, or overtaken, already."""
    place, policy = incoming.place, programs.program_at(clock.now()).policy
    done = before.kept is not None and (before.kept.id, before.kept.etag) == (place.file_id, incoming.etag)
    return not done and not before.is_newer_than(place.file_id) and owner.takes(before, policy)


def _found(incoming: Incoming, scanned: ScanResult | None) -> FileType | FileProblem:
    """Malware before everything else: whoever sent it should know."""
    if scanned is ScanResult.VIRUS or (setting("MALWARE_SCAN") == BUILT_IN and files.carries_eicar(incoming)):
        return FileProblem.VIRUS
    if scanned is ScanResult.UNCHECKED:
        return FileProblem.UNCHECKED
    return looked_at(incoming.bytes, files.beginning(incoming, BEGINNING_BYTES))


def _file(incoming: Incoming, found: FileType) -> File:
    return File(id=incoming.place.file_id, type=found, bytes=incoming.bytes, etag=incoming.etag, at=clock.now())


def _keep(actor: Actor, owner: Owner, before: Document, incoming: Incoming, file: File) -> None:
    """The file first: a record never points to one that is not there."""
    files.keep(incoming.place, incoming.etag, file.type.value)
    _commit(actor, owner, before, taken(before, file))
    files.drop(incoming.place, files.INCOMING)
    if before.borrowed_from is not None:
        drop_unused(before.person_id, [(before.person_id, before.borrowed_from)])
    elif before.kept is not None and before.kept.id != file.id:
        files.drop(Place(*before.lies_under, before.kept.id), files.KEPT)


def _commit(actor: Actor, owner: Owner, before: Document, after: Document) -> None:
    """A document that counts for an application is in the application's audit trail, and waits for a reviewer; whatever
    else happens to files is not about the application."""
    write = documents.document_write(before, after.model_copy(update={"look_on": look_on(owner.draft, owner.folder)}))
    is_new = after.kept is not None and after.kept != before.kept
    if owner.folder is None or after.kept is None or not is_new:
        # What was sent or filed meanwhile is an application by now: then look again.
        table.transact([write, *_with_owner(actor, owner, is_new)])
        return
    relay(commit(_handed_in(actor, owner.folder, after, after.kept, write)))


def _handed_in(actor: Actor, folder: Folder, document: Document, file: File, write: table.Write) -> Decision:
    now, training = clock.now(), document.training
    # By their form, which nobody else is given; that the scanner has answered is why it counts now.
    applicant = Actor(id=folder.application.person_id, roles=frozenset({Role.APPLICANT}))
    return Decision(
        before=folder,
        after=_certified(folder, training, file) if training else _with_papers(folder, now),
        action="hand_in_certificate" if training else "hand_in_document",
        actor=actor if training else applicant,
        now=now,
        detail={"document": document.name, "file": file.id, "etag": file.etag},
        also=(write,),
    )


def _with_papers(folder: Folder, now: datetime) -> Folder:
    application = folder.application
    waiting = application.model_copy(update={"papers_since": application.papers_since or now})
    return folder.model_copy(update={"application": waiting})


def _certified(folder: Folder, training: Training, file: File) -> Folder:
    """The certificate counts for the training, and for its bill if that was sent before."""
    award = certify(award_of(folder), training.item, file.id)
    certified = folder.model_copy(update={"award": award})
    claim_id = award.item(training.item).claim_id
    if claim_id is None:
        return certified
    return certified.with_claim(folder.claim(claim_id).model_copy(update={"certificate": file.id}))


def _with_owner(actor: Actor, owner: Owner, is_new: bool) -> list[table.Write]:
    if owner.intake is not None and is_new:
        return intakes.intake_writes(owner.intake, owner.intake.scanned(actor, clock.now()), actor)
    return [drafts.presence_check(owner.draft)] if owner.draft else []
