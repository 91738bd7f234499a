"""People: a profile, what they have been funded, their applications and notices, in one partition."""

from collections.abc import Mapping

from chalicelib.domain.codes import Code
from chalicelib.domain.notice import Notice
from chalicelib.domain.person import Person
from chalicelib.domain.refusal import Refused
from chalicelib.store import keys, table


def load_person(person_id: str) -> Person:
    """Raises NOT-FOUND."""
    row = table.get(keys.person(person_id), keys.PROFILE)
    if row is None:
        raise Refused(Code.NOT_FOUND, field="person")
    return Person.model_validate_json(row["body"]["S"])


def person_id_of_code(code_digest: str) -> str | None:
    row = table.get(keys.access_code(code_digest), keys.PROFILE)
    return row["person"]["S"] if row else None


def person_writes(person: Person, known: Person | None) -> list[table.Write]:
    """A new person with access code and fingerprints, or a known one with what changed."""
    writes = [table.put(table.row(keys.person(person.id), keys.PROFILE, person))]
    new_prints = set(person.fingerprints) - set(known.fingerprints if known else ())
    old_prints = set(known.fingerprints if known else ()) - set(person.fingerprints)
    sk = keys.person(person.id)
    writes += [table.put(table.row(keys.fingerprint(digest), sk)) for digest in sorted(new_prints)]
    writes += [table.delete(keys.fingerprint(digest), sk) for digest in sorted(old_prints)]
    was_born = known.birth_digest if known else None
    if person.birth_digest != was_born:
        writes += [table.put(table.row(keys.born(person.birth_digest), sk))] if person.birth_digest else []
        writes += [table.delete(keys.born(was_born), sk)] if was_born else []
    if known is None:
        writes.append(table.put_new(table.row(keys.access_code(person.code_digest), keys.PROFILE, person=person.id)))
    return writes


def others_with_fingerprints(person: Person) -> bool:
    """True when another record shares a name with birth date, an e-mail or a certification number."""
    mine = keys.person(person.id)
    return any(
        row["sk"]["S"] != mine
        for digest in person.fingerprints
        for row in table.query(keys.fingerprint(digest), "PERSON#", limit=2)
    )


Pairs = frozenset[tuple[str, str]]


def funded_items(person_id: str) -> Pairs:
    """The (item, occurrence) pairs that an award of this person pays or has paid, or another funder is said to pay."""
    ours, outside = funded_by(person_id)
    return ours | outside


def funded_by(person_id: str) -> tuple[Pairs, Pairs]:
    """The same, apart: by awards of this program, and by others."""
    rows = list(table.query(keys.person(person_id), "FUNDED#"))
    pairs = {(row["item"]["S"], row["occurrence"]["S"]): "funder" in row for row in rows}
    return frozenset(p for p, outside in pairs.items() if not outside), frozenset(p for p, o in pairs.items() if o)


def declared_writes(person_id: str, declared: Mapping[tuple[str, str], str], taken_back: Pairs) -> list[table.Write]:
    """What others pay, so that no award of this person ever pays it again; and what they are not said to pay any more.

    A conflict when an award came to pay one of the items meanwhile.
    """
    pk = keys.person(person_id)
    new = [
        table.put(
            table.row(pk, keys.funded(item, occurrence), item=item, occurrence=occurrence, funder=funder),
            "attribute_not_exists(pk) OR attribute_exists(funder)",
        )
        for (item, occurrence), funder in sorted(declared.items())
    ]
    gone = [table.delete(pk, keys.funded(*pair), "attribute_exists(funder)") for pair in sorted(taken_back)]
    return new + gone


def application_ids(person_id: str) -> list[str]:
    """Oldest first."""
    return [row["sk"]["S"].split("#", 1)[1] for row in table.query(keys.person(person_id), "APPLICATION#")]


def notices(person_id: str) -> list[Notice]:
    """Oldest first."""
    rows = table.query(keys.person(person_id), "NOTICE#")
    return [Notice.model_validate_json(row["body"]["S"]) for row in rows]
