"""A nomination is matched with the applications of the person it means."""

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.folder import Folder
from chalicelib.domain.nomination import can_still_move
from chalicelib.domain.notice import NoticeKind
from chalicelib.gateways import clock
from chalicelib.store import folders, nominations, people
from chalicelib.store.commit import Decision, commit
from chalicelib.store.outbox import Pending
from chalicelib.store.table import Conflict

_TRIES = 20


def match_nomination(fingerprint: str) -> list[Pending]:
    """Move every waiting application that the nominations of this person count for to tier 1; once."""
    left: list[Pending] = []
    for person_id in nominations.people_with(fingerprint):
        for application_id in people.application_ids(person_id):
            left += _moved(application_id, fingerprint)
    return left


def _moved(application_id: str, fingerprint: str) -> tuple[Pending, ...]:
    for _ in range(_TRIES):
        folder = folders.load_folder(application_id)
        if not can_still_move(folder) or not is_nominated(folder, (fingerprint,)):
            return ()
        try:
            return commit(_to_tier_one(folder))
        except Conflict:
            continue
    raise Conflict


def is_nominated(folder: Folder, fingerprints: tuple[str, ...]) -> bool:
    """True when a nomination counts for this application: same county as its nexus, and its benefit."""
    application = folder.application
    found = nominations.nominations_for(fingerprints)
    return any(line.counts_for(application.answers.county, application.benefit) for line in found)


def _to_tier_one(folder: Folder) -> Decision:
    application = folder.application.model_copy(update={"tier": 1})
    return Decision(
        before=folder,
        after=folder.model_copy(update={"application": application}),
        action="nominate",
        actor=SYSTEM,
        now=clock.now(),
        language=people.load_person(application.person_id).contact.language,
        notices=((NoticeKind.TIER_CHANGED, {}),),
    )
