"""An appeals officer who had no part in anything decided on the application decides whether the decision stands."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.actors import SYSTEM, Actor, authorize, refuse_same_person
from chalicelib.domain.appeal import AppealOutcome
from chalicelib.domain.appealing import goes_to_queue, keeps_award, open_appeal_of, overturned, rest_of, upheld
from chalicelib.domain.application import ApplicationId
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.rounds import round_status
from chalicelib.domain.states import RoundStatus
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id, new_token
from chalicelib.services.deciding import decide
from chalicelib.services.file_appeal import checked_text
from chalicelib.services.may_decide import refuse_excluded
from chalicelib.services.staleness import refuse_stale
from chalicelib.store import appeal_texts, folders, people, programs, rounds, table
from chalicelib.store.appeal_texts import AppealText
from chalicelib.store.commit import Decision


@dataclass(frozen=True)
class AppealDecision:
    """What the officer decides, and what the person is told of why, in the person's language."""

    outcome: AppealOutcome
    text: str


def decide_appeal(
    actor: Actor, application_id: str, decision: AppealDecision, request: Request, version: int | None = None
) -> Receipt:
    """`uphold`: our decision stands. `overturn`: it is set aside, and the application goes back to its old place.

    Raises SAME-PERSON for whoever had a part in anything decided on it or has a tie to the person, and for the
    applicant; WRONG-STATE, STALE,
    INVALID with `text`; when overturning into a queue ROUND-CLOSED after the round's close-out, DUPLICATE-APPLICATION
    when the person has asked for the same benefit again meanwhile.
    """
    authorize(actor, Operation.DECIDE_APPEAL)
    checked = AppealDecision(decision.outcome, checked_text(decision.text))
    return decide(lambda: _decision(actor, application_id, checked, version), request)


def refuse_involved(folder: Folder, actor: Actor) -> None:
    """Raises SAME-PERSON unless the actor is new to this application, as the folder was when it was read."""
    application = folder.application
    events = [event for event in folders.load_events(application.id) if event["seq"] <= application.version]
    refuse_same_person(
        actor,
        application.person_id,
        application.applicant_email_digest,
        *application.reviewers,
        *(str(event["actor"]) for event in events),
    )


def _decision(actor: Actor, application_id: str, decided: AppealDecision, version: int | None) -> Decision:
    folder, now = folders.load_folder(application_id), clock.now()
    appeal = open_appeal_of(folder)
    refuse_involved(folder, actor)
    given_back = refuse_excluded(folder.application.id, folder.application.person_id, actor)
    refuse_stale(folder, version)
    sets_aside = decided.outcome is AppealOutcome.OVERTURN
    after = overturned(folder, now, _deciders(folder)) if sets_aside else upheld(folder, now)
    answer = AppealText(by=actor.signed, at=now, text=decided.text, is_answer=True)
    language = people.load_person(folder.application.person_id).contact.language
    return Decision(
        before=folder,
        after=after,
        action="overturn_appeal" if sets_aside else "uphold_appeal",
        actor=actor,
        now=now,
        language=language,
        reasons=after.application.reasons,
        notices=((NoticeKind.APPEAL_DECIDED, {"outcome": decided.outcome.value}),),
        detail={"against": appeal.against, "decided_at": appeal.decided_at.isoformat()},
        also=(
            appeal_texts.text_write(folder.application, answer),
            *(_round_writes(folder) if sets_aside else ()),
            *given_back,
        ),
        receipt=Receipt(status=decided.outcome.value, application_id=application_id),
        beside=_rest(folder, actor) if sets_aside and keeps_award(folder) else None,
    )


def _deciders(folder: Folder) -> tuple[str, ...]:
    """Who made the decision that is set aside: by its audit event, and the reviewers by both of their identities."""
    appeal = open_appeal_of(folder)
    events = folders.load_events(folder.application.id)
    decided = {str(each["actor"]) for each in events if datetime.fromisoformat(each["at"]) == appeal.decided_at}
    reviewed = folder.application.reviewers if appeal.against == "review_ineligible" else ()
    return tuple(dict.fromkeys([*sorted(decided - {SYSTEM.id}), *reviewed]))


def _round_writes(folder: Folder) -> tuple[table.Write, ...]:
    """Nobody waits in a queue that was closed out. Raises ROUND-CLOSED."""
    if not goes_to_queue(folder):
        return ()
    benefit, now = folder.application.benefit, clock.now()
    state, window = rounds.load_round(benefit), programs.program_at(now).round(benefit)
    if round_status(window, state, now) is RoundStatus.CLOSED_OUT:
        raise Refused(Code.ROUND_CLOSED, field="benefit")
    return (rounds.unchanged_check(state),)


def _rest(folder: Folder, actor: Actor) -> Decision | None:
    """The application for what the ended award had given back, in the same transaction."""
    now = clock.now()
    rest = rest_of(folder, ApplicationId(new_id(now)), new_token())
    if rest is None:
        return None
    return Decision(
        before=None,
        after=rest,
        action="overturn_appeal",
        actor=actor,
        now=now,
        language=people.load_person(folder.application.person_id).contact.language,
        detail={"from": folder.application.id},
    )
