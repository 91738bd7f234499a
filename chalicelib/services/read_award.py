"""One award with its items and bills, for those who change it after it was approved, or audit it."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.folder import Folder
from chalicelib.domain.permissions import Operation
from chalicelib.store import folders


def read_award(actor: Actor, award_id: str) -> Folder:
    """By its number, as it is written on letters: in capitals. Raises NOT-FOUND."""
    authorize(actor, Operation.READ_AWARD)
    return folders.load_folder_of_award(award_id.strip().upper())
