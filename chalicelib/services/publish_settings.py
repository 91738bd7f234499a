"""A second person publishes the draft as the next version of the program. What was published is never changed."""

from datetime import datetime, time, timedelta

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import PACIFIC, pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import Program
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.roles import Role
from chalicelib.domain.settings import DHCS_PARTS, Draft, too_early
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.services.draft_settings import BadSettings, view_of
from chalicelib.store import programs, requests, settings_draft, table

KNOWN_EVERYWHERE_AFTER = timedelta(minutes=2)
"""A process keeps the versions for a minute (store/programs.py): one of today comes into force when all know it."""


def publish_settings(actor: Actor, request: Request, version: int) -> Receipt:
    """The draft as it was looked at becomes a version, in force from its day on, at midnight Pacific, or today at once.

    Raises WRONG-STATE without a draft or with nothing changed, SAME-PERSON for whoever changed anything in it,
    NOT-ALLOWED unless DHCS where a part of DHCS's is changed, INVALID with `effective_on` for a day that is over or
    before the last version is in force, BadSettings for a draft that is no program, STALE.
    """
    authorize(actor, Operation.PUBLISH_SETTINGS)
    receipt = requested(lambda: _published(actor, request, version), request)
    programs.forget_programs()
    return receipt


def _published(actor: Actor, request: Request, version: int) -> Receipt:
    settings, latest, now = settings_draft.load_settings(), programs.latest_program(), clock.now()
    draft = settings.draft
    if draft is None or not draft.parts:
        raise Refused(Code.WRONG_STATE)
    refuse_same_person(actor, *draft.editors)
    if DHCS_PARTS & set(draft.parts) and Role.DHCS not in actor.roles:
        raise Refused(Code.NOT_ALLOWED, field="funding_sources")
    if version != settings.version or draft.base_version != latest.version:
        raise Refused(Code.STALE)
    view = view_of(latest, settings)
    if view.problems or view.draft is None:
        raise BadSettings(view.problems)
    following = view.draft.model_copy(update={"effective_from": _in_force_from(draft, latest, now)})
    receipt = Receipt(status=f"version {following.version}")
    detail = {"version": following.version, "effective_from": following.effective_from.isoformat()}
    detail |= {"editors": " ".join(draft.editors), "base_version": latest.version}
    writes = settings_draft.settings_writes(settings, None, "publish_settings", actor, now, detail)
    table.transact([*writes, programs.program_write(following), requests.receipt_write(request, receipt, now)])
    return receipt


def _in_force_from(draft: Draft, latest: Program, now: datetime) -> datetime:
    today = pacific_date(now)
    if draft.effective_on is None or too_early(draft.effective_on, latest, now, today):
        raise invalid("effective_on")
    if draft.effective_on == today:
        return now + KNOWN_EVERYWHERE_AFTER
    starts = datetime.combine(draft.effective_on, time(), PACIFIC)
    if starts <= latest.effective_from:
        raise invalid("effective_on")
    return max(starts, now + KNOWN_EVERYWHERE_AFTER)
