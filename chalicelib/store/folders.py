"""Folders: an application with its award and claims is one row, so that it is read and changed as a whole."""

from typing import Any

from chalicelib.domain.codes import Code
from chalicelib.domain.eligibility import Determination
from chalicelib.domain.folder import Folder
from chalicelib.domain.refusal import Refused
from chalicelib.store import keys, table
from chalicelib.store.audit_trail import all_records


def find_folder(application_id: str) -> Folder | None:
    """The folder as it is now."""
    found = table.get(keys.application(application_id), keys.STATE)
    return folder_of(found) if found else None


def folder_of(row: table.Row) -> Folder:
    """The folder that a row holds."""
    return Folder.model_validate_json(row["body"]["S"])


def load_folder(application_id: str) -> Folder:
    """Raises NOT-FOUND."""
    folder = find_folder(application_id)
    if folder is None:
        raise Refused(Code.NOT_FOUND, field="application")
    return folder


def load_folder_of_award(award_id: str) -> Folder:
    """The folder that an award number belongs to. Raises NOT-FOUND."""
    pointer = table.get(keys.award_pointer(award_id), keys.AWARD)
    folder = find_folder(pointer["application"]["S"]) if pointer else None
    if folder is None or folder.award is None or folder.award.id != award_id:
        raise Refused(Code.NOT_FOUND, field="award")
    return folder


def load_determinations(application_id: str) -> list[Determination]:
    """All of them, first to last."""
    rows = table.query(keys.application(application_id), "DETERMINATION#")
    return [Determination.model_validate_json(row["body"]["S"]) for row in rows]


def load_events(application_id: str) -> list[dict[str, Any]]:
    """The application's audit chain, first to last."""
    return list(all_records(keys.application(application_id)))
