"""Several letters at once: printed on one page, and recorded as mailed row by row."""

from dataclasses import dataclass
from typing import Any

from chalice.app import Response

from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import Reach
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.messages import rendering
from chalicelib.messages.facts import day_words, in_language
from chalicelib.messages.rendering import Said
from chalicelib.services.hand_over_code import Handed, record_code_letter
from chalicelib.services.mail_letters import Chosen, Printed, mail_letters, print_letters
from chalicelib.services.send_notices import sender
from chalicelib.services.settle_returned_mail import settle_returned_mail
from chalicelib.store import code_letters, returned_mails
from chalicelib.web.i18n import _, translate
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.visit import Visit
from chalicelib.web.work_page import list_page

_UNSAFE = _("This person did not say that letters are safe. Tell them when they call or come.")
_REPLACED = _("This code was replaced by a newer one.")


@dataclass(frozen=True)
class Sheet:
    """A letter as it is printed."""

    subject: str
    said: Said
    addressee: str
    to: Reach
    dated: str
    sender: str
    code: str | None = None


def print_chosen(visit: Visit) -> Response:
    """The chosen letters, each on a sheet of its own, and those that cannot be printed with the reason."""
    name = _list(visit)
    printed = print_letters(visit.known_actor, _chosen(visit))
    wrong = {each.subject: why for each in printed if (why := _left_out(visit, each))}
    sheets = [sheet for each in printed if each.subject not in wrong and (sheet := _sheet(each))]
    return _page(visit, name, letters=sheets, left_out=list(wrong.items()))


def _left_out(visit: Visit, printed: Printed) -> str:
    """Why it is not printed; empty when it is."""
    if printed.refusal:
        return in_language(visit.language, reason_of(printed.refusal.code).text)
    if printed.code and printed.code.code is None:
        return translate(visit.language, _REPLACED)
    return "" if printed.is_safe else translate(visit.language, _UNSAFE)


def _sheet(printed: Printed) -> Sheet | None:
    contact = printed.contact
    if contact is None:
        return None
    if printed.notice:
        said, moment = printed.notice.said, printed.notice.notice.created_at
    else:
        name = contact.chosen_name or contact.legal_name
        said, moment = rendering.say_code(name, contact.language, sender()), clock.now()
    return Sheet(
        subject=printed.subject,
        said=said,
        addressee=contact.legal_name,
        to=contact.reach,
        dated=day_words(said.language, pacific_date(moment)),
        sender=translate(said.language, _("Peer Funding")),
        code=printed.code.code if printed.code else None,
    )


def mailed(visit: Visit) -> Response:
    """Record the chosen ones as mailed; what became of each."""
    name = _list(visit)
    rows = mail_letters(visit.known_actor, _chosen(visit), visit.request())
    results = [(row.subject, reason_of(row.refusal.code) if row.refusal else None) for row in rows]
    return _page(visit, name, results=results)


def code_told(visit: Visit) -> Response:
    """The person was given their code by phone or face to face."""
    reason = visit.said("reason")
    try:
        record_code_letter(visit.known_actor, visit.params["person_id"], Handed.TOLD, reason, visit.request())
    except Refused as refusal:
        return list_page(visit, code_letters.LIST, refusal)
    return see_other(visit, f"/staff/work/{code_letters.LIST}?done=code_told")


def returned_settled(visit: Visit) -> Response:
    """Staff saw to an e-mail that came back."""
    try:
        settle_returned_mail(visit.known_actor, visit.params["mail_id"], visit.said("reason"), visit.request())
    except Refused as refusal:
        return list_page(visit, returned_mails.LIST, refusal)
    return see_other(visit, f"/staff/work/{returned_mails.LIST}?done=mail_settled")


def _chosen(visit: Visit) -> Chosen:
    return Chosen(visit.said_all("notice"), visit.said_all("person"))


def _list(visit: Visit) -> str:
    name = visit.said("list")
    if name not in ("letters", code_letters.LIST):
        raise Refused(Code.NOT_FOUND, field="list")
    return name


def _page(visit: Visit, back: str, **shown: Any) -> Response:
    here = f"/staff/work/{back}"
    return page(
        visit, "staff_letters.html", here=here, back=back, **{"letters": [], "left_out": [], "results": []} | shown
    )
