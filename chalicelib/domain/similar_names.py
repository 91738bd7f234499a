"""When two names of people born on the same day may be one person's: for a reviewer to look at, never to decide by.

The names are the same after `normalized_name`: no nomination is uncertain then. They are similar when
- the same words are in another order (`García Ana`, `Ana García`);
- one has words that the other leaves out, two at least being common (`Ana García`, `Ana García López`);
- the last words agree, and of the first words one is the beginning of the other: an initial or a short form
  (`A Sample`, `Alejandra Sample`; `Rob`, `Robert`); or
- they are one edit apart, in names of six letters or more: a letter too many, too few, another one, or two that
  changed places.
"""

from itertools import zip_longest

from chalicelib.domain.person import normalized_name

_SHORTEST = 6
"""Letters below which one edit makes another name (`ana`, `eva`)."""


def similar_names(one: str, other: str) -> bool:
    """True for names that are not the same but may be the same person's, by the rules above."""
    first, second = normalized_name(one), normalized_name(other)
    if first == second or not first or not second:
        return False
    words, others = first.split(), second.split()
    return (
        sorted(words) == sorted(others)
        or _leaves_words_out(set(words), set(others))
        or _shortened(words, others)
        or (min(len(first), len(second)) >= _SHORTEST and one_edit_apart(first, second))
    )


def _leaves_words_out(words: set[str], others: set[str]) -> bool:
    return len(words & others) >= 2 and (words <= others or others <= words)


def _shortened(words: list[str], others: list[str]) -> bool:
    if len(words) < 2 or len(others) < 2 or words[-1] != others[-1]:
        return False
    return words[0].startswith(others[0]) or others[0].startswith(words[0])


def one_edit_apart(one: str, other: str) -> bool:
    """True when one letter added, left out, replaced, or changed over with its neighbour makes one text the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next(n for n, (a, b) in enumerate(zip_longest(one, other)) if a != b)
    rest, others = one[start:], other[start:]
    swapped = rest[:2] == others[:2][::-1] and rest[2:] == others[2:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or swapped
