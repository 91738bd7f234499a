"""An application on paper or by phone: one person types it in, another confirms it, because its time is its place."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NewType

from chalicelib.domain.actors import SYSTEM, Actor, refuse_same_person
from chalicelib.domain.application import Answers, ApplicationId
from chalicelib.domain.chain import ChainHead
from chalicelib.domain.codes import Code
from chalicelib.domain.filing import Arrival
from chalicelib.domain.part import Part
from chalicelib.domain.person import Contact, PersonId
from chalicelib.domain.program import BenefitId
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import INTAKE_MOVES, IntakeStatus, move

IntakeId = NewType("IntakeId", str)


class Given(Part):
    """What the paper says, or what was said on the phone."""

    contact: Contact
    answers: Answers
    invitation_code: str | None = None


class IntakeStep(Part):
    """Who did what with it, and when. `reason` is for staff alone."""

    at: datetime
    action: str
    by: str
    arrival: Arrival
    """The time as it was entered then: a correction does not wipe out what it corrects."""
    reason: str | None = None


class Intake(Part):
    id: IntakeId
    """Also of the application that it becomes: what was scanned for the one belongs to the other."""
    person_id: PersonId
    """Of the record that filing it makes."""
    benefit: BenefitId
    arrival: Arrival
    given: Given | None
    """None once it is filed: from then on the person's record and their application hold it, and nothing else does."""
    status: IntakeStatus = IntakeStatus.ENTERED
    makers: tuple[str, ...]
    """Ids and e-mail digests of everybody who typed any of it: none of them confirms it."""
    application_id: ApplicationId | None = None
    history: tuple[IntakeStep, ...] = ()
    chain: ChainHead = ChainHead()

    @property
    def version(self) -> int:
        return len(self.history)

    @property
    def takes_scan(self) -> bool:
        """Whether a scan of the paper can be added, in place of one before."""
        return self.status in (IntakeStatus.ENTERED, IntakeStatus.RETURNED)

    @property
    def last_reason(self) -> str | None:
        """Why it was sent back or set aside the last time."""
        return next((step.reason for step in reversed(self.history) if step.reason), None)

    def typed(self, actor: Actor, benefit: BenefitId, arrival: Arrival, given: Given, now: datetime) -> "Intake":
        """The record as somebody mends it. Raises WRONG-STATE once it is filed or set aside."""
        changes: dict[str, object] = {"benefit": benefit, "arrival": arrival, "given": given}
        changes["makers"] = tuple(dict.fromkeys([*self.makers, *identities(actor)]))
        return self._to(IntakeStatus.ENTERED, "correct", actor, now, changes=changes)

    def scanned(self, actor: Actor, now: datetime) -> "Intake":
        """With a scan, or another one: whoever compared it with the one before has to look again.

        Raises WRONG-STATE once it is filed or set aside.
        """
        return self._to(IntakeStatus.ENTERED, "scan", actor, now)

    def without_scan(self, now: datetime) -> "Intake":
        """Set aside long ago; the scan is deleted, what was typed stays."""
        step = IntakeStep(at=now, action="delete_scan", by=SYSTEM.id, arrival=self.arrival)
        return self.model_copy(update={"history": (*self.history, step)})

    def filed(self, actor: Actor, application_id: ApplicationId, now: datetime) -> "Intake":
        """Confirmed by a second person. Raises WRONG-STATE."""
        changes = {"application_id": application_id, "given": None}
        return self._to(IntakeStatus.FILED, "confirm", actor, now, changes=changes)

    def sent_back(self, actor: Actor, reason: str, now: datetime) -> "Intake":
        """To be mended by whoever does intake. Raises SAME-PERSON, WRONG-STATE."""
        self.refuse_maker(actor)
        return self._to(IntakeStatus.RETURNED, "send_back", actor, now, reason)

    def set_aside(self, actor: Actor, reason: str, now: datetime) -> "Intake":
        """Not to be filed: it came too late, or twice. What was typed stays. Raises SAME-PERSON, WRONG-STATE."""
        self.refuse_maker(actor)
        return self._to(IntakeStatus.SET_ASIDE, "set_aside", actor, now, reason)

    def refuse_maker(self, actor: Actor) -> None:
        """Raises SAME-PERSON for everybody who typed any of it."""
        refuse_same_person(actor, *self.makers)

    def refuse_stale(self, seen: int) -> None:
        """Raises STALE for a decision made from another version than this one."""
        if seen != self.version:
            raise Refused(Code.STALE, field="version")

    def _to(
        self,
        status: IntakeStatus,
        action: str,
        actor: Actor,
        now: datetime,
        reason: str | None = None,
        changes: Mapping[str, object] = MappingProxyType({}),
    ) -> "Intake":
        moved = move(INTAKE_MOVES, self.status, status)
        after = self.model_copy(update={"status": moved, **changes})
        step = IntakeStep(at=now, action=action, by=actor.id, arrival=after.arrival, reason=reason)
        return after.model_copy(update={"history": (*self.history, step)})


def entered(
    ids: tuple[IntakeId, PersonId], actor: Actor, benefit: BenefitId, arrival: Arrival, given: Given, now: datetime
) -> Intake:
    """A new record, for a second person to confirm."""
    step = IntakeStep(at=now, action="enter", by=actor.id, arrival=arrival)
    return Intake(
        id=ids[0],
        person_id=ids[1],
        benefit=benefit,
        arrival=arrival,
        given=given,
        makers=identities(actor),
        history=(step,),
    )


def identities(actor: Actor) -> tuple[str, ...]:
    """By which one person is known again, also in another role."""
    return (actor.id, actor.email_digest) if actor.email_digest else (actor.id,)
