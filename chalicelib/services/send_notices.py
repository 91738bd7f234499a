"""Notices go out: by e-mail, with a text message where it is wanted, or onto the list of letters to mail.

At most once for every attempt: a notice is claimed before it is handed to a service, because the service cannot tell a
second message from a repeated one. Whoever dies in between leaves a claim whose time runs out; then nobody knows, and
staff are told so (docs/decisions/0012-notices-sent-at-most-once.md).
"""

import logging
from collections import Counter
from itertools import islice, takewhile
from time import monotonic

from chalicelib.domain.notice import Channel, Delivery, Notice, Sent, channels_of, is_night
from chalicelib.domain.person import Contact, text_number
from chalicelib.domain.program import Program
from chalicelib.domain.states import DeliveryState
from chalicelib.gateways import clock, mail, text_messages
from chalicelib.gateways.sending import NotSent, Unsure
from chalicelib.gateways.settings import setting
from chalicelib.messages import rendering
from chalicelib.messages.rendering import Mail, Sender
from chalicelib.services.keep_delivery import keep_delivery, with_new_day
from chalicelib.services.one_by_one import one_by_one, raise_first
from chalicelib.store import notices, people, programs
from chalicelib.store.notices import Kept

log = logging.getLogger(__name__)

AT_ONCE = 500
"""Notices a run: about a minute's work."""
_LONGEST_RUN_SECONDS = 200
"""Begin no other after that, when the services answer slowly: the function must not be cut off in the middle of one."""


def send_notices() -> dict[str, int]:
    """How many were sent, became letters, were put off … Nothing at night in California.

    Raises the first error in the end: one that cannot be sent keeps no other from being sent.
    """
    now = clock.now()
    program = programs.program_at(now)
    counts: Counter[str] = Counter()
    if not mail.is_set_up() or is_night(now, program.policy):
        return dict(counts)

    def send_one(kept: Kept) -> None:
        counts[_send(kept, program)] += 1

    until = monotonic() + _LONGEST_RUN_SECONDS
    due = takewhile(lambda _: monotonic() < until, islice(notices.to_send(now), AT_ONCE))
    failures = one_by_one(due, lambda kept: kept.notice.id, send_one)
    log.info("Notices sent", extra=dict(counts))
    raise_first(failures)
    return dict(counts)


def sender() -> Sender:
    return Sender(sign_in=f"{setting('SITE_ADDRESS')}sign-in", phone=setting("HELP_PHONE"))


def _send(kept: Kept, program: Program) -> str:
    """What was done with it. Raises what is wrong with this one."""
    now, delivery = clock.now(), kept.notice.delivery
    if delivery.state is DeliveryState.SENDING:  # the index shows it only when its sender's time is over
        return _kept_as(kept, delivery.to(DeliveryState.UNSURE, now, detail="sender-died"))
    contact = people.load_person(kept.notice.person_id).contact
    if not channels_of(contact):
        return _kept_as(kept, delivery.to(DeliveryState.LETTER, now))
    notice = with_new_day(kept.notice) if delivery.attempt else kept.notice
    name = contact.chosen_name or contact.legal_name
    # Words first: a notice that cannot be worded must not look as if somebody had begun to send it.
    worded = rendering.mail(rendering.say(notice, name, contact.language, program, sender()))
    claimed = notices.claim(kept, notice.with_delivery(delivery.claimed(now, rendering.wording(), contact.language)))
    if claimed is None:
        return "others"
    return _hand_over(claimed, contact, worded)


def _hand_over(claimed: Kept, contact: Contact, worded: Mail) -> str:
    delivery, trouble = claimed.notice.delivery, None
    sent: list[Sent] = []
    for channel in channels_of(contact):
        try:
            sent.append(Sent(channel=channel, message_id=_by(channel, claimed.notice, contact, worded)))
        except (NotSent, Unsure) as error:
            trouble = error
            if isinstance(error, Unsure) or not error.hopeless:
                break
    after = _outcome(delivery, tuple(sent), trouble)
    outcome = _kept_as(claimed, after)
    if isinstance(trouble, NotSent) and not (trouble.busy or trouble.hopeless or sent):
        raise trouble
    return outcome


def _by(channel: Channel, notice: Notice, contact: Contact, worded: Mail) -> str:
    if channel is Channel.TEXT:
        return text_messages.send(text_number(contact.phone) or "", rendering.text_message(contact.language, sender()))
    tags = {mail.NOTICE: notice.id, mail.ATTEMPT: str(notice.delivery.attempt)}
    return mail.send(contact.email or "", worded.subject, worded.text, worded.html, tags)


def _outcome(delivery: Delivery, sent: tuple[Sent, ...], trouble: NotSent | Unsure | None) -> Delivery:
    """With one message gone the notice has gone: a second that went wrong is no reason to repeat the first."""
    now = clock.now()
    if sent:
        return delivery.to(DeliveryState.SENT, now, sent=sent, detail=trouble.code if trouble else None)
    if isinstance(trouble, Unsure):
        return delivery.to(DeliveryState.UNSURE, now, detail=trouble.code)
    if trouble is None:
        raise ValueError("nothing was sent and nothing went wrong")
    if trouble.hopeless:
        return delivery.to(DeliveryState.FAILED, now, detail=trouble.code)
    return delivery.put_off(now, trouble.code)


def _kept_as(kept: Kept, delivery: Delivery) -> str:
    return delivery.state.value if keep_delivery(kept, delivery) else "others"
