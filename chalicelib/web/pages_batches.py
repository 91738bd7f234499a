"""Bills and payment batches: approve, prepare, settle; each by another person."""

from chalice.app import Response

from chalicelib.domain.application import AwardId
from chalicelib.domain.document import Training
from chalicelib.domain.program import ItemId
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.services.approve_batch import approve_batch
from chalicelib.services.approve_claim import approve_claim
from chalicelib.services.prepare_batch import prepare_batch
from chalicelib.services.read_batch import read_batch
from chalicelib.services.read_certificate import read_certificate
from chalicelib.services.settle_batch import settle_batch
from chalicelib.services.take_work import who_has
from chalicelib.store.batches import list_of
from chalicelib.web.shown import elsewhere
from chalicelib.web.visit import Visit
from chalicelib.web.work_page import case_page, decided

_CODE_LIMIT = 60


def batch_page(visit: Visit, name: str, batch_id: str, refusal: Refused | None = None) -> Response:
    """What a batch pays, and the button for who approves or settles it."""
    view = read_batch(visit.known_actor, batch_id)
    here = f"/staff/work/{name}/{batch_id}"
    waits = list_of(view.batch) == name
    held = who_has(batch_id)
    return case_page(visit, "staff_batch.html", name, refusal, here=here, view=view, waits=waits, held=held)


def claim_approved(visit: Visit) -> Response:
    award_id = visit.params["award_id"]

    def decide() -> object:
        item, seen = visit.said("item"), visit.said("certificate")
        return approve_claim(visit.known_actor, award_id, item, visit.request(), certificate=seen)

    return decided(visit, decide, "approve_claim", "claim_approved")


def certificate(visit: Visit) -> Response:
    """The certificate that goes with a bill, for a minute."""
    training = Training(award_id=AwardId(visit.params["award_id"]), item=ItemId(visit.params["item"]))
    return elsewhere(visit, read_certificate(visit.known_actor, training))


def batch_prepared(visit: Visit) -> Response:
    def decide() -> object:
        return prepare_batch(visit.known_actor, visit.request())

    return decided(visit, decide, "prepare_batch", "batch_prepared")


def batch_approved(visit: Visit) -> Response:
    def decide() -> object:
        return approve_batch(visit.known_actor, visit.params["batch_id"], visit.request())

    return decided(visit, decide, "approve_batch", "batch_approved")


def batch_settled(visit: Visit) -> Response:
    batch_id = visit.params["batch_id"]

    def decide() -> object:
        return settle_batch(visit.known_actor, batch_id, _returned(visit, batch_id), visit.request())

    return decided(visit, decide, "settle", "batch_settled", lambda no: batch_page(visit, "settle", batch_id, no))


def _returned(visit: Visit, batch_id: str) -> dict[str, dict[str, str]]:
    """Award number → item → return code, of the lines that one was written for."""
    returned: dict[str, dict[str, str]] = {}
    for line in read_batch(visit.known_actor, batch_id).lines:
        code = visit.said(f"returned.{line.claim_id}")
        if len(code) > _CODE_LIMIT:
            raise invalid("returned")
        if code:
            returned.setdefault(line.award_id, {})[line.item] = code
    return returned
