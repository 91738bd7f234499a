"""Somebody wants to know when a round opens: with a record or without, confirmed, and taken back by one tap."""

from datetime import date, timedelta

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.notice import channels_of
from chalicelib.domain.opening_alert import AlertState, OpeningAlert, stands
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Language, normalized_email
from chalicelib.domain.program import BenefitId
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.rounds import round_status
from chalicelib.domain.states import RoundStatus
from chalicelib.gateways import clock, secret
from chalicelib.services.deciding import until_settled
from chalicelib.services.throttle import Limits, count_try, refuse_too_many, subject
from chalicelib.store import alerts, people, programs, rounds, table

_PEOPLE_BEHIND_ONE_ADDRESS = 10


def ask_with_record(actor: Actor, benefit: str) -> None:
    """For a person with an access code: they are told at the contact on file, as it is then.

    Raises WRONG-STATE while the round is open, INVALID for an unknown benefit or where no e-mail or text reaches them.
    """
    authorize(actor, Operation.ASK_TO_BE_TOLD)
    _refuse_while_open(benefit)
    person = people.load_person(actor.id)
    if not channels_of(person.contact):
        raise invalid("contact")
    alert = OpeningAlert(
        id=alert_id(benefit, f"person:{person.id}"),
        benefit=BenefitId(benefit),
        language=person.contact.language,
        person_id=person.id,
        state=AlertState.WAITING,
        asked_at=clock.now(),
        kept_until=_until(),
    )
    until_settled(lambda: _ask(alert))


def ask_as_visitor(benefit: str, email: str | None, phone: str | None, language: Language, address: str | None) -> None:
    """For anybody, by one e-mail or telephone (E.164): a message asks first whether they want it.

    The answer is the same whether or not they asked before. Raises WRONG-STATE while the round is open, INVALID,
    TOO-MANY-TRIES.
    """
    _refuse_while_open(benefit)
    if (email is None) is (phone is None):
        raise invalid("contact")
    limits = _limits(normalized_email(email) if email else phone or "", address)
    refuse_too_many(limits)
    count_try(limits)
    alert = OpeningAlert(
        id=alert_id(benefit, f"email:{normalized_email(email)}" if email else f"phone:{phone}"),
        benefit=BenefitId(benefit),
        language=language,
        email=email,
        phone=phone,
        state=AlertState.ASKED,
        asked_at=clock.now(),
        kept_until=_until(),
    )
    until_settled(lambda: _ask(alert))


def _ask(alert: OpeningAlert) -> None:
    kept = alerts.find_alert(alert.id)
    if not stands(kept.alert if kept else None, clock.now()):
        table.transact([alerts.alert_write(kept, alert)])


def _refuse_while_open(benefit_id: str) -> None:
    now = clock.now()
    program = programs.program_at(now)
    benefit = program.benefit(benefit_id)
    if benefit is None:
        raise invalid("benefit")
    if round_status(program.round(benefit.id), rounds.load_round(benefit.id), now) is RoundStatus.OPEN:
        raise Refused(Code.WRONG_STATE, field="benefit")


def _limits(contact: str, address: str | None) -> Limits:
    asks = programs.program_at(clock.now()).policy.alert_asks_an_hour
    limits = {subject("alert", contact): asks}
    if address:
        limits[subject("alert-address", address)] = asks * _PEOPLE_BEHIND_ONE_ADDRESS
    return limits


def alert_id(benefit: str, whom: str) -> str:
    """`whom`: `person:`, `email:` or `phone:` and who or where it is."""
    return secret.digest("alert", f"{benefit}|{whom}")


def _until() -> date:
    now = clock.now()
    return pacific_date(now) + timedelta(days=programs.program_at(now).policy.alert_days)


def own_alert(actor: Actor, benefit: str) -> OpeningAlert | None:
    """That of a person with a record."""
    kept = alerts.find_alert(alert_id(benefit, f"person:{actor.id}"))
    return kept.alert if kept and not kept.alert.is_over(clock.now()) else None


def own_alerts(person_id: str) -> list[OpeningAlert]:
    """All of a person with a record."""
    benefits = programs.program_at(clock.now()).benefits
    found = alerts.find_alerts([alert_id(benefit.id, f"person:{person_id}") for benefit in benefits])
    return sorted((each for each in found if not each.is_over(clock.now())), key=lambda each: each.benefit)


def read_alert(alert_id: str) -> OpeningAlert:
    """By whoever has the link of the message. Raises NOT-FOUND, also when it was taken back or its time is up."""
    return _kept(alert_id).alert


def confirm_alert(alert_id: str) -> None:
    """Yes, they want it. A second time changes nothing. Raises NOT-FOUND."""

    def confirm() -> None:
        kept = _kept(alert_id)
        if kept.alert.state is not AlertState.WAITING:
            table.transact([alerts.alert_write(kept, kept.alert.confirmed(_until()))])

    until_settled(confirm)


def remove_alert(alert_id: str) -> None:
    """Nothing is kept of it. A second time changes nothing."""

    def remove() -> None:
        kept = alerts.find_alert(alert_id)
        if kept is not None:
            table.transact([alerts.removal_write(kept)])

    until_settled(remove)


def _kept(alert_id: str) -> alerts.KeptAlert:
    kept = alerts.find_alert(alert_id)
    if kept is None or kept.alert.is_over(clock.now()):
        raise Refused(Code.NOT_FOUND, field="alert")
    return kept
