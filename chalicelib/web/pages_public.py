"""Pages for everybody: home, the choice of a language, style sheet and icon."""

import re
from dataclasses import dataclass
from datetime import date

from chalice.app import Response

from chalicelib.domain.codes import Code
from chalicelib.domain.program import Benefit, BenefitKind, CoveredItem, Program
from chalicelib.domain.program_values import Text
from chalicelib.domain.refusal import Refused
from chalicelib.domain.rounds import RoundState, in_force, round_status
from chalicelib.domain.states import RoundStatus
from chalicelib.gateways import clock
from chalicelib.gateways.settings import setting
from chalicelib.store import programs, rounds
from chalicelib.web.assets import asset
from chalicelib.web.i18n import LANGUAGES
from chalicelib.web.shown import file, language_cookie, page, see_other
from chalicelib.web.visit import Visit
from chalicelib.web.words import DONE, ROUND

_OWN_PATH = re.compile(r"/[A-Za-z0-9._/-]*(\?[A-Za-z0-9=&_-]*)?")


_STATEMENT_WRITTEN = date(2026, 11, 22)


@dataclass(frozen=True)
class Offer:
    """A benefit with the state of its round, as the home page and the form show it."""

    benefit: Benefit
    items: tuple[CoveredItem, ...]
    status: RoundStatus
    opens: date | None
    closes: date | None
    is_sample: bool
    public_text: Text | None
    """What the program says about the latest change of the round."""

    @property
    def words(self) -> str:
        return ROUND[self.status]

    @property
    def is_open(self) -> bool:
        return self.status is RoundStatus.OPEN

    @property
    def cents(self) -> int:
        """The most that it pays."""
        return sum(item.cap_cents for item in self.items)


def offer_of(program: Program, benefit: Benefit, state: RoundState) -> Offer:
    window = program.round(benefit.id)
    state = in_force(window, state, clock.now())
    return Offer(
        benefit=benefit,
        items=tuple(program.item(item) for item in benefit.items),
        status=round_status(window, state, clock.now()),
        opens=window.opens,
        closes=state.closes or window.closes,
        is_sample=window.standing == "sample",
        public_text=state.public_text,
    )


def asked_offer(visit: Visit) -> Offer:
    """The offer that the address names. Raises NOT-FOUND."""
    program = programs.program_at(clock.now())
    benefit = program.benefit(visit.params["benefit"])
    if benefit is None:
        raise Refused(Code.NOT_FOUND, field="benefit")
    return offer_of(program, benefit, rounds.load_round(benefit.id))


def home(visit: Visit) -> Response:
    program = programs.program_at(clock.now())
    states = rounds.load_rounds(benefit.id for benefit in program.benefits)
    offers = [offer_of(program, benefit, states[benefit.id]) for benefit in program.benefits]
    return page(
        visit,
        "home.html",
        done=DONE.get(visit.query.get("done", "")),
        scholarships=[offer for offer in offers if offer.benefit.kind is BenefitKind.SCHOLARSHIP],
        waivers=[offer for offer in offers if offer.benefit.kind is BenefitKind.FEE_WAIVER],
        days=program.policy.offer_days,
        months=program.policy.award_months,
    )


def accessibility(visit: Visit) -> Response:
    """What was checked, what was not, and what to do about a page that somebody cannot use."""
    return page(visit, "accessibility.html", written=_STATEMENT_WRITTEN, phone=setting("HELP_PHONE"))


def choose_language(visit: Visit) -> Response:
    """Keep the choice and show the page again that it was made on."""
    back = visit.said("back")
    path = back if _OWN_PATH.fullmatch(back) and not back.startswith("//") else "/"
    chosen = next((language for language in LANGUAGES if language == visit.said("lang")), visit.language)
    return see_other(visit, path, (language_cookie(visit, chosen),))


def static(visit: Visit) -> Response:
    found = asset(visit.params["name"])
    if found is None:
        raise Refused(Code.NOT_FOUND, field="name")
    text, content_type, for_good = found
    return file(text, content_type, for_good=for_good)
