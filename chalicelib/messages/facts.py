"""What a notice's facts look like when they are read: ids, cents and ISO dates are for machines."""

from collections.abc import Mapping
from datetime import date

from chalicelib.domain.appeal import AppealOutcome
from chalicelib.domain.notice import Notice
from chalicelib.domain.person import Language
from chalicelib.domain.program import Program
from chalicelib.domain.program_values import Text
from chalicelib.gateways.templates import dollars
from chalicelib.gateways.translation import _, translate
from chalicelib.messages.texts import APPEAL_OUTCOME, ARRIVED, HELPED, NOTICE

BLANKS = dict.fromkeys(("by", "use_by", "item", "items", "cents", "starts", "outcome"), "")
"""A notice that says less than its text expects must not keep a person from their page."""
_MONTHS = (
    *(_("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August")),
    *(_("September"), _("October"), _("November"), _("December")),
)


def month_words(language: Language) -> list[str]:
    return [translate(language, month) for month in _MONTHS]


def day_words(language: Language, day: date | None) -> str:
    """`March 2, 2026` or `2 de marzo de 2026`; empty for no day."""
    if day is None:
        return ""
    month = translate(language, _MONTHS[day.month - 1])
    return translate(language, _("{month} {day}, {year}"), month=month, day=day.day, year=day.year)


def in_language(language: Language, text: Text | None) -> str:
    if text is None:
        return ""
    return text.es if language == "es" else text.en


def line(notice: Notice, language: Language, program: Program, default: Mapping[str, str] | None = None) -> str:
    """What happened, in one line. Raises KeyError for a fact that is neither there nor given as a default."""
    facts = {name: _fact(name, value, language, program) for name, value in notice.facts.items()}
    return translate(language, NOTICE[notice.kind], **({**(default or {}), **facts}))


def besides(notice: Notice, language: Language) -> str:
    """What a receipt says of how the application came in; empty for one that its person sent alone."""
    said = []
    if "helper" in notice.facts:
        said.append(translate(language, HELPED))
    if "arrived" in notice.facts:
        day = day_words(language, date.fromisoformat(notice.facts["arrived"]))
        said += [translate(language, each, arrived=day) for each in ARRIVED[notice.facts["medium"]]]
    return " ".join(said)


def _fact(name: str, value: str, language: Language, program: Program) -> str:
    if name in ("by", "use_by", "starts", "arrived"):
        return day_words(language, None if value == "None" else date.fromisoformat(value))
    if name == "outcome":
        return translate(language, APPEAL_OUTCOME[AppealOutcome(value)])
    if name == "cents":
        return dollars(int(value))
    if name == "item":
        return in_language(language, program.item(value).name)
    if name == "items":
        return ", ".join(in_language(language, program.item(each).name) for each in value.split())
    return value
