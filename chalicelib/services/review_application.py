"""A reviewer decides what the rules could not: eligible after all, not eligible, or something to mend."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.application import AdverseFinding, Application, OwnWords, days_to_revise
from chalicelib.domain.codes import Code, in_listing_order
from chalicelib.domain.folder import Folder
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import ApplicationStatus
from chalicelib.gateways import clock, secret
from chalicelib.services.check_eligibility import revision_notices
from chalicelib.services.deciding import decide
from chalicelib.services.may_decide import refuse_excluded
from chalicelib.services.staleness import refuse_stale
from chalicelib.store import folders, notes, people, programs
from chalicelib.store.commit import Decision


class Finding(StrEnum):
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    REVISE = "revise"


_STATUS: Mapping[Finding, ApplicationStatus] = {
    Finding.ELIGIBLE: ApplicationStatus.QUEUED,
    Finding.INELIGIBLE: ApplicationStatus.DENIED,
    Finding.REVISE: ApplicationStatus.REVISION_REQUESTED,
}


@dataclass(frozen=True)
class Found:
    """What a reviewer says of an application."""

    finding: Finding
    reasons: tuple[Code, ...] = ()
    note: str | None = None
    own_words: tuple[OwnWords, ...] = ()
    """What the person should do about a reason, where the program's text does not say it well enough."""


def review_application(
    actor: Actor,
    application_id: str,
    finding: Finding,
    reasons: tuple[Code, ...],
    note: str | None,
    request: Request,
    version: int | None = None,
    own_words: tuple[OwnWords, ...] = (),
) -> Receipt:
    """Record the finding. Reasons are required unless eligible; a note is required to override a rule.

    Where the policy asks for a second look, "not eligible" takes effect when a second reviewer says it too. Raises
    WRONG-STATE unless a review is asked for, SAME-PERSON, TAKEN-UP, STALE, INVALID with the field.
    """
    authorize(actor, Operation.REVIEW_APPLICATION)
    if finding is not Finding.ELIGIBLE and not reasons:
        raise invalid("reasons")
    asked = {each.code: each for each in own_words if finding is Finding.REVISE and each.code in reasons}
    found = Found(finding, in_listing_order(list(reasons)), note, tuple(asked.values()))
    return decide(lambda: _review(actor, application_id, found, version), request)


def _review(actor: Actor, application_id: str, found: Found, version: int | None) -> Decision:
    folder = folders.load_folder(application_id)
    application = folder.application
    refuse_same_person(actor, application.person_id, application.applicant_email_digest, *application.set_aside)
    if folder.application.status is not ApplicationStatus.UNDER_REVIEW:
        raise Refused(Code.WRONG_STATE)
    given_back = refuse_excluded(application.id, application.person_id, actor)
    refuse_stale(folder, version)
    if found.finding is Finding.ELIGIBLE:
        _refuse_unless_fundable(folder.application, found.note)
    proposes = found.finding is Finding.INELIGIBLE and _needs_second_look(folder.application, actor)
    reviewed = (_proposed if proposes else _reviewed)(folder.application, actor, found)
    after = folder.model_copy(update={"application": reviewed})
    now = clock.now()
    noted = (notes.note_write(reviewed, actor, found.note, now),) if found.note else ()
    return Decision(
        before=folder,
        after=after,
        action="propose_ineligible" if proposes else f"review_{found.finding.value}",
        actor=actor,
        now=now,
        language=people.load_person(folder.application.person_id).contact.language,
        reasons=folder.application.reasons if found.finding is Finding.ELIGIBLE else found.reasons,
        notices=() if proposes else _notices(after, found),
        detail=_detail(reviewed, found),
        also=(*noted, *given_back),
        receipt=Receipt(status=reviewed.status.value, application_id=application_id),
    )


def _needs_second_look(application: Application, actor: Actor) -> bool:
    """Raises SAME-PERSON when the second look would be that of whoever looked first."""
    if application.adverse is not None:
        refuse_same_person(actor, *application.adverse.by)
        return False
    return programs.program_at(clock.now()).policy.second_look


def _proposed(application: Application, actor: Actor, found: Found) -> Application:
    adverse = AdverseFinding(reasons=found.reasons, by=actor.identities, at=clock.now())
    return application.model_copy(update={"adverse": adverse, "reviewers": _reviewers(application, actor)})


def _notices(after: Folder, found: Found) -> tuple[tuple[NoticeKind, dict[str, str]], ...]:
    if found.finding is Finding.REVISE:
        return revision_notices(after)
    denied = ((NoticeKind.DENIED, {"reasons": " ".join(found.reasons)}),)
    return denied if found.finding is Finding.INELIGIBLE else ()


def _detail(application: Application, found: Found) -> dict[str, str]:
    """The reviewer's own words, as a salted digest: the chain shows that they were not changed."""
    said = "\n".join(f"{each.code.value} {each.text}" for each in found.own_words)
    return {"words": secret.digest(f"words:{application.salt}", said)} if said else {}


def _refuse_unless_fundable(application: Application, note: str | None) -> None:
    if application.reasons and not note:
        raise invalid("note")
    if application.pool is None:
        raise Refused(Code.NO_COUNTY_NEXUS, field="county")
    if not application.to_fund:
        raise Refused(Code.ITEM_FUNDED_ELSEWHERE)


def _reviewed(application: Application, actor: Actor, found: Found) -> Application:
    deadline = None
    if found.finding is Finding.REVISE:
        now = clock.now()
        days = days_to_revise(found.reasons, programs.program_at(now).policy)
        deadline = pacific_date(now) + timedelta(days=days)
    return application.to(
        _STATUS[found.finding],
        reasons=() if found.finding is Finding.ELIGIBLE else found.reasons,
        revise_by=deadline,
        reviewers=_reviewers(application, actor),
        own_words=found.own_words,
        adverse=None,
    )


def _reviewers(application: Application, actor: Actor) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*application.reviewers, *actor.identities]))
