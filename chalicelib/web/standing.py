"""Where an application stands, as its person reads it: what is so, what happens next, by when, what to do."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.application import Application
from chalicelib.domain.asking_again import lapsed_offer
from chalicelib.domain.award import Award
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.policy import Policy
from chalicelib.domain.program import BenefitKind
from chalicelib.domain.states import ApplicationStatus, AwardStatus
from chalicelib.domain.work_list import deadline
from chalicelib.services.read_status import ApplicationStatusView
from chalicelib.web.i18n import _

A, W = ApplicationStatus, AwardStatus


@dataclass(frozen=True)
class Standing:
    """English texts (message ids); `by` fills their `{by}`, `days` their `{days}`."""

    title: str
    next: str
    tone: str
    """`calm` while others are at work, `act` when the person has to, `good` and `over` for ends."""
    by: date | None = None


_RECEIVED = Standing(
    _("We have your application."), _("We are checking it now. Open this page again in a minute."), "calm"
)
_REVIEW_TITLE = _("A person on our team is looking at your application.")
_REVIEW_NEXT = _("You do not have to do anything now. You can expect our answer here by {by}.")
_REVIEW_LATE = _("It takes us longer than the {days} days we planned for. You lose nothing by that. You may call us.")
_IN_LINE = Standing(
    _("You are eligible, and you are in line for money."),
    _("When money is free, the next person in line gets it. You do not have to do anything now."),
    "calm",
)
_SET_ASIDE = Standing(
    _("You are eligible, and money is set aside for you."),
    _("A second person on our team checks it. Then you get our answer here."),
    "calm",
)
_DENIED = Standing(
    _("We could not approve this application."),
    _("A person decided this, not a computer. The reason and what you can do are below."),
    "over",
)
_WITHDRAWN = Standing(
    _("You withdrew this application."), _("Nothing more happens. You can apply again while it is open."), "over"
)
_REVISE_TITLE = _("We need something from you.")
_REVISE_NEXT = _("Send your answers again by {by}. You keep your place in line. Nothing is decided yet.")
_OFFER_TITLE = _("You have an offer. Please answer by {by}.")
_OFFER_NEXT = _("If we do not hear from you by then, the money goes to the next person in line.")
_HELD_OFFER = Standing(
    _("You have an offer. Please answer it."),
    _("Our message about it came back to us. So there is no last day yet: we will write to you again with one."),
    "act",
)
_ACTIVE_TITLE = _("Your award is ready to use.")
_ACTIVE_NEXT = _("Use it by {by}. Below you see how. We pay for you: you get no bill.")
_BOOKED_NEXT = _("Your training is booked. Use the rest of the award by {by}.")
_ALL_BEGUN = _("Everything is booked or billed. You do not have to do anything about the money now.")
_WAIVED_TITLE = _("Your fee waiver is approved.")
_WAIVED_NEXT = _("We are paying the fee for you now. You do not have to do anything.")
_DONE_TITLE = _("Everything in this award is paid.")
_DONE_NEXT = _("Nothing more to do here. We wish you all the best in your work.")
_TIME_TITLE = _("Time ran out.")
_LATE_ANSWER = _("We asked for changes and did not get them in time. You can apply again while it is open.")
_LATE_OFFER = _("The offer was not accepted in time, so the money went to the next person. You can apply again.")
_ASK_AGAIN = _(
    "The offer was not accepted in time. You can ask for it again until {by}. You keep your old place in line."
)
_LATE_USE = _("The last day to use this award was {by}. What was already booked or paid stays paid.")
_DECLINED = Standing(_("You said no to this award."), _("The money goes to the next person in line."), "over")
_REVOKED = Standing(
    _("The program ended this award."), _("A person decided this. The reason and what you can do are below."), "over"
)
_CLOSED = Standing(_("This application is closed."), _("You can apply again while it is open."), "over")

_BY_STATUS = {A.SUBMITTED: _RECEIVED, A.DENIED: _DENIED, A.WITHDRAWN: _WITHDRAWN}


def standing_of(view: ApplicationStatusView, policy: Policy, today: date) -> Standing:
    application, award = view.folder.application, view.folder.award
    if application.status is A.UNDER_REVIEW:
        return _review(application, policy, today)
    if application.status in _BY_STATUS:
        return _BY_STATUS[application.status]
    if application.status is A.REVISION_REQUESTED:
        return Standing(_REVISE_TITLE, _REVISE_NEXT, "act", application.revise_by)
    if award is None or award.status is W.PENDING_APPROVAL:
        return _without_award(application, waiting=view.queue_position is not None)
    if view.ask_again_until is not None:
        return Standing(_TIME_TITLE, _ASK_AGAIN, "act", view.ask_again_until)
    return _with_award(view.folder, award)


def _review(application: Application, policy: Policy, today: date) -> Standing:
    """Answered in so many days from when it came to a reviewer."""
    by = deadline(application.since, policy.review_days)
    return Standing(_REVIEW_TITLE, _REVIEW_NEXT if today <= by else _REVIEW_LATE, "calm", by)


def _without_award(application: Application, *, waiting: bool) -> Standing:
    if application.status is A.QUEUED:
        return _IN_LINE if waiting else _SET_ASIDE
    if Code.NO_RESPONSE_TO_REVISION in application.reasons:
        return Standing(_TIME_TITLE, _LATE_ANSWER, "over")
    return _CLOSED


def _with_award(folder: Folder, award: Award) -> Standing:
    ends = {
        W.OFFERED: _HELD_OFFER if award.is_held_offer else Standing(_OFFER_TITLE, _OFFER_NEXT, "act", award.accept_by),
        W.ACTIVE: _active(folder.application, award),
        W.COMPLETED: Standing(_DONE_TITLE, _DONE_NEXT, "good"),
        W.DECLINED: _DECLINED,
        W.FORFEITED: Standing(_TIME_TITLE, _LATE_USE, "over", award.use_by),
        W.EXPIRED: _expired(folder, award),
        W.REVOKED: _REVOKED,
    }
    return ends.get(award.status, _CLOSED)


def _active(application: Application, award: Award) -> Standing:
    if application.kind is BenefitKind.FEE_WAIVER:
        return Standing(_WAIVED_TITLE, _WAIVED_NEXT, "good", award.use_by)
    if not award.unbegun:
        return Standing(_ACTIVE_TITLE, _ALL_BEGUN, "good", award.use_by)
    booked = any(item.enrollment for item in award.items)
    return Standing(_ACTIVE_TITLE, _BOOKED_NEXT if booked else _ACTIVE_NEXT, "good", award.use_by)


def _expired(folder: Folder, award: Award) -> Standing:
    return Standing(_TIME_TITLE, _LATE_OFFER if lapsed_offer(folder) else _LATE_USE, "over", award.use_by)


@dataclass(frozen=True)
class Choices:
    """What the person can do now; each is refused by its service if it is not so any more."""

    revise: bool
    accept: bool
    decline: bool
    withdraw: bool


def choices_of(folder: Folder) -> Choices:
    status, award = folder.application.status, folder.award
    offered = award is not None and award.status is W.OFFERED
    return Choices(
        revise=status is A.REVISION_REQUESTED,
        accept=offered,
        decline=offered or (award is not None and award.status is W.ACTIVE),
        withdraw=status in (A.SUBMITTED, A.REVISION_REQUESTED, A.UNDER_REVIEW, A.QUEUED),
    )
