"""People: a profile, what they have been funded, their applications and notices, in one partition."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import end_of_day
from chalicelib.domain.person import Person, PersonId
from chalicelib.domain.refusal import Refused
from chalicelib.store import keys, table
from chalicelib.store.called import name_writes


def find_person(person_id: str) -> Person | None:
    """None also for a record that went with its last form."""
    row = table.get(keys.person(person_id), keys.PROFILE)
    return Person.model_validate_json(row["body"]["S"]) if row else None


def load_person(person_id: str) -> Person:
    """Raises NOT-FOUND."""
    person = find_person(person_id)
    if person is None:
        raise Refused(Code.NOT_FOUND, field="person")
    return person


def load_people(ids: Sequence[str]) -> dict[PersonId, Person]:
    """By id, those that there are; a hundred a call."""
    rows = table.get_many([(keys.person(each), keys.PROFILE) for each in dict.fromkeys(ids)])
    found = [Person.model_validate_json(row["body"]["S"]) for row in rows]
    return {person.id: person for person in found}


def person_id_of_code(code_digest: str) -> str | None:
    row = table.get(keys.access_code(code_digest), keys.PROFILE)
    return row["person"]["S"] if row else None


def person_writes(person: Person, known: Person | None) -> list[table.Write]:
    """A new person with access code and fingerprints, or a known one with what changed.

    Conflicts with a change of the access code, or of how long the record is kept, that came between: a page that is
    saved while another form is sent must not let the record go after all.
    """
    writes = [_profile_write(person, known), *_code_writes(person, known)]
    return [*writes, *_print_writes(person, known), *_birth_writes(person, known), *name_writes(person, known)]


def _profile_write(person: Person, known: Person | None) -> table.Write:
    pk = keys.person(person.id)
    item = table.row(pk, keys.PROFILE, person, access_code=person.code_digest, expires_at=_expires_at(person))
    if known is None:
        return table.put_new(item)
    until = _expires_at(known)
    same_code, values = "access_code = :known AND ", {"known": known.code_digest}
    if until is None:
        return table.put(item, f"{same_code}attribute_not_exists(expires_at)", values)
    return table.put(item, f"{same_code}expires_at = :until", values | {"until": until})


def _code_writes(person: Person, known: Person | None) -> list[table.Write]:
    """The row that the access code is found by; an earlier code is good for nothing any more."""
    pk = keys.access_code(person.code_digest)
    item = table.row(pk, keys.PROFILE, person=person.id, expires_at=_expires_at(person))
    if known is None:
        return [table.put_new(item)]
    if known.code_digest != person.code_digest:
        return [table.delete(keys.access_code(known.code_digest), keys.PROFILE), table.put_new(item)]
    return [table.put(item)] if known.kept_until != person.kept_until else []


def _expires_at(person: Person) -> int | None:
    return int(end_of_day(person.kept_until).timestamp()) if person.kept_until else None


def _prints(person: Person | None) -> dict[tuple[str, str], int | None]:
    """Where a person is found, and until when. Nobody is compared with a record behind which nothing was sent."""
    if person is None:
        return {}
    sk = keys.person(person.id) if person.kept_until is None else keys.drafter(person.id)
    return {(keys.fingerprint(digest), sk): _expires_at(person) for digest in person.fingerprints}


def _print_writes(person: Person, known: Person | None) -> list[table.Write]:
    before, after = _prints(known), _prints(person)
    new = [place for place in sorted(after) if place not in before or before[place] != after[place]]
    written = [table.put(table.row(*place, expires_at=after[place])) for place in new]
    return written + [table.delete(*place) for place in sorted(before) if place not in after]


def _birth_writes(person: Person, known: Person | None) -> list[table.Write]:
    """Under whose birth date nominations that nearly fit are looked for."""
    sk, before = keys.person(person.id), known.birth_digest if known else None
    if person.birth_digest == before:
        return []
    writes = [table.put(table.row(keys.born(person.birth_digest), sk))] if person.birth_digest else []
    return writes + ([table.delete(keys.born(before), sk)] if before else [])


def removal_writes(person: Person) -> list[table.Write]:
    """A person who never sent anything, and their code."""
    return [
        table.delete(keys.person(person.id), keys.PROFILE),
        table.delete(keys.access_code(person.code_digest), keys.PROFILE),
        *[table.delete(*place) for place in sorted(_prints(person))],
    ]


def people_called(digest: str) -> list[PersonId]:
    """Everybody with a name and birth date, or an e-mail, of this fingerprint, whether or not they sent anything."""
    rows = [row for prefix in ("PERSON#", "DRAFTER#") for row in table.query(keys.fingerprint(digest), prefix)]
    return [PersonId(row["sk"]["S"].split("#", 1)[1]) for row in rows]


def others_with_fingerprints(person: Person) -> bool:
    """True when another record shares a name with birth date, an e-mail or a certification number."""
    mine = keys.person(person.id)
    return any(
        row["sk"]["S"] != mine
        for digest in person.fingerprints
        for row in table.query(keys.fingerprint(digest), "PERSON#", limit=2)
    )


def alike(person: Person, most: int) -> dict[PersonId, list[str]]:
    """Other records that share a fingerprint, each with those it shares."""
    mine, found = keys.person(person.id), dict[PersonId, list[str]]()
    for digest in person.fingerprints:
        for row in table.query(keys.fingerprint(digest), "PERSON#", limit=most + 1):
            if row["sk"]["S"] != mine:
                found.setdefault(PersonId(row["sk"]["S"].removeprefix("PERSON#")), []).append(digest)
    return dict(list(found.items())[:most])


Pairs = frozenset[tuple[str, str]]


def funded_by(person_id: str) -> tuple[Pairs, Pairs]:
    """The (item, occurrence) pairs that an award of this person pays or has paid, and those that others are said to."""
    rows = list(table.query(keys.person(person_id), "FUNDED#"))
    ours = frozenset(_pair(row) for row in rows if "funder" not in row)
    return ours, frozenset(_pair(row) for row in rows if "funder" in row)


def _pair(row: table.Row) -> tuple[str, str]:
    return row["item"]["S"], row["occurrence"]["S"]


def funded_elsewhere(person_id: str) -> list[tuple[str, str, str]]:
    """(item, occurrence, funder) of what other funders are said to pay."""
    rows = table.query(keys.person(person_id), "FUNDED#")
    found = {(*_pair(row), row["funder"]["S"]) for row in rows if "funder" in row}
    return sorted(found)


def declared_by(person_id: str) -> dict[tuple[str, str], str]:
    """By (item, occurrence), who else pays, as the person said."""
    rows = table.query(keys.person(person_id), "FUNDED#")
    return {(row["item"]["S"], row["occurrence"]["S"]): row["funder"]["S"] for row in rows if "funder" in row}


def declared_writes(person_id: str, declared: Mapping[tuple[str, str], str], taken_back: Pairs) -> list[table.Write]:
    """What others pay, so that no award of this person ever pays it again; and what they are not said to pay any more.

    A conflict when an award came to pay one of the items meanwhile.
    """
    pk = keys.person(person_id)
    new = [
        table.put(elsewhere_row(person_id, pair, funder), "attribute_not_exists(pk) OR attribute_exists(funder)")
        for pair, funder in sorted(declared.items())
    ]
    unless_ours = "attribute_not_exists(pk) OR attribute_exists(funder)"
    gone = [table.delete(pk, keys.funded(*pair), unless_ours) for pair in sorted(taken_back)]
    return new + gone


def elsewhere_row(person_id: str, pair: tuple[str, str], funder: str) -> table.Row:
    """Says that another funder pays this."""
    item, occurrence = pair
    return table.row(
        keys.person(person_id), keys.funded(item, occurrence), item=item, occurrence=occurrence, funder=funder
    )


def declared_later_writes(
    person_id: str, declared: Mapping[tuple[str, str], str], taken_back: Pairs
) -> list[table.Write]:
    """The same of items that an award of ours pays: remembered beside its row, for when that goes."""
    pk = keys.person(person_id)
    new = [
        table.put(elsewhere_row(person_id, pair, funder) | {"sk": {"S": keys.funded_later(*pair)}})
        for pair, funder in sorted(declared.items())
    ]
    return new + [table.delete(pk, keys.funded_later(*pair)) for pair in sorted(taken_back)]


def application_ids(person_id: str) -> list[str]:
    """Oldest first."""
    return [row["sk"]["S"].split("#", 1)[1] for row in table.query(keys.person(person_id), "APPLICATION#")]
