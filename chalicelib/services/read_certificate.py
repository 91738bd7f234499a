"""Who approves a bill looks at the certificate that goes with it; who did is kept with the person."""

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.document import Training
from chalicelib.domain.permissions import Operation
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.gateways import documents as files
from chalicelib.gateways.documents import Place
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.award_decision import award_of
from chalicelib.services.may_decide import refuse_tied
from chalicelib.services.receive_document import certificate_of
from chalicelib.store import person_events, table


def read_certificate(actor: Actor, training: Training) -> str:
    """An address that shows the file for a minute. It is recorded that this actor asked for it.

    Raises NOT-FOUND also before a bill was sent, SAME-PERSON for one's own award and with a tie to the person.
    """
    authorize(actor, Operation.READ_CERTIFICATE)
    owner, document = certificate_of(training)
    file, folder = document.kept, owner.folder
    item = award_of(folder).item(training.item) if folder else None
    if folder is None or item is None or file is None or item.claim_id is None or item.certificate != file.id:
        raise Refused(Code.NOT_FOUND, field="document")
    application = folder.application
    refuse_same_person(actor, application.person_id, application.applicant_email_digest)
    refuse_tied(application.person_id, actor)
    now = clock.now()
    seen = {"application": application.id, "document": document.name, "file": file.id}
    event = person_events.event_write(application.person_id, "read_document", actor, now, new_id(now), detail=seen)
    table.transact([event])
    return files.link_to(Place(*document.lies_under, file.id), file.type.value)
