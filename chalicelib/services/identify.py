"""Who is asking: a person who shows an access code and their birth date, or staff with a verified token."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import normalized_email
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock, secret
from chalicelib.store import people


def identify_applicant(access_code: str, birth_date: date) -> Actor:
    """Raises NOT-ALLOWED, without saying which of the two was wrong."""
    person_id = people.person_id_of_code(secret.code_digest(access_code))
    person = people.load_person(person_id) if person_id else None
    if person is None or person.contact.birth_date != birth_date or person.is_gone(pacific_date(clock.now())):
        raise Refused(Code.NOT_ALLOWED, field="access_code")
    return Actor(id=person.id, roles=frozenset({Role.APPLICANT}), email_digest=person.email_digest)


def identify_staff(claims: Mapping[str, Any]) -> Actor:
    """From the claims of a verified identity token: groups are roles; no group gives the applicant's role."""
    groups = set(claims.get("cognito:groups", ())) - {Role.APPLICANT.value}
    email = claims.get("email")
    return Actor(
        id=f"staff-{claims['sub']}",
        roles=frozenset(role for role in Role if role.value in groups),
        email_digest=secret.digest("email", normalized_email(email)) if email else None,
        organization=claims.get("custom:provider") or claims.get("custom:county"),
    )
