"""Access codes that have to reach their person by letter. No code is in these rows; it can be derived by them."""

from datetime import datetime

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.part import Part
from chalicelib.domain.person import PersonId
from chalicelib.store import keys, table

LIST = "code_letters"
"""The work list of those to mail."""


class CodeLetter(Part):
    person_id: PersonId
    application_id: ApplicationId
    code_key: str
    """With the program's secret and the person's id it gives the code; it goes with this row."""
    made_at: datetime


def letter_write(letter: CodeLetter) -> table.Write:
    item = table.row(
        keys.person(letter.person_id),
        keys.CODE_LETTER,
        letter,
        work_pk=keys.work(LIST),
        work_sk=f"{letter.made_at.isoformat()}#{letter.person_id}",
    )
    return table.put_new(item)


def find_letter(person_id: str) -> CodeLetter | None:
    row = table.get(keys.person(person_id), keys.CODE_LETTER)
    return CodeLetter.model_validate_json(row["body"]["S"]) if row else None


def removal_write(person_id: str) -> table.Write:
    """The letter is on its way: from now on nobody can read the code again. Once."""
    return table.delete(keys.person(person_id), keys.CODE_LETTER, "attribute_exists(pk)")
