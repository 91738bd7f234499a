"""Who is called what: under keyed digests of how the words of a name begin, so that no key holds a name.

A row lies under the first letters of each word of a legal or chosen name, and carries the digests of all beginnings of
all its words. So one partition has everybody with such a word, and the query itself leaves out whom other words of
the search do not fit.
"""

from collections.abc import Sequence

from chalicelib.domain.person import Person, PersonId, normalized_name
from chalicelib.gateways import secret
from chalicelib.store import keys, slices, table

_STEM = 3
"""So many letters say which partition. A shorter word has one of its own: `Li` is found by `li`, Lisa by `lis`."""
_MOST = 12
"""Words of all names of one person: a row each, in the transaction of whatever else is changed."""
_LONGEST = 12
"""Longer beginnings are compared by these letters."""
_DIGITS = 8
"""Of a beginning's digest. One in four billion others looks the same; `fits` compares the names themselves."""


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared: accents, case, apostrophes and order do not count."""
    return tuple(sorted(set(normalized_name(name).split()))[:_MOST])


def fits(person: Person, sought: Sequence[str]) -> bool:
    """Whether each of these is how some word of the person's names begins."""
    own = _words(person)
    return all(any(each.startswith(word) for each in own) for word in sought)


def name_writes(person: Person, known: Person | None) -> list[table.Write]:
    """Where staff find who has sent something; rows of words that are no part of the names any more go."""
    sk, before, after = keys.person(person.id), _places(known), _places(person)
    new = [
        table.put(table.row(pk, sk, beginnings=beginnings))
        for pk, beginnings in sorted(after.items())
        if before.get(pk) != beginnings
    ]
    return new + [table.delete(pk, sk) for pk in sorted(before) if pk not in after]


def people_called(sought: Sequence[str], limit: int, after: str | None = None) -> tuple[list[PersonId], str | None]:
    """Ids of those whose names have words that begin so, as many as the limit, and after which it goes on.

    The oldest record first; at most three calls. It may be somebody whom `fits` leaves out.
    """
    longest = max(sought, key=len)
    pk = keys.called(_digest(_stem(longest)))
    asked = [_marked(word[:_LONGEST]) for word in sought if word != _stem(longest)]
    only = slices.Only(containing={"beginnings": asked})
    found = slices.slice_of(pk, "PERSON#", "PERSON#~", limit, after=after, only=only)
    return [PersonId(row["sk"]["S"].removeprefix("PERSON#")) for row in found.rows], found.last


def _places(person: Person | None) -> dict[str, str]:
    """By partition, what its row carries; nothing for somebody who has only begun."""
    if person is None or person.kept_until is not None:
        return {}
    words = _words(person)
    beginnings = sorted({_marked(word[:end]) for word in words for end in range(1, min(len(word), _LONGEST) + 1)})
    return {keys.called(_digest(stem)): "".join(beginnings) for stem in sorted(set(map(_stem, words)))}


def _words(person: Person) -> tuple[str, ...]:
    return words_of(f"{person.contact.legal_name} {person.contact.chosen_name or ''}")


def _stem(word: str) -> str:
    return word[:_STEM]


def _digest(text: str) -> str:
    return secret.digest("called", text)


def _marked(beginning: str) -> str:
    """Parted, so that no digest is found across two others."""
    return f"{secret.digest('beginning', beginning)[:_DIGITS]} "
