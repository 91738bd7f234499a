"""The words of the audit view, the program settings and the samples: English texts, which are message ids."""

from collections.abc import Mapping

from chalicelib.domain.sample import SampleKind
from chalicelib.services.read_audit import SubjectKind
from chalicelib.store.readings import Purpose
from chalicelib.web.i18n import _

SAMPLED: Mapping[SampleKind, str] = {
    SampleKind.APPROVAL: _("Approved"),
    SampleKind.DENIAL: _("Denied"),
}
SETTINGS: Mapping[str, str] = {
    "policy": _("Time limits and other numbers"),
    "rounds": _("Rounds: when each benefit is open"),
    "fees": _("Fees"),
    "items": _("What is paid, and its highest amount"),
    "benefits": _("Benefits"),
    "reasons": _("Reasons and their texts"),
    "counties": _("Counties"),
    "plans": _("Behavioral health plans"),
    "regions": _("Regions"),
    "providers": _("Training providers"),
    "funders": _("Others who pay"),
    "accepted_ids": _("Photo IDs that people are told count"),
    "office": _("Where paper forms go"),
    "money_only_pools": _("Money that nobody applies for"),
    "funding_sources": _("Contracts of DHCS"),
}
"""The parts of the program."""
PURPOSE: Mapping[Purpose, str] = {
    Purpose.REVIEW: _("To judge an application"),
    Purpose.COMPARED: _("Beside another person's application, as maybe the same person"),
    Purpose.NOMINATION: _("To compare with a name of a county's list"),
    Purpose.LOST_CODE: _("On the list of those who lost their access code"),
    Purpose.LETTER: _("To print or mail a letter"),
    Purpose.UNDELIVERED: _("On the list of messages that did not arrive"),
    Purpose.INTAKE: _("To type in or confirm a paper or phone application"),
    Purpose.SEARCH: _("Found in a search"),
    Purpose.PERSON: _("The page with all of a person's applications"),
}
"""What a person's details were read for."""
AUDITED: Mapping[SubjectKind, str] = {
    SubjectKind.APPLICATION: _("An application, by its id"),
    SubjectKind.AWARD: _("An award, by its number"),
    SubjectKind.POOL: _("A pool, such as initial/statewide"),
    SubjectKind.PROPOSAL: _("A proposal to move money, by its id"),
    SubjectKind.BATCH: _("A payment batch, by its id"),
    SubjectKind.INTAKE: _("A paper application that was typed in, by its id"),
    SubjectKind.CLASS: _("A class, by its id"),
    SubjectKind.NOMINATIONS: _("Whom a county named, by the county, such as fresno"),
    SubjectKind.WARNINGS: _("Warnings about a pool, such as initial/statewide"),
    SubjectKind.SAMPLE: _("A sample of decisions, by its id"),
    SubjectKind.MAIL: _("E-mail to nobody's record that came back: write mail"),
    SubjectKind.PROGRAM: _("The program's settings: write program"),
    SubjectKind.ROUND: _("A round, by its benefit, such as initial"),
    SubjectKind.ACCESS: _("Who may do what: write access"),
}
