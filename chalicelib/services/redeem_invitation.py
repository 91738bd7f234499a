"""An applicant gives the invitation code that their county handed them: it counts as a match, whatever the names."""

from datetime import datetime

from chalicelib.domain.application import Answers
from chalicelib.domain.person import Person
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import secret
from chalicelib.store import nominations, table


def invitation_writes(
    code: str | None, person: Person, answers: Answers, benefit: str, now: datetime
) -> list[table.Write]:
    """What makes the nomination count for this person, in the transaction of their application; nothing without a code.

    Raises INVALID(invitation_code) for a code that is unknown, expired, replaced, somebody else's, of a county that is
    not the nexus, or for another benefit. Which of these it is, is not said: nobody learns whom a county named.
    """
    if not code:
        return []
    digest = secret.code_digest(code)
    found = nominations.load_invitation(digest, now)
    if found is None:
        raise invalid("invitation_code")
    nomination, used_by = found
    if used_by not in (None, person.id) or not nomination.counts_for(answers.county, benefit):
        raise invalid("invitation_code")
    return [
        nominations.standing_write(person.fingerprints[0], nomination),
        nominations.invitation_used_write(digest, person.id),
    ]
