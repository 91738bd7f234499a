"""A notice by its id, which begins with its application's."""

from chalicelib.domain.codes import Code
from chalicelib.domain.refusal import Refused
from chalicelib.store import folders, notices
from chalicelib.store.notices import Kept


def find_notice(notice_id: str) -> Kept:
    """Raises NOT-FOUND."""
    folder = folders.find_folder(notice_id.rpartition("-")[0])
    if folder is not None:
        for kept in notices.of_person(folder.application.person_id):
            if kept.notice.id == notice_id:
                return kept
    raise Refused(Code.NOT_FOUND, field="notice")
