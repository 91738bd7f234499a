"""Whoever asked is asked whether they want it, and told when the round is open, or old enough; then nothing is left."""

import logging
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from chalicelib.domain.notice import Channel, channels_of, is_night
from chalicelib.domain.opening_alert import AlertState, OpeningAlert
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import Person, text_number
from chalicelib.domain.program import Program
from chalicelib.domain.rounds import round_status
from chalicelib.domain.states import RoundStatus
from chalicelib.gateways import clock, mail, text_messages
from chalicelib.gateways.sending import NotSent, Unsure
from chalicelib.gateways.settings import setting
from chalicelib.messages.alert_message import AlertMessage, confirming, grown, opened
from chalicelib.messages.facts import in_language
from chalicelib.services.one_by_one import one_by_one, raise_first
from chalicelib.services.send_notices import sender
from chalicelib.store import alerts, drafts, people, programs, rounds, table
from chalicelib.store.alerts import KeptAlert

log = logging.getLogger(__name__)

_AT_ONCE = 200

Address = tuple[Channel, str]


def send_alerts() -> dict[str, int]:
    """How many were asked, told, put off … Nothing at night in California. Raises the first error in the end."""
    now = clock.now()
    program = programs.program_at(now)
    counts: Counter[str] = Counter()
    if not mail.is_set_up() or is_night(now, program.policy):
        return {}

    def send_one(kept: KeptAlert) -> None:
        counts[f"alerts_{_send(kept, program)}"] += 1

    due = (kept for kept in _candidates(program) if kept.alert.is_due(now))
    failures = one_by_one(islice(due, _AT_ONCE), lambda kept: kept.alert.id, send_one)
    if counts:
        log.info("Alerts sent", extra=dict(counts))
    raise_first(failures)
    return dict(counts)


def _candidates(program: Program) -> Iterator[KeptAlert]:
    yield from alerts.alerts_to_confirm(clock.now())
    if alerts.somebody_waits():
        states = rounds.load_rounds(benefit.id for benefit in program.benefits)
        for benefit, state in states.items():
            if round_status(program.round(benefit), state, clock.now()) is RoundStatus.OPEN:
                yield from alerts.alerts_for(benefit)


def _send(kept: KeptAlert, program: Program) -> str:
    """What was done with it: `asked`, `told`, `put_off`, `dropped`, or `others` when someone else was faster."""
    try:
        addresses = _addresses(kept.alert)
        if not addresses:
            table.transact([alerts.removal_write(kept)])
            return "dropped"
        claimed = kept.alert.claimed(clock.now())
        table.transact([alerts.alert_write(kept, claimed)])
        return _hand_over(KeptAlert(claimed, kept.version + 1), addresses, program)
    except table.Conflict:
        return "others"


def _addresses(alert: OpeningAlert) -> list[Address]:
    """Where it goes: a person's are those on file now, as far as they want them."""
    if alert.person_id is None:
        return [(Channel.EMAIL, alert.email)] if alert.email else [(Channel.TEXT, alert.phone or "")]
    person = people.find_person(alert.person_id)
    if person is None or not _is_wanted(alert, person):
        return []
    contact = person.contact
    where = {Channel.EMAIL: contact.email or "", Channel.TEXT: text_number(contact.phone) or ""}
    return [(channel, where[channel]) for channel in channels_of(contact)]


def _is_wanted(alert: OpeningAlert, person: Person) -> bool:
    """A form that was sent or thrown away meanwhile waits for nothing."""
    today = pacific_date(clock.now())
    return alert.form is None or drafts.find_draft(person.id, alert.form, today) is not None


def _hand_over(kept: KeptAlert, addresses: list[Address], program: Program) -> str:
    """To each address: with one message gone it is told, so none is sent twice because another one failed."""
    alert = kept.alert
    tried = [_hand_over_one(address, _message(alert, program)) for address in addresses]
    if all(tried):
        is_hopeless = all(error.hopeless for error in tried if error)
        later = None if is_hopeless else alert.put_off(clock.now())
        table.transact([alerts.alert_write(kept, later) if later else alerts.removal_write(kept)])
        return "put_off" if later else "dropped"
    if alert.state is AlertState.ASKED:
        table.transact([alerts.alert_write(kept, alert.asked_to_confirm(clock.now()))])
        return "asked"
    table.transact([alerts.removal_write(kept)])
    return "told"


def _hand_over_one(address: Address, message: AlertMessage) -> NotSent | None:
    """What kept it from being sent. Where nobody knows, it counts as sent: this is worth no second message."""
    channel, where = address
    try:
        if channel is Channel.TEXT:
            text_messages.send(where, message.text)
        else:
            mail.send(where, message.mail.subject, message.mail.text, message.mail.html, {})
    except Unsure as error:
        log.warning("Alert perhaps not sent", extra={"code": error.code})
    except NotSent as error:
        return error
    return None


def _message(alert: OpeningAlert, program: Program) -> AlertMessage:
    site, benefit = setting("SITE_ADDRESS"), program.benefit(alert.benefit)
    name = in_language(alert.language, benefit.name) if benefit else alert.benefit
    if alert.form is not None:
        return grown(name, alert.language, sender())
    if alert.state is AlertState.ASKED:
        return confirming(name, alert.language, f"{site}told/{alert.id}", sender())
    return opened(name, alert.language, f"{site}apply/{alert.benefit}", site, sender())
