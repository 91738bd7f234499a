"""A provider sends the certificate of completion for a training that is booked with it, by a form straight to S3."""

from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.award import AwardItem
from chalicelib.domain.codes import Code
from chalicelib.domain.document import CERTIFICATES, UPLOAD_BYTES, Document, Training
from chalicelib.domain.folder import Claim
from chalicelib.domain.permissions import Operation
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.gateways import documents as files
from chalicelib.gateways.documents import Place, UploadForm
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.enroll_item import refuse_own_case
from chalicelib.services.list_bookings import claim_of, own_provider
from chalicelib.services.receive_document import certificate_of, receive_document
from chalicelib.store import programs
from chalicelib.store.bookings import Found


@dataclass(frozen=True)
class CertificateDesk:
    """A booking with its certificate and its bill."""

    training: Training
    booking: Found
    document: Document
    form: UploadForm | None
    """None when its bill is approved, and it takes no other certificate."""
    wants_file: bool
    """Whether a bill needs the file (policy `certificate_file_required`)."""

    @property
    def item(self) -> AwardItem:
        return self.booking.item

    @property
    def claim(self) -> Claim | None:
        return claim_of(self.booking)


def certificate_desk(actor: Actor, training: Training, then: str) -> CertificateDesk:
    """After looking at whatever was sent since; the browser comes back to the address `then`.

    Raises NOT-FOUND for what is not booked with the actor's provider, SAME-PERSON for one's own award,
    PROVIDER-NOT-APPROVED.
    """
    authorize(actor, Operation.HAND_IN_CERTIFICATE)
    _own_booking(actor, training)
    for incoming in files.incoming_of(CERTIFICATES, training.award_id):
        if incoming.place.kind == training.item:
            receive_document(actor, incoming)
    booking, document = _own_booking(actor, training)
    place = Place(CERTIFICATES, training.award_id, training.item, new_id(clock.now()))
    return CertificateDesk(
        training=training,
        booking=booking,
        document=document,
        form=files.upload_form(place, UPLOAD_BYTES, then) if booking.item.takes_certificate else None,
        wants_file=programs.program_at(clock.now()).policy.certificate_file_required,
    )


def _own_booking(actor: Actor, training: Training) -> tuple[Found, Document]:
    """What is booked with somebody else does not exist: an award number is nothing to be tried out here."""
    provider = own_provider(actor).id
    owner, document = certificate_of(training)
    folder = owner.folder
    item = folder.award.item(training.item) if folder and folder.award else None
    if folder is None or item is None or item.enrollment is None or item.enrollment.provider != provider:
        raise Refused(Code.NOT_FOUND, field="booking")
    refuse_own_case(actor, folder)
    return Found(folder, item), document
