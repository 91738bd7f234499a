"""Who is asking: a person who shows an access code and their birth date, or staff with a verified token."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import normalized_email
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.gateways import clock, oidc, secret
from chalicelib.services.throttle import Limits, count_try, refuse_too_many, subject
from chalicelib.store import people, programs
from chalicelib.store.tries import Subject


def identify_applicant(access_code: str, birth_date: date, address: str | None = None) -> Actor:
    """Raises NOT-ALLOWED, without saying which of the two was wrong; TOO-MANY-TRIES, right or wrong, when this code or
    this internet address was wrong too often."""
    digest = secret.code_digest(access_code)
    limits = _limits(digest, address)
    refuse_too_many(limits)
    person_id = people.person_id_of_code(digest)
    person = people.load_person(person_id) if person_id else None
    if person is None or person.contact.birth_date != birth_date or person.is_gone(pacific_date(clock.now())):
        count_try(limits)
        raise Refused(Code.NOT_ALLOWED, field="access_code")
    return Actor(
        id=person.id,
        roles=frozenset({Role.APPLICANT}),
        email_digest=person.email_digest,
        signed_in_at=clock.now(),
    )


def _limits(code_digest: str, address: str | None) -> Limits:
    """A code that does not exist is counted like one that does, so that they look alike here too."""
    policy = programs.program_at(clock.now()).policy
    limits = {Subject("code", code_digest): policy.code_tries_an_hour}
    if address:
        limits[subject("address", address)] = policy.address_tries_an_hour
    return limits


def identify_staff(claims: Mapping[str, Any]) -> Actor:
    """From the claims of a verified identity token: groups are roles; no group gives the applicant's role."""
    groups = set(claims.get("cognito:groups", ())) - {Role.APPLICANT.value}
    email, age = claims.get("email"), oidc.time_since_sign_in(claims)
    return Actor(
        id=staff_id(claims["sub"]),
        roles=frozenset(role for role in Role if role.value in groups),
        email_digest=staff_email_digest(email or ""),
        organization=claims.get("custom:provider") or claims.get("custom:county"),
        account=claims.get("cognito:username"),
        signed_in_at=None if age is None else clock.now() - age,
    )


def staff_id(subject: str) -> str:
    """Our id of the account that the sign-in service knows by this one."""
    return f"staff-{subject}"


def staff_email_digest(email: str) -> str | None:
    return secret.digest("email", normalized_email(email)) if email else None
