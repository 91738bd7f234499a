"""The form on paper: the same questions as on the site, to print, fill in by hand, and mail or bring."""

from dataclasses import dataclass
from enum import StrEnum

from chalice.app import Response

from chalicelib.domain.program import Benefit, Program
from chalicelib.gateways import clock
from chalicelib.services.require_documents import asks_at_once
from chalicelib.store import programs
from chalicelib.web.attestation import ATTESTATIONS, VERSION
from chalicelib.web.i18n import _, translate
from chalicelib.web.intake_form import topics_on_paper
from chalicelib.web.pages_public import asked_offer
from chalicelib.web.questions import BOXES, LABEL, OPTIONAL, choices
from chalicelib.web.shown import page
from chalicelib.web.topics import COUNTY, DAYS, PAPERS, SAFE, WORD, Topic, asked
from chalicelib.web.visit import Visit

_WRITTEN = frozenset({"county"})
"""Questions with more answers than a sheet has room for."""


_BOXES_OF = {
    PAPERS.id: _("What is true of your papers?"),
    SAFE.id: _("What may we do?"),
    COUNTY.id: _("What may your county see?"),
}
"""Over the boxes of a page that each are yes or no."""


class Room(StrEnum):
    """What a question needs on paper."""

    LINE = "line"
    AREA = "area"
    DAY = "day"
    BOX = "box"
    BOXES = "boxes"
    """Some of several."""


@dataclass(frozen=True)
class Question:
    label: str
    room: Room
    choices: tuple[str, ...] = ()
    is_optional: bool = False


def paper(visit: Visit) -> Response:
    """Every question of one benefit, in the language of the page, with the words to agree to and where it goes."""
    offer = asked_offer(visit)
    program = programs.program_at(clock.now())
    topics = [topic for topic in topics_on_paper(offer.benefit) if topic is not WORD]
    return page(
        visit,
        "paper.html",
        here=visit.path,
        offer=offer,
        benefit=offer.benefit,
        sections=[(topic, _questions(topic, offer.benefit, program, visit)) for topic in topics],
        attestation=ATTESTATIONS[VERSION],
        version=VERSION,
        office=program.office,
        papers_now=asks_at_once(offer.benefit.id, program),
    )


def _questions(topic: Topic, benefit: Benefit, program: Program, visit: Visit) -> list[Question]:
    wanted = asked(benefit)
    found = [_question(name, benefit, program, visit) for name in topic.fields if name in wanted]
    boxes = tuple(translate(visit.language, each.label) for each in found if each.room is Room.BOX)
    others = [each for each in found if each.room is not Room.BOX]
    return [*others, Question(_BOXES_OF[topic.id], Room.BOXES, boxes)] if boxes else others


def _question(name: str, benefit: Benefit, program: Program, visit: Visit) -> Question:
    offered = (
        () if name in _WRITTEN else tuple(label for _value, label in choices(name, program, benefit, visit.language))
    )
    return Question(LABEL[name], _room(name, offered), offered, name in OPTIONAL)


def _room(name: str, offered: tuple[str, ...]) -> Room:
    if name in BOXES:
        return Room.BOX
    if name in DAYS:
        return Room.DAY
    if offered:
        return Room.BOXES
    return Room.AREA if name == "address" else Room.LINE
