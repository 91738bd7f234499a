"""An application for those who watch over the program: what was decided and when, and nothing that tells who it is."""

from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.folder import Folder
from chalicelib.domain.permissions import Operation
from chalicelib.store import folders


@dataclass(frozen=True)
class Deidentified:
    folder: Folder
    region: str | None
    """In place of the county: a few counties have fewer people than a name needs to be found."""


def read_deidentified(actor: Actor, application_id: str) -> Deidentified:
    """Raises NOT-FOUND."""
    authorize(actor, Operation.READ_DEIDENTIFIED)
    folder = folders.load_folder(application_id)
    pool = folder.application.pool
    return Deidentified(folder, pool.partition("/")[2] if pool else None)
