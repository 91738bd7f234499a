"""The form's pages: one topic each, with the questions that a benefit needs, and why they are asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.domain.codes import Code
from chalicelib.domain.program import Benefit, BenefitKind
from chalicelib.web.i18n import _
from chalicelib.web.said import DAY_PARTS

DAYS = frozenset({"birth_date", "id_expires", "certification_expires"})
"""Questions that are answered in three fields."""


@dataclass(frozen=True)
class Topic:
    id: str
    title: str
    why: str
    fields: tuple[str, ...]
    carried: tuple[str, ...] = ()
    """What the page says by itself and nobody is asked."""

    @property
    def names(self) -> frozenset[str]:
        """The fields of the page, as a browser sends them."""
        days = {f"{name}_{part}" for name in self.fields if name in DAYS for part in DAY_PARTS}
        return frozenset(set(self.fields) - DAYS | days | set(self.carried))


YOU = Topic(
    "you",
    _("About you"),
    _("Your name tells us who the help is for. Your birth date and your access code open this form again later."),
    ("legal_name", "chosen_name", "birth_date"),
)
REACH = Topic(
    "reach",
    _("How to reach you"),
    _("So that we can tell you about an offer. You can leave both empty: then look at your page here once a week."),
    ("email", "phone"),
)
SAFE = Topic(
    "safe",
    _("What is safe for you"),
    _("Other people may see your mail or your phone. We only use the ways that you check here."),
    ("contact_language", "may_text", "may_leave_voicemail", "may_mail", "address_kind", "care_of", "address"),
)
"""Nobody has to pass through it: it is reached from `REACH` and from the page that shows all answers."""
COUNTY = Topic(
    "county",
    _("Your county"),
    _("The program works through counties. One where you live, work or volunteer must take part."),
    ("county", "nexus", "invitation_code", "county_may_see"),
)
PAPERS = Topic(
    "papers",
    _("Your ID and school"),
    _("State law asks for a high school diploma or the like. The ID shows that you are you."),
    ("id_expires", "id_name", "education", "id_checked", "education_checked"),
)
CERTIFICATION = Topic(
    "certification",
    _("Your certification"),
    _("This help is for people who are, or were, certified."),
    ("certification_status", "certification_number", "certification_expires"),
)
HELP = Topic(
    "help",
    _("About this help"),
    _("We pay for what nobody else has paid, and only once."),
    ("pathway", "attempt", "fee_paid", "other_funding"),
)
WORD = Topic(
    "word",
    _("Your word"),
    _("State law asks for both. Your word is enough: nobody checks your past."),
    ("self_identifies", "ethics_signed"),
    carried=("attested",),  # the version of the words that were on the page
)
TOPICS: Mapping[str, Topic] = {
    topic.id: topic for topic in (YOU, REACH, SAFE, COUNTY, PAPERS, CERTIFICATION, HELP, WORD)
}


def topics_of(benefit: Benefit) -> tuple[Topic, ...]:
    """The pages that everybody passes who asks for this, in order."""
    needs_certificate = benefit.certification != "none"
    return tuple(
        topic for topic in TOPICS.values() if topic is not SAFE and (topic is not CERTIFICATION or needs_certificate)
    )


def asked(benefit: Benefit, *, other_name: bool = False) -> frozenset[str]:
    """The questions that a benefit needs. `other_name`: the ID's name was found to be another one."""
    questions = {name for topic in (*topics_of(benefit), SAFE) for name in topic.fields}
    unasked = {
        "pathway": benefit.certification != "none",
        "attempt": "exam_retake" not in benefit.items,
        "fee_paid": benefit.kind is not BenefitKind.FEE_WAIVER,
        # Of one fee, "is it paid?" says it all.
        "other_funding": benefit.kind is BenefitKind.FEE_WAIVER,
        "id_name": benefit.kind is BenefitKind.FEE_WAIVER and not other_name,
    }
    return frozenset(questions - {name for name, left_out in unasked.items() if left_out})


_CONCERNED: Mapping[Code, tuple[Topic, ...]] = {
    Code.ID_EXPIRED: (PAPERS,),
    Code.ID_UNREADABLE: (PAPERS,),
    Code.ID_NO_PHOTO: (PAPERS,),
    Code.NAME_MISMATCH: (YOU, PAPERS),
    Code.UNDER_18: (YOU,),
    Code.EDU_MISSING: (PAPERS,),
    Code.EDU_UNREADABLE: (PAPERS,),
    Code.ETHICS_UNSIGNED: (WORD,),
    Code.SELF_ID_MISSING: (WORD,),
    Code.RECIPROCITY_PATHWAY: (HELP,),
    Code.COUNTY_NOT_PARTICIPATING: (COUNTY,),
    Code.NO_COUNTY_NEXUS: (COUNTY,),
    Code.NOT_CERTIFIED: (CERTIFICATION,),
    Code.CERT_NOT_GOOD_STANDING: (CERTIFICATION,),
    Code.ITEM_FUNDED_ELSEWHERE: (HELP,),
    Code.FEE_ALREADY_PAID: (HELP,),
    Code.POSSIBLE_DUPLICATE: (YOU, REACH),
}


def topics_concerned(benefit: Benefit, reasons: Iterable[Code]) -> tuple[Topic, ...]:
    """The pages that could mend these reasons, in the form's order; all of them for a reason that names none."""
    found = [_CONCERNED.get(code, ()) for code in reasons]
    wanted = {topic.id for topics in found for topic in topics}
    mine = topics_of(benefit)
    concerned = tuple(topic for topic in mine if topic.id in wanted)
    return concerned if concerned and all(found) else mine
