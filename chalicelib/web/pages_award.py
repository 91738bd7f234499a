"""An award after its approval: more time is asked for, it is taken back, a payment that came back late is recorded."""

from collections.abc import Callable, Mapping

from chalice.app import Response
from pydantic import ValidationError

from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock
from chalicelib.services.read_award import read_award
from chalicelib.services.request_extension import request_extension
from chalicelib.services.return_payment import return_payment
from chalicelib.services.revoke_award import revoke_award
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.api_models import ExtensionIn, ReturnIn
from chalicelib.web.i18n import _
from chalicelib.web.problems import why_not
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.visit import Visit
from chalicelib.web.work_page import REASONS, changes_seen, reasons_said, version_said

_HELP: Mapping[str, str] = {
    "award": _("Write the award number as it is on the letter, like A-2345-6789."),
    "until": _("Write a day after the present last day, inside the period of the contract."),
    "reason": _("Choose why more time is needed."),
    "note": _("Write a note that says why."),
    "reasons": _("Check at least one reason: the person will be told."),
    "code": _("Write the return code, with at most 60 characters."),
    "item": _("Choose the item that came back."),
    "batch": _("Write the number of the payment batch that paid it."),
    "award_id": _("This batch did not pay this item."),
}


def find(visit: Visit) -> Response:
    """The field for an award number, or the award that it names."""
    number = visit.query.get("number", "").strip()
    if not number:
        return _search(visit, number)
    try:
        found = read_award(visit.known_actor, number)
    except Refused as refusal:
        return _search(visit, number, refusal)
    return see_other(visit, f"/staff/awards/{found.award.id if found.award else number}")


def _search(visit: Visit, number: str, refusal: Refused | None = None) -> Response:
    return page(
        visit,
        "staff_find_award.html",
        number=number,
        **why_not(visit.language, refusal, _HELP),
    )


def award(visit: Visit) -> Response:
    return _page(visit)


def more_time(visit: Visit) -> Response:
    def ask() -> None:
        said = {name: visit.said(name) for name in ("until", "reason", "note")}
        try:
            given = ExtensionIn.model_validate(said)
        except ValidationError as error:
            raise invalid(str(error.errors()[0]["loc"][0])) from error
        number, version = visit.params["award_id"], version_said(visit)
        request_extension(visit.known_actor, number, given.until, given.reason, given.note, visit.request(), version)

    return _decided(visit, ask, "extension_requested")


def revoke(visit: Visit) -> Response:
    def take_back() -> None:
        number, version = visit.params["award_id"], version_said(visit)
        revoke_award(visit.known_actor, number, reasons_said(visit), visit.request(), version)

    return _decided(visit, take_back, "award_revoked")


def came_back(visit: Visit) -> Response:
    def record() -> None:
        number, batch_id = visit.params["award_id"], visit.said("batch")
        said = {"award_id": number, "item": visit.said("item"), "code": visit.said("code")}
        try:
            given = ReturnIn.model_validate(said)
        except ValidationError as error:
            raise invalid(str(error.errors()[0]["loc"][0])) from error
        if not batch_id:
            raise invalid("batch")
        return_payment(visit.known_actor, batch_id, given.award_id, given.item, given.code, visit.request())

    return _decided(visit, record, "payment_returned")


def _decided(visit: Visit, decide: Callable[[], None], done: str) -> Response:
    try:
        decide()
    except Refused as refusal:
        return _page(visit, refusal)
    return see_other(visit, f"/staff/awards/{visit.params['award_id']}?done={done}")


def _page(visit: Visit, refusal: Refused | None = None) -> Response:
    number = visit.params["award_id"]
    actor = visit.known_actor
    folder = read_award(actor, number)
    return page(
        visit,
        "staff_award.html",
        here=f"/staff/awards/{number}",
        folder=folder,
        award=folder.award,
        program=programs.program_at(clock.now()),
        words=words,
        reasons=REASONS,
        reason_of=reason_of,
        may={each.value: actor.may(each) for each in _CHANGES},
        typed=visit.said,
        typed_all=visit.said_all,
        **why_not(visit.language, refusal, _HELP),
        done=words.DONE.get(visit.query.get("done", "")),
        changes=changes_seen(visit, folder.application.id, refusal),
        changed=refusal is not None and refusal.code is Code.STALE,
    )


_CHANGES = (Operation.REQUEST_EXTENSION, Operation.REVOKE_AWARD, Operation.RETURN_PAYMENT)
