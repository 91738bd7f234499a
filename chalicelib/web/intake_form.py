"""The form that staff type paper and calls into: the same questions as the site's, and when and how they came."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from pydantic import TypeAdapter, ValidationError

from chalicelib.domain.application import Documents
from chalicelib.domain.filing import Arrival, Medium
from chalicelib.domain.intake import Given, Intake
from chalicelib.domain.person import Language
from chalicelib.domain.program import Benefit
from chalicelib.domain.refusal import Refused
from chalicelib.services.enter_intake import Entry
from chalicelib.web.api_models import PacificTime
from chalicelib.web.application_form import ApplicationForm, checked_page, form_of
from chalicelib.web.attestation import ATTESTATIONS, VERSION
from chalicelib.web.i18n import _, translate
from chalicelib.web.questions import HELP
from chalicelib.web.said import Said
from chalicelib.web.topics import SAFE, Topic, topics_of

_TIME = re.compile(r"(\d{1,2})[:.](\d{2})\s*(am|pm)?", re.IGNORECASE)
_MOMENT: TypeAdapter[datetime] = TypeAdapter(PacificTime)
_REFERENCE_LIMIT = 200

ARRIVAL_HELP: Mapping[str, str] = {
    "medium": _("Choose how it came in."),
    "received": _("Write the day on which it came in: not ahead, and not before the round opened."),
    "received_time": _("Write the time like 2:30 pm or 14:30, California time."),
    "reference": _("Write where the scan of the paper is kept, with at most 200 characters."),
    "attested": _("Choose the version that is printed on the paper, or that you read out."),
}
_FIELD_OF = {"received_at": "received", "reference": "reference"}


@dataclass(frozen=True)
class IntakeForm:
    form: ApplicationForm
    entry: Entry | None
    """None while something stands in the way."""


def topics_on_paper(benefit: Benefit) -> tuple[Topic, ...]:
    """Every page of the form: on paper nobody can be asked later what is safe."""
    return (*topics_of(benefit), SAFE)


def checked_entry(said: Said, benefit: Benefit, language: Language) -> IntakeForm:
    """What was typed, with what is wrong about it; the language of the person has to be said here."""
    form = checked_page(said, topics_on_paper(benefit), benefit, language)
    arrival, wrong = _arrival(said)
    told = {name: translate(language, ARRIVAL_HELP[name]) for name in wrong}
    if not said.said("contact_language"):
        told["contact_language"] = translate(language, HELP["contact_language"])
    if told:
        form = replace(form, errors=told | dict(form.errors), given=None)
    given = form.given
    if arrival is None or form.errors or given is None or given.contact is None:
        return IntakeForm(form, None)
    answers = given.answers.model_copy(
        update={"attested": said.said("attested"), "documents": _as_seen(given.answers.documents, said)}
    )
    what = Given(contact=given.contact, answers=answers, invitation_code=given.invitation_code)
    return IntakeForm(form, Entry(benefit.id, what, arrival))


def _as_seen(documents: Documents, said: Said) -> Documents:
    """With what staff themselves had in their hands; what is not checked, the person hands in like anybody else."""
    card, school = documents.photo_id, documents.education
    return Documents(
        photo_id=card.model_copy(update={"seen": bool(said.said("id_seen"))}),
        education=school.model_copy(update={"seen": bool(said.said("education_seen"))}),
    )


def _arrival(said: Said) -> tuple[Arrival | None, list[str]]:
    """When and how it came, and the fields that say it wrongly, in the order of the page."""
    medium, day, at = said.said("medium"), said.day("received"), _time(said.said("received_time"))
    reference = said.said("reference")
    wrong = {
        "medium": medium not in set(Medium),
        "received": day is None,
        "received_time": at is None,
        "reference": len(reference) > _REFERENCE_LIMIT,
        "attested": said.said("attested") not in ATTESTATIONS,
    }
    if day is None or at is None or any(wrong.values()):
        return None, [name for name, is_wrong in wrong.items() if is_wrong]
    try:
        moment = _MOMENT.validate_python(datetime.combine(day, at))
    except ValidationError:
        return None, ["received_time"]
    return Arrival(medium=Medium(medium), at=moment, reference=reference or None), []


def _time(said: str) -> time | None:
    """`2:30 pm`, `14:30`, `9.05 AM`; None for what is no time."""
    found = _TIME.fullmatch(said)
    if found is None or not said.isascii():
        return None
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def refused_entry(form: ApplicationForm, refusal: Refused, language: Language) -> ApplicationForm:
    """The form with a service's refusal put to the field that it names."""
    name = _FIELD_OF.get(refusal.field or "")
    if name:
        return replace(form, errors={name: translate(language, ARRIVAL_HELP[name])}, given=None)
    return form.refused(refusal, language)


def empty_entry() -> ApplicationForm:
    """What a new form begins with."""
    return ApplicationForm({"medium": Medium.PAPER.value, "attested": VERSION, "pathway": "initial"})


def form_of_intake(intake: Intake) -> ApplicationForm:
    """A form that says what was typed before."""
    if intake.given is None:
        return empty_entry()
    form, at = form_of(intake.given.contact, intake.given.answers), intake.arrival.at_pacific
    arrival = {
        "medium": intake.arrival.medium.value,
        "received_year": f"{at.year:04d}",
        "received_month": str(at.month),
        "received_day": str(at.day),
        "received_time": f"{at.hour:02d}:{at.minute:02d}",
        "reference": intake.arrival.reference or "",
        "attested": intake.given.answers.attested or VERSION,
        "invitation_code": intake.given.invitation_code or "",
        "id_seen": "yes" if intake.given.answers.documents.photo_id.seen else "",
        "education_seen": "yes" if intake.given.answers.documents.education.seen else "",
    }
    return replace(form, typed=dict(form.typed) | arrival)
