"""What each rule of eligibility looked at, in words for reviewers, and where that comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chalicelib.domain.codes import Code
from chalicelib.domain.eligibility import RuleResult
from chalicelib.domain.person import Language
from chalicelib.domain.program import Program
from chalicelib.messages.facts import day_words, in_language
from chalicelib.services.read_case import CaseView
from chalicelib.web import words
from chalicelib.web.i18n import _, translate

FORM, RECORDS, LISTS = _("The person's form"), _("Our own records"), _("The program's and counties' lists")


SHARED: Mapping[str, str] = {
    "name": _("name and birth date"),
    "email": _("e-mail"),
    "certification": _("certification number"),
}
"""What two records that may be one person's have in common (services/read_case.py)."""


@dataclass(frozen=True)
class RuleLine:
    result: RuleResult
    data: str
    origin: str


@dataclass(frozen=True)
class _Case:
    view: CaseView
    program: Program
    language: Language

    def say(self, text: str, **values: object) -> str:
        return translate(self.language, text, **values)

    def yes_no(self, value: object) -> str:
        return self.say(_("Yes") if value else _("No"))

    def items(self, ids: tuple[str, ...]) -> str:
        return ", ".join(in_language(self.language, self.program.item(each).name) for each in ids)


def rule_lines(view: CaseView, program: Program, language: Language) -> list[RuleLine]:
    """Of the last determination; the data is what the application says today."""
    case = _Case(view, program, language)
    results = view.determination.results if view.determination else ()
    return [_line(case, result) for result in results]


def _line(case: _Case, result: RuleResult) -> RuleLine:
    origin, data = _DATA[result.code]
    return RuleLine(result, data(case), case.say(origin))


def _id_day(case: _Case) -> str:
    return day_words(case.language, case.view.folder.application.answers.documents.photo_id.expires)


def _names(case: _Case) -> str:
    printed = case.view.folder.application.answers.documents.photo_id.name
    if printed is None:
        return case.say(_("The person says that the ID shows the same name."))
    if case.view.person is None:
        return case.say(_("The ID shows another name. Reviewers see both."))
    return f"{case.view.person.contact.legal_name} / {printed}"


def _birth(case: _Case) -> str:
    person = case.view.person
    return day_words(case.language, person.contact.birth_date) if person else case.say(_("Reviewers see it."))


def _education(case: _Case) -> str:
    return case.say(words.EDUCATION[case.view.folder.application.answers.education])


def _nexus(case: _Case) -> str:
    answers = case.view.folder.application.answers
    county = case.program.county(answers.county) if answers.county else None
    tie = case.say(words.NEXUS[answers.nexus]) if answers.nexus else case.say(_("no connection"))
    return f"{county.name if county else case.say(_('no county'))}, {tie}"


def _certification(case: _Case) -> str:
    held = case.view.folder.application.answers.certification
    if held is None:
        return case.say(_("none"))
    until = case.say(_("good until {day}"), day=day_words(case.language, held.expires))
    return f"{held.number}, {case.say(words.CERTIFICATION[held.status])}, {until}"


def _funded(case: _Case) -> str:
    ours = case.items(tuple(item for item, _occurrence in sorted(case.view.funded)))
    others = case.items(tuple(item for item, _occurrence in sorted(case.view.declared)))
    return case.say(_("by us: {ours}; by others: {others}"), ours=ours or "–", others=others or "–")


def _alike(case: _Case) -> str:
    if case.view.person is None:
        return case.say(_("Reviewers see it."))
    return case.say(_("records like this one: {count}"), count=len(case.view.alike))


def _fee(case: _Case) -> str:
    due = case.view.folder.application.answers.fee_due
    return case.yes_no(due.paid) if due else case.say(_("no fee"))


_Data = Callable[[_Case], str]
_DATA: Mapping[Code, tuple[str, _Data]] = {
    Code.ID_EXPIRED: (FORM, _id_day),
    Code.ID_UNREADABLE: (FORM, lambda c: c.yes_no(c.view.folder.application.answers.documents.photo_id.legible)),
    Code.ID_NO_PHOTO: (FORM, lambda c: c.yes_no(c.view.folder.application.answers.documents.photo_id.has_photo)),
    Code.NAME_MISMATCH: (FORM, _names),
    Code.UNDER_18: (FORM, _birth),
    Code.EDU_MISSING: (FORM, _education),
    Code.EDU_UNREADABLE: (FORM, lambda c: c.yes_no(c.view.folder.application.answers.documents.education.legible)),
    Code.ETHICS_UNSIGNED: (FORM, lambda c: c.yes_no(c.view.folder.application.answers.ethics_signed)),
    Code.SELF_ID_MISSING: (FORM, lambda c: c.yes_no(c.view.folder.application.answers.self_identifies)),
    Code.RECIPROCITY_PATHWAY: (FORM, lambda c: c.say(words.PATHWAY[c.view.folder.application.answers.pathway])),
    Code.COUNTY_NOT_PARTICIPATING: (LISTS, _nexus),
    Code.NO_COUNTY_NEXUS: (FORM, _nexus),
    Code.NOT_NOMINATED: (LISTS, lambda c: c.yes_no(c.view.folder.application.tier == 1)),
    Code.NOT_CERTIFIED: (FORM, _certification),
    Code.CERT_NOT_GOOD_STANDING: (FORM, _certification),
    Code.AREA_ALREADY_AWARDED: (RECORDS, _funded),
    Code.ITEM_FUNDED_ELSEWHERE: (RECORDS, _funded),
    Code.FEE_ALREADY_PAID: (FORM, _fee),
    Code.POSSIBLE_DUPLICATE: (RECORDS, _alike),
}
