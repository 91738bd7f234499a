"""Somebody is too young to send their form today: it is kept, and they are told on the day from which they can."""

from collections.abc import Iterable
from datetime import date

from chalicelib.domain.draft import Draft, sends_from
from chalicelib.domain.opening_alert import AlertState, OpeningAlert
from chalicelib.domain.pacific import age_on, pacific_date
from chalicelib.domain.person import Contact, Language
from chalicelib.domain.program import BenefitId
from chalicelib.gateways import clock
from chalicelib.services.ask_to_be_told import alert_id
from chalicelib.store import alerts, programs, rounds, table


def waits_for(contact: Contact, benefit: BenefitId) -> date | None:
    """The day from which a person is old enough to send a form, if it can wait for that day."""
    now = clock.now()
    program = programs.program_at(now)
    if age_on(contact.birth_date, pacific_date(now)) >= program.policy.minimum_age:
        return None  # nearly everybody: no need to look when the round closes
    closes = rounds.load_round(benefit).closes or program.round(benefit).closes
    return sends_from(contact.birth_date, closes, pacific_date(now), program.policy)


def birthday_writes(draft: Draft, language: Language, before: date | None, day: date | None) -> list[table.Write]:
    """For the transaction that saves the form. `before`, `day`: from when it could be sent until now, and from now on
    (domain/draft.sends_from); None for whoever can send it today.

    On the birthday itself both are None, and the message of that day stays.
    """
    told = _alert_id(draft)
    if day is None:
        return [alerts.forgotten_write(told)] if before else []
    alert = OpeningAlert(
        id=told,
        benefit=draft.benefit,
        language=language,
        person_id=draft.person_id,
        form=draft.id,
        from_day=day,
        state=AlertState.WAITING,
        asked_at=clock.now(),
        kept_until=draft.kept_until,
    )
    return [alerts.renewed_write(alert)]


def birthday_alerts(drafts: Iterable[Draft]) -> list[OpeningAlert]:
    """The messages that wait for these forms' persons to be old enough."""
    return alerts.find_alerts([_alert_id(draft) for draft in drafts])


def _alert_id(draft: Draft) -> str:
    return alert_id(draft.benefit, f"form:{draft.id}")
