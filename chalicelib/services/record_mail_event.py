"""The mail service reports what became of a message: it came back, or its reader calls it unwanted."""

import hashlib
import logging

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.notice import Notice
from chalicelib.domain.person import PersonId
from chalicelib.domain.program import BenefitId
from chalicelib.domain.returned_mail import MailAbout, ReturnedMail
from chalicelib.domain.states import DELIVERY_MOVES, DeliveryState
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.gateways.mail import Event, OtherEvent
from chalicelib.services.find_notice import find_notice
from chalicelib.services.keep_delivery import keep_delivery
from chalicelib.store import person_events, returned_mails, table
from chalicelib.store.notices import Kept

log = logging.getLogger(__name__)

_STATE = {
    "Bounce": DeliveryState.BOUNCED,
    "Complaint": DeliveryState.COMPLAINED,
    "Reject": DeliveryState.BOUNCED,
}
_TRIES = 5


def record_mail_event(event: Event | OtherEvent) -> bool:
    """True when it changed something: the same report twice, or one about an earlier attempt, does not.

    A bounce that will be tried again and an automatic answer count as bounces too: that gives the person time, and
    costs staff a look. Raises NOT-FOUND for a notice that there is not.
    """
    state = _STATE.get(event.kind)
    if state is None:
        return False
    if isinstance(event, OtherEvent):
        return _returned(event, state)
    for _ in range(_TRIES):
        kept = find_notice(event.notice_id)
        if not _applies(kept.notice, event, state):
            return False
        if keep_delivery(kept, kept.notice.delivery.to(state, clock.now(), detail=event.detail), _noted(kept, state)):
            log.info("Mail event recorded", extra={"notice": event.notice_id, "state": state.value})
            return True
    raise TimeoutError("the notice is changed again and again")


def _noted(kept: Kept, state: DeliveryState) -> tuple[table.Write]:
    """In the record of the notice's person. Not in the chain of the application: there it would make a page stale that
    a reviewer has open, and it changes nothing about it."""
    notice, now = kept.notice, clock.now()
    told = {"notice": notice.id, "state": state.value}
    return (person_events.event_write(notice.person_id, "notice_returned", SYSTEM, now, new_id(now), detail=told),)


def _returned(event: OtherEvent, state: DeliveryState) -> bool:
    if event.about not in set(MailAbout):
        return False
    mail = ReturnedMail(
        id=hashlib.sha256(event.message_id.encode()).hexdigest()[:24],
        about=MailAbout(event.about),
        person_id=PersonId(event.person_id) if event.person_id else None,
        benefit=BenefitId(event.benefit) if event.benefit else None,
        state=state,
        detail=event.detail,
        at=clock.now(),
    )
    if not returned_mails.remember_mail(mail):
        return False
    log.info("Mail event recorded", extra={"mail": mail.id, "about": mail.about.value, "state": state.value})
    return True


def _applies(notice: Notice, event: Event, state: DeliveryState) -> bool:
    delivery = notice.delivery
    return delivery.attempt == event.attempt and state in DELIVERY_MOVES[delivery.state]
