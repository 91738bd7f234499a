"""What happened to a person's own record, in plain words: English texts, which are the message ids of the catalogs."""

from collections.abc import Mapping

from chalicelib.domain.states import ApplicationStatus, AwardStatus
from chalicelib.web import words
from chalicelib.web.i18n import _

STATE: Mapping[ApplicationStatus, str] = {
    **words.APPLICATION,
    ApplicationStatus.REVISION_REQUESTED: words.AWARD[AwardStatus.OFFERED],
    ApplicationStatus.WITHDRAWN: words.STEP["withdraw"],
}
"""Of an application, said to its person."""
RECORD: Mapping[str, str] = {
    "ask_for_code": _("Somebody asked for a new access code"),
    "replace_code": _("You got a new access code, and the old one stopped working"),
    "change_contact": _("You changed how we reach you"),
    "confirm_contact": _("You told us that the e-mail or phone is yours"),
    "read_own_data": _("You looked at everything we keep about you"),
    "code_printed": _("Our team printed a letter with your access code"),
    "code_mailed": _("We mailed you a letter with your access code"),
    "code_told": _("We told you your access code"),
    "mail_code": _("You asked us to e-mail you your access code"),
    "notice_returned": _("A message to you came back"),
    "mail_returned": _("An e-mail to you came back"),
    "settle_returned_mail": _("An e-mail to you came back, and our team saw to it"),
    "declare_conflict": _("Someone of our team who knows you said so: others decide about your applications"),
    "take_back_conflict": _("Our team took back that someone knows you"),
    "read_document": _("Our team looked at one of your papers"),
}
"""By the action of a person's event (store/person_events.py)."""
