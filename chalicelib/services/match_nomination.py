"""A nomination is matched with the applications of the person it means."""

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.folder import Folder
from chalicelib.domain.nomination import Nomination, can_still_move
from chalicelib.domain.notice import NoticeKind
from chalicelib.gateways import clock
from chalicelib.services.find_uncertain import uncertain_for_nomination
from chalicelib.store import folders, nominations, people, table
from chalicelib.store.commit import Decision, commit
from chalicelib.store.outbox import Pending
from chalicelib.store.table import Conflict

_TRIES = 20


def match_nomination(fingerprint: str) -> list[Pending]:
    """Move every waiting application that the nominations of this person count for to tier 1; once.

    A nomination that finds nobody is compared with those who nearly fit.
    """
    left: list[Pending] = []
    found: set[str] = set()
    for person_id in nominations.people_with(fingerprint):
        for application_id in people.application_ids(person_id):
            counting = counting_nominations(folders.load_folder(application_id), (fingerprint,))
            if counting:
                table.transact([nominations.matched_write(one, application_id) for one in counting])
                found |= {one.nominee for one in counting}
                left += _moved(application_id, fingerprint)
    for nomination in nominations.nominations_for((fingerprint,), clock.now()):
        if nomination.nominee == fingerprint and fingerprint not in found:
            uncertain_for_nomination(nomination)
    return left


def _moved(application_id: str, fingerprint: str) -> tuple[Pending, ...]:
    for _ in range(_TRIES):
        folder = folders.load_folder(application_id)
        counting = counting_nominations(folder, (fingerprint,))
        if not can_still_move(folder) or not counting:
            return ()
        try:
            return commit(_to_tier_one(folder, counting))
        except Conflict:
            continue
    raise Conflict


def counting_nominations(folder: Folder, fingerprints: tuple[str, ...]) -> list[Nomination]:
    """The nominations that count for this application: same county as its nexus, and its benefit."""
    application = folder.application
    found = nominations.nominations_for(fingerprints, clock.now())
    return [one for one in found if one.counts_for(application.answers.county, application.benefit)]


def nominated_by(counting: list[Nomination]) -> dict[str, str]:
    """For the audit event of what nominations did: the county, and its liaisons."""
    if not counting:
        return {}
    return {"county": counting[0].county, "named_by": " ".join(sorted({one.by for one in counting}))}


def _to_tier_one(folder: Folder, counting: list[Nomination]) -> Decision:
    application = folder.application.model_copy(update={"tier": 1})
    return Decision(
        before=folder,
        after=folder.model_copy(update={"application": application}),
        action="nominate",
        actor=SYSTEM,
        now=clock.now(),
        language=people.load_person(application.person_id).contact.language,
        notices=((NoticeKind.TIER_CHANGED, {}),),
        detail=nominated_by(counting),
    )
