"""Who asks, and whom they stand in for; and that nobody does two things to one case (DESIGN.md section 7)."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.domain.codes import Code
from chalicelib.domain.part import Part
from chalicelib.domain.permissions import PERMISSIONS, Operation
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role


class Cover(Part):
    """A role that is held for a colleague who is away, with the ids that the colleague is known by."""

    role: Role
    id: str
    email_digest: str | None = None


class Actor(Part):
    """Whoever makes a request: an id that names no one, the roles shown, and what ties a staff member to a person."""

    id: str
    roles: frozenset[Role]
    """Own roles and those of colleagues who are away."""
    email_digest: str | None = None
    """Keyed digest of the e-mail, the same for a person's applicant record and their staff account."""
    organization: str | None = None
    """The provider or county that this account belongs to."""
    account: str | None = None
    """The staff account's name with the sign-in service, by which its groups are looked up."""
    signed_in_at: datetime | None = None
    """When somebody last showed who they are, with password or code; not when a token was renewed."""
    covers: tuple[Cover, ...] = ()
    """The roles that are not one's own."""
    stands_for: tuple[Cover, ...] = ()
    """Those of them that the operation at hand is carried out with."""

    def may(self, operation: Operation) -> bool:
        """Whether one of the roles is in the table for the operation."""
        return bool(self.roles & PERMISSIONS[operation])

    @property
    def own_roles(self) -> frozenset[Role]:
        return self.roles - {cover.role for cover in self.covers}

    @property
    def ids(self) -> tuple[str, ...]:
        """One's own, and those of the colleagues whose role is used."""
        return tuple(dict.fromkeys([self.id, *[cover.id for cover in self.stands_for]]))

    @property
    def identities(self) -> tuple[str, ...]:
        """Ids and e-mail digests that this actor counts as: also those of the colleague whose role is used."""
        known = [self.id, self.email_digest]
        for cover in self.stands_for:
            known += [cover.id, cover.email_digest]
        return tuple(dict.fromkeys(each for each in known if each))

    @property
    def signed(self) -> str:
        """What a decision is recorded with: the id, and that of the colleague for whom it was made."""
        return _FOR.join(self.ids)


_FOR = " for "

SYSTEM = Actor(id="system", roles=frozenset({Role.SYSTEM}))
"""The workflows and the scheduled jobs."""


def authorize(actor: Actor, operation: Operation) -> None:
    """Raises NOT-ALLOWED unless one of the actor's roles is in the table for the operation."""
    if not actor.may(operation):
        raise Refused(Code.NOT_ALLOWED)


def acting(actor: Actor, operation: Operation) -> Actor:
    """The actor as they carry out this operation: for nobody else where a role of their own allows it, else for the
    colleagues whose roles do."""
    return acting_as(actor, PERMISSIONS[operation])


def acting_as(actor: Actor, allowing: frozenset[Role]) -> Actor:
    """The same of what these roles allow."""
    if not actor.covers or actor.own_roles & allowing:
        return actor
    return actor.model_copy(update={"stands_for": tuple(each for each in actor.covers if each.role in allowing)})


def refuse_same_person(actor: Actor, *others: str | None) -> None:
    """Raises SAME-PERSON when the actor is one of the ids or e-mail digests given (separation of duties), or acts for a
    colleague who is. What was signed for a colleague counts as done by both."""
    if is_one_of(actor, *others):
        raise Refused(Code.SAME_PERSON)


def is_one_of(actor: Actor, *others: str | None) -> bool:
    """Whether `refuse_same_person` would refuse."""
    return bool(set(actor.identities) & _signers(others))


def has_signed(signature: str, by: str) -> bool:
    """Whether a decision was made by this id, also for a colleague, or for it."""
    return by in _signers((signature,))


def _signers(signatures: Iterable[str | None]) -> set[str]:
    return {each for signature in signatures if signature for each in signature.split(_FOR)}
