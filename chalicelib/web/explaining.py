"""Why an application stands where it does, in sentences: the place in line, the group, what a reason was found from."""

from collections.abc import Callable, Mapping

from chalicelib.domain.application import Application
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import Language, Person
from chalicelib.domain.program import Program
from chalicelib.domain.waiting import Band, UsualWait
from chalicelib.messages.facts import day_words, in_language
from chalicelib.services.estimate_wait import PlaceInLine
from chalicelib.services.explain_status import Explained
from chalicelib.web import words
from chalicelib.web.i18n import _, translate

Facts = tuple[str, str]
"""A label and what is so, both in the person's language."""

_GROUPS = {
    1: _("Group 1, because your county named you. Group 1 goes first."),
    2: _("Group 2. People named by a county go first. In each group, whoever applied first goes first."),
}
_SINCE_YESTERDAY = _("People who got money from here since yesterday: {count}.")
_LATELY = _("People who got money from here in the last {days} days: {count}.")
_MONTH_WEEKS = 9
"""From so many weeks on, months are said."""


def line_facts(language: Language, application: Application, told: Explained) -> list[Facts]:
    """The place in line as a band, the group and why, the seats now, the usual wait; nothing when one does not wait."""
    place = told.place
    if place is None:
        return []
    found = [
        (_("Your place in line"), _band(language, place.band)),
        (_("Your group"), translate(language, _GROUPS[application.tier])),
        (_("Places with money now"), str(place.seats_free)),
        (_("How long it takes"), _wait(language, place)),
    ]
    if told.on_hold:
        found.append(
            (_("On hold"), translate(language, _("Nobody moves up until the round goes on. You keep your place.")))
        )
    return [(translate(language, label), said) for label, said in found]


def _band(language: Language, band: Band) -> str:
    if band.last is None:
        return translate(language, _("After number {place}"), place=band.first - 1)
    if band.first == band.last:
        return translate(language, _("You are next."))
    return translate(language, _("Between number {first} and number {last}"), first=band.first, last=band.last)


def _wait(language: Language, place: PlaceInLine) -> str:
    """No day is promised: money comes when the state gives it, and when somebody gives a place back."""
    told = _SINCE_YESTERDAY if place.since_days == 1 else _LATELY
    lately = translate(language, told, days=place.since_days, count=place.awards_lately)
    return f"{lately} {_forecast(language, place.usual)}"


def _forecast(language: Language, usual: UsualWait | None) -> str:
    if usual is None:
        return translate(language, _("That is too little to say how long it will take you."))
    if usual.most < _MONTH_WEEKS:
        told = _("If it goes on like that, your turn comes in {least} to {most} weeks. That is no promise.")
        return translate(language, told, least=usual.least, most=usual.most)
    least, most = usual.least * 7 // 30, -(-usual.most * 7 // 30)
    told = _("If it goes on like that, your turn comes in {least} to {most} months. That is no promise.")
    return translate(language, told, least=least, most=most)


# ---------------------------------------------------------------- what a reason was found from
_Data = Callable[[Language, Application, Person, Program], str]


def _id_expires(language: Language, application: Application, _person: Person, _program: Program) -> str:
    expires = application.answers.documents.photo_id.expires
    return translate(language, _("The ID is good until {day}."), day=day_words(language, expires))


def _name_on_id(language: Language, application: Application, person: Person, _program: Program) -> str:
    printed = application.answers.documents.photo_id.name or person.contact.legal_name
    told = _("Your name here: {name}. The name on the ID: {printed}.")
    return translate(language, told, name=person.contact.legal_name, printed=printed)


def _birth_date(language: Language, application: Application, person: Person, _program: Program) -> str:
    told = _("Your birth date: {born}. You applied on {day}.")
    born, applied = person.contact.birth_date, pacific_date(application.submitted_at)
    return translate(language, told, born=day_words(language, born), day=day_words(language, applied))


def _schooling(language: Language, application: Application, _person: Person, _program: Program) -> str:
    school = translate(language, words.EDUCATION[application.answers.education])
    return translate(language, _("Your schooling: {school}."), school=school)


def _county(language: Language, application: Application, _person: Person, program: Program) -> str:
    county = program.county(application.answers.county) if application.answers.county else None
    name = county.name if county else translate(language, _("no county"))
    return translate(language, _("Your county: {county}."), county=name)


def _certificate(language: Language, application: Application, _person: Person, _program: Program) -> str:
    held = application.answers.certification
    if held is None:
        return translate(language, _("You told us of no certificate."))
    told = _("Your certificate: {number}, {state}, good until {day}.")
    state = translate(language, words.CERTIFICATION[held.status]).lower()
    return translate(language, told, number=held.number, state=state, day=day_words(language, held.expires))


def _pathway(language: Language, application: Application, _person: Person, _program: Program) -> str:
    said = translate(language, words.PATHWAY[application.answers.pathway])
    return translate(language, _("Where you want to be certified: {place}."), place=said)


def _unchecked(language: Language, _application: Application, _person: Person, _program: Program) -> str:
    return translate(language, _("The box for this was not checked."))


def _other_funding(language: Language, application: Application, _person: Person, program: Program) -> str:
    items = [in_language(language, program.item(item).name) for item in application.answers.paid_elsewhere]
    if not items:
        return translate(language, _("Your earlier awards pay for the same things."))
    return translate(language, _("You told us that others pay for: {items}."), items=", ".join(items))


def _fee_paid(language: Language, application: Application, _person: Person, program: Program) -> str:
    due = application.answers.fee_due
    if due is None:
        return ""
    name = in_language(language, program.item(due.item).name)
    return translate(language, _("You told us that this is paid already: {item}."), item=name)


_DATA: Mapping[Code, _Data] = {
    Code.ID_EXPIRED: _id_expires,
    Code.NAME_MISMATCH: _name_on_id,
    Code.UNDER_18: _birth_date,
    Code.EDU_MISSING: _schooling,
    Code.COUNTY_NOT_PARTICIPATING: _county,
    Code.NO_COUNTY_NEXUS: _county,
    Code.NOT_NOMINATED: _county,
    Code.NOT_CERTIFIED: _certificate,
    Code.CERT_NOT_GOOD_STANDING: _certificate,
    Code.RECIPROCITY_PATHWAY: _pathway,
    Code.ETHICS_UNSIGNED: _unchecked,
    Code.SELF_ID_MISSING: _unchecked,
    Code.ITEM_FUNDED_ELSEWHERE: _other_funding,
    Code.FEE_ALREADY_PAID: _fee_paid,
}


def data_used(language: Language, code: Code, application: Application, person: Person, program: Program) -> str:
    """What was looked at for a reason, in one sentence; empty where it is a person's judgment."""
    told = _DATA.get(code)
    return told(language, application, person, program) if told else ""
