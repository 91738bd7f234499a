"""The words of every kind of notice, once for the site, for mail and for letters: English texts, which are message ids.

A new kind needs a line in NOTICE, a subject and what it means in WORDING, and Spanish in the catalog; a test says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.appeal import AppealOutcome
from chalicelib.domain.notice import NoticeKind
from chalicelib.gateways.translation import _

NOTICE: Mapping[NoticeKind, str] = {
    NoticeKind.RECEIPT: _("We received your application."),
    NoticeKind.REVISION_REQUEST: _("We need something from you by {by}."),
    NoticeKind.PAPER_REFUSED: _("We could not use a paper that you sent. Please send another one."),
    NoticeKind.STILL_WAITING: _("Some money was moved. You are still in line and keep your place."),
    NoticeKind.QUEUED: _("You are eligible and in line for money."),
    NoticeKind.TIER_CHANGED: _("Your county named you: you moved forward in line."),
    NoticeKind.ROUND_SUSPENDED: _("New awards are on hold. You keep your place."),
    NoticeKind.ROUND_REOPENED: _("The program goes on. You kept your place."),
    NoticeKind.AWARD_OFFER: _("You have an offer. Please answer by {by}."),
    NoticeKind.OFFER_REMINDER: _(
        "Your offer of up to {cents} is still open. Please say yes or no by {by}. "
        "After that day it goes to the next person in line."
    ),
    NoticeKind.OFFER_EXPIRED: _("The time to answer the offer ran out."),
    NoticeKind.AWARD_ACTIVE: _("You accepted. Use the award by {use_by}."),
    NoticeKind.USE_BY_REMINDER: _(
        "The last day to use your award is {use_by}. Not used yet: {items} ({cents}). "
        "Please book or use it before then, or tell us now what keeps you from it. "
        "After that day the money goes to the next person in line."
    ),
    NoticeKind.USE_BY_EXTENDED: _("You have more time: you can use your award until {use_by}."),
    NoticeKind.FORFEITED: _("Time ran out: the last day to use the award was {use_by}."),
    NoticeKind.EXPIRED: _("Time ran out: the last day to use the award was {use_by}."),
    NoticeKind.DENIED: _("We could not approve your application."),
    NoticeKind.REVOKED: _("The program ended your award."),
    NoticeKind.FEE_CREDITED: _("We paid for this: {item}, {cents}."),
    NoticeKind.ENROLLED: _("You are booked: {item}, starting {starts}."),
    NoticeKind.PLACE_DECLINED: _("The class that starts on {starts} has no place for you."),
    NoticeKind.CLASS_CANCELLED: _("The class that was to start on {starts} will not take place."),
    NoticeKind.CLAIM_RECEIVED: _("Your provider sent us a bill: {item}, {cents}."),
    NoticeKind.PAYMENT_SENT: _("We paid your provider: {item}, {cents}."),
    NoticeKind.WITHDRAWN: _("You withdrew your application."),
    NoticeKind.DECLINED: _("You said no to the award."),
    NoticeKind.CLOSED: _("We closed your application."),
    NoticeKind.APPEAL_RECEIVED: _("We received your appeal. Someone new will decide on it by {by}."),
    NoticeKind.APPEAL_DECIDED: _("We decided on your appeal: {outcome}"),
}
"""What happened, in one line; the status page shows just this."""


APPEAL_OUTCOME: Mapping[AppealOutcome, str] = {
    AppealOutcome.UPHOLD: _("our decision stays as it was."),
    AppealOutcome.OVERTURN: _("our first decision does not count any more. Your application goes on at its old place."),
}


@dataclass(frozen=True)
class Wording:
    """What goes around the line. Subjects are neutral: others may see them on a locked screen (DESIGN.md section 7)."""

    subject: str
    means: str


_RECEIVED = _("We received your application")
_NEWS = _("News about your application")
_ANSWER = _("Your application: please read and answer")

_NOTHING = _("You do not have to do anything now.")
_SHOW = _("Sign in to see your award number. Show it to your training provider. We pay them, not you.")
_APPEAL = _(
    "A person decided this, not a computer. If you think this is wrong, you may ask for it to be looked at again by "
    "someone new (an appeal)."
)
_AGAIN = _("You can apply again while it is open.")
_OTHER_CLASS = _("Your award is still yours. Sign in to choose another class, or call us if none fits.")
_STAYS_PAID = _("What was already booked or paid stays paid.")

WORDING: Mapping[NoticeKind, Wording] = {
    NoticeKind.RECEIPT: Wording(_RECEIVED, _("We are checking it. We will write to you when there is news.")),
    NoticeKind.REVISION_REQUEST: Wording(
        _ANSWER, _("Sign in and send your answers again. You keep your place in line. Nothing is decided yet.")
    ),
    NoticeKind.PAPER_REFUSED: Wording(
        _ANSWER, _("Sign in and send it again. You keep your place in line, and nothing else changes.")
    ),
    NoticeKind.STILL_WAITING: Wording(_NEWS, _NOTHING),
    NoticeKind.QUEUED: Wording(
        _NEWS, _("When money is free, the next person in line gets it. You do not have to do anything now.")
    ),
    NoticeKind.TIER_CHANGED: Wording(_NEWS, _NOTHING),
    NoticeKind.ROUND_SUSPENDED: Wording(_NEWS, _NOTHING),
    NoticeKind.ROUND_REOPENED: Wording(_NEWS, _NOTHING),
    NoticeKind.AWARD_OFFER: Wording(
        _ANSWER,
        _("Sign in to say yes or no. If we do not hear from you by then, the money goes to the next person in line."),
    ),
    NoticeKind.OFFER_REMINDER: Wording(_ANSWER, _("Sign in to say yes or no.")),
    NoticeKind.OFFER_EXPIRED: Wording(
        _NEWS,
        _("The money goes to the next person in line. Sign in to see whether you can ask for the offer again."),
    ),
    NoticeKind.AWARD_ACTIVE: Wording(_NEWS, _SHOW),
    NoticeKind.USE_BY_REMINDER: Wording(_ANSWER, _SHOW),
    NoticeKind.USE_BY_EXTENDED: Wording(_NEWS, _SHOW),
    NoticeKind.FORFEITED: Wording(_NEWS, _STAYS_PAID),
    NoticeKind.EXPIRED: Wording(_NEWS, _STAYS_PAID),
    NoticeKind.DENIED: Wording(_NEWS, _APPEAL),
    NoticeKind.REVOKED: Wording(_NEWS, _APPEAL),
    NoticeKind.FEE_CREDITED: Wording(_NEWS, _NOTHING),
    NoticeKind.ENROLLED: Wording(_NEWS, _("If you cannot come, please tell your training provider soon.")),
    NoticeKind.PLACE_DECLINED: Wording(_NEWS, _OTHER_CLASS),
    NoticeKind.CLASS_CANCELLED: Wording(_NEWS, _OTHER_CLASS),
    NoticeKind.CLAIM_RECEIVED: Wording(_NEWS, _NOTHING),
    NoticeKind.PAYMENT_SENT: Wording(_NEWS, _NOTHING),
    NoticeKind.WITHDRAWN: Wording(_NEWS, _AGAIN),
    NoticeKind.DECLINED: Wording(_NEWS, _("The money goes to the next person in line.")),
    NoticeKind.CLOSED: Wording(_NEWS, _AGAIN),
    NoticeKind.APPEAL_RECEIVED: Wording(_NEWS, _NOTHING),
    NoticeKind.APPEAL_DECIDED: Wording(_NEWS, _("Sign in to read why.")),
}

HELPED = _(
    "Somebody from an organization helped you with the form, and you agreed to that. If this is not so, tell us."
)
_CODE_COMES = _("You get your access code from us in a letter or in person.")
ARRIVED: Mapping[str, tuple[str, str]] = {
    "paper": (_("It came to us on paper on {arrived}. That day is your place in line."), _CODE_COMES),
    "phone": (_("You gave it to us by phone on {arrived}. That day is your place in line."), _CODE_COMES),
}
"""By the medium: what the receipt of an application says that its person did not send from the site."""
CODE_SUBJECT = _("Your access code")
CODE_MEANS = _(
    "We filed the application that you sent on paper or gave us by phone. With this code and your birth date you can "
    "see it, and answer us, at any time. Keep the code to yourself: we cannot show it again."
)
GREETING = _("Hello, {name}")
WHY, CURE = _("Why"), _("What you can do:")
SIGN_IN = _("Read it on our site")
SIGN_IN_HERE = _("Sign in here")
SIGN_IN_HOW = _("Sign in with your access code and your birth date.")
FOOTER = (
    _("To change how we write to you, sign in, or call {phone} (TTY: 711)."),
    _("Is this message not for you? Please delete it, or call us so that we do not write to you again."),
    _("This is a sample site for trying out the software. No real money is paid here."),
)
TEXT_MESSAGE = _("News about your application. Sign in to read it: {address} Reply STOP to end texts.")
