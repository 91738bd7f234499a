"""An appeal as its person sees it, and as whoever decides it does."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.appealing import adverse_step, appeal_until
from chalicelib.domain.application import Step
from chalicelib.domain.eligibility import Determination
from chalicelib.domain.folder import Folder
from chalicelib.domain.pacific import deadline_passed
from chalicelib.domain.permissions import Operation
from chalicelib.gateways import clock
from chalicelib.services.decide_appeal import refuse_involved
from chalicelib.services.may_decide import refuse_tied
from chalicelib.services.own import load_own_folder
from chalicelib.services.record_reading import record_reading
from chalicelib.store import appeal_texts, folders, programs
from chalicelib.store.appeal_texts import AppealText
from chalicelib.store.readings import Purpose


@dataclass(frozen=True)
class AppealView:
    folder: Folder
    decided: Step | None
    """The decision that is, or can be, appealed."""
    until: date | None
    """The last Pacific day to appeal; None when it cannot be, or not any more."""
    texts: list[AppealText]
    """What was written to and fro, oldest first."""


@dataclass(frozen=True)
class AppealCase:
    """Everything an officer decides by."""

    view: AppealView
    determinations: list[Determination]
    events: list[dict[str, Any]]


def read_appeal(actor: Actor, application_id: str) -> AppealView:
    """For the person, or for staff who file for them. Raises NOT-FOUND."""
    authorize(actor, Operation.FILE_APPEAL)
    return _view(load_own_folder(actor, application_id))


def read_case(actor: Actor, application_id: str) -> AppealCase:
    """Raises NOT-FOUND; SAME-PERSON for whoever may not decide it."""
    authorize(actor, Operation.DECIDE_APPEAL)
    folder = folders.load_folder(application_id)
    refuse_involved(folder, actor)
    refuse_tied(folder.application.person_id, actor)
    record_reading(actor, {folder.application.person_id: Purpose.REVIEW}, application_id)
    return AppealCase(_view(folder), folders.load_determinations(application_id), folders.load_events(application_id))


def _view(folder: Folder) -> AppealView:
    now = clock.now()
    until = appeal_until(folder.application, programs.program_at(now).policy)
    texts = appeal_texts.load_texts(folder.application.id)
    open_until = None if deadline_passed(until, now) else until
    return AppealView(folder, adverse_step(folder.application), open_until, texts)
