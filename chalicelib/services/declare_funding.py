"""What a person says that others pay is kept with the person: no award pays it, in whichever round or benefit."""

from chalicelib.domain.application import Answers
from chalicelib.domain.eligibility import declared_elsewhere
from chalicelib.domain.program import Benefit, Program
from chalicelib.store import people, table


def declaration_writes(
    person_id: str,
    benefit: Benefit,
    answers: Answers,
    program: Program,
    before: Answers | None,
    given_back: people.Pairs = frozenset(),
) -> list[table.Write]:
    """For the transaction of an application, of a revision of the answers before, or of a report after it.

    An item that an award of ours pays stays as it is, and what was said of it counts when the award does not pay it
    after all. `given_back`: what this very transaction takes out of an award; the award's own writes keep it. Only a
    revision takes a declaration back, whichever application it came with: a later form that is silent does not.
    """
    declared = declared_elsewhere(benefit, answers, program)
    if not declared and before is None:
        return []
    ours, outside = people.funded_by(person_id)
    of_benefit = set(_pairs(benefit, answers, program)) | set(_pairs(benefit, before or answers, program))
    taken_back = outside & of_benefit - set(declared) if before is not None else frozenset()
    new = {pair: funder for pair, funder in declared.items() if pair not in ours}
    later = {pair: funder for pair, funder in declared.items() if pair in ours - given_back}
    return [
        *people.declared_writes(person_id, new, frozenset(taken_back) - ours),
        *people.declared_later_writes(person_id, later, frozenset(taken_back)),
    ]


def _pairs(benefit: Benefit, answers: Answers, program: Program) -> list[tuple[str, str]]:
    """Every item of the benefit, with its occurrence for these answers."""
    everything = [{"item": item} for item in benefit.items]
    said = Answers.model_validate(answers.model_dump() | {"other_funding": everything})
    return list(declared_elsewhere(benefit, said, program))
