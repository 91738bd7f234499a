"""Another program pays for some of it after all: the page on which a person says so."""

from chalice.app import Response

from chalicelib.domain.application import OtherFunding
from chalicelib.domain.folder import Folder
from chalicelib.domain.other_funding import STANDING, reportable
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.messages.facts import in_language
from chalicelib.services.own import load_own_folder
from chalicelib.services.report_funding import report_funding
from chalicelib.store import programs
from chalicelib.web.i18n import _, translate
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.visit import Visit

_NOTHING = _("Check what the other program pays for.")


def other_funding_form(visit: Visit) -> Response:
    return _page(visit, _folder(visit))


def other_funding(visit: Visit) -> Response:
    """What is refused comes back with the boxes as they were."""
    folder, said = _folder(visit), visit.said_all("other_funding")
    if not said:
        return _page(visit, folder, error=_NOTHING)
    if len(said) > len(set(said)) or not set(said) <= set(_items(folder)):
        return _page(visit, folder, error=_NOTHING, checked=said)
    reported = tuple(OtherFunding(item=item) for item in said)
    try:
        report_funding(visit.known_actor, folder.application.id, reported, visit.request())
    except Refused as refusal:
        return _page(visit, folder, refusal=refusal, checked=said)
    return see_other(visit, "/status?done=funding_reported")


def _folder(visit: Visit) -> Folder:
    return load_own_folder(visit.known_actor, visit.params["application_id"])


def _items(folder: Folder) -> tuple[str, ...]:
    """What it can be said of now."""
    benefit = programs.program_at(clock.now()).benefit(folder.application.benefit)
    if benefit is None or not folder.application.is_live:
        return ()
    return reportable(folder.award, benefit.items, folder.application.answers)


def _page(
    visit: Visit,
    folder: Folder,
    *,
    error: str | None = None,
    refusal: Refused | None = None,
    checked: tuple[str, ...] = (),
) -> Response:
    program = programs.program_at(clock.now())
    benefit = program.benefit(folder.application.benefit)
    award = folder.award
    return page(
        visit,
        "other_funding.html",
        here=visit.path,
        status=status_of(refusal.code) if refusal else 422 if error else 200,
        application=folder.application,
        name=in_language(visit.language, benefit.name) if benefit else folder.application.benefit,
        items=[(item, in_language(visit.language, program.item(item).name)) for item in _items(folder)],
        checked=checked,
        gives_back=award is not None and award.status in STANDING,
        error=translate(visit.language, error) if error else "",
        problem=reason_of(refusal.code) if refusal else None,
    )
