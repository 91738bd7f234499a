"""Those who wait for a round are told of its event, and what the event means for each of them is done."""

from collections.abc import Iterator

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.folder import Folder, in_queue
from chalicelib.domain.notice import Notice, NoticeKind
from chalicelib.domain.program import BenefitId
from chalicelib.domain.rounds import RoundChange, RoundState, moved_deadline
from chalicelib.domain.states import ApplicationStatus
from chalicelib.gateways import clock
from chalicelib.services.committing import committed
from chalicelib.store import folders, people, programs, rounds, work
from chalicelib.store.commit import Decision
from chalicelib.store.notices import tell_once
from chalicelib.store.outbox import Pending

_NOTICES = {RoundChange.SUSPEND: NoticeKind.ROUND_SUSPENDED, RoundChange.REOPEN: NoticeKind.ROUND_REOPENED}
_WAITING = frozenset(
    {ApplicationStatus.SUBMITTED, ApplicationStatus.REVISION_REQUESTED, ApplicationStatus.UNDER_REVIEW}
)


def announce_round(benefit: BenefitId, change: RoundChange) -> list[Pending]:
    """Everyone whose application is not yet promised anything; a second run tells nobody twice."""
    state = rounds.load_round(benefit)
    left: list[Pending] = []
    for folder in _of_round(benefit):
        if not _waited(folder, state):
            continue
        if change in _NOTICES and _still_so(change, state):
            _tell(folder, _NOTICES[change], state)
        if change is RoundChange.REOPEN:
            left += _with_more_time(folder.application.id, state)
        if change is RoundChange.CLOSE_OUT and in_queue(folder):
            left += _closed_out(folder.application.id)
    return left


def _still_so(change: RoundChange, state: RoundState) -> bool:
    """Nobody is told that a round is on hold which goes on again by now, nor the other way round."""
    return (change is RoundChange.SUSPEND) == (state.suspended_at is not None)


def _of_round(benefit: BenefitId) -> Iterator[Folder]:
    for pool_id in programs.program_at(clock.now()).pool_ids():
        if pool_id.startswith(f"{benefit}/"):
            yield from work.folders_of_pool(pool_id)


def _waited(folder: Folder, state: RoundState) -> bool:
    """True for an application that was promised nothing yet when the event came; it may have been served since."""
    since = [step for step in folder.application.history if state.changed_at is None or step.at < state.changed_at]
    return bool(since) and (since[-1].waiting or since[-1].status in _WAITING)


def _tell(folder: Folder, kind: NoticeKind, state: RoundState) -> None:
    application = folder.application
    notice = Notice(
        kind=kind,
        person_id=application.person_id,
        application_id=application.id,
        language=people.load_person(application.person_id).contact.language,
        created_at=state.changed_at or clock.now(),
        facts={"round_event": str(state.version)},
    )
    tell_once(notice, f"round-{state.benefit}-{state.version}")


def _with_more_time(application_id: str, state: RoundState) -> tuple[Pending, ...]:
    """A revision's last day that lay in the suspension moves past it."""

    def attempt() -> Decision | None:
        folder = folders.load_folder(application_id)
        application = folder.application
        if application.status is not ApplicationStatus.REVISION_REQUESTED or application.revise_by is None:
            return None
        policy = programs.program_at(clock.now()).policy
        days = policy.revision_business_days_after_reopening
        later = moved_deadline(application.revise_by, state, days, frozenset(policy.holidays))
        if later == application.revise_by:
            return None
        moved = application.model_copy(update={"revise_by": later})
        after = folder.model_copy(update={"application": moved})
        return Decision(before=folder, after=after, action="move_deadline", actor=SYSTEM, now=clock.now())

    return committed(attempt)


def _closed_out(application_id: str) -> tuple[Pending, ...]:
    def attempt() -> Decision | None:
        folder = folders.load_folder(application_id)
        if not in_queue(folder):
            return None
        application = folder.application.to(ApplicationStatus.CLOSED)
        return Decision(
            before=folder,
            after=folder.model_copy(update={"application": application}),
            action="close_out",
            actor=SYSTEM,
            now=clock.now(),
            language=people.load_person(application.person_id).contact.language,
            notices=((NoticeKind.CLOSED, {}),),
        )

    return committed(attempt)
