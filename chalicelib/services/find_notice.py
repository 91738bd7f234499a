"""A notice by its id, which begins with its application's."""

from chalicelib.domain.codes import Code
from chalicelib.domain.refusal import Refused
from chalicelib.store import folders, notices
from chalicelib.store.notices import Kept

_LONGEST_ID = 60


def find_notice(notice_id: str) -> Kept:
    """Raises NOT-FOUND."""
    # What is longer than any id would be an error of DynamoDB as a key.
    folder = folders.find_folder(notice_id.rpartition("-")[0]) if len(notice_id) <= _LONGEST_ID else None
    if folder is not None:
        for kept in notices.of_person(folder.application.person_id):
            if kept.notice.id == notice_id:
                return kept
    raise Refused(Code.NOT_FOUND, field="notice")
