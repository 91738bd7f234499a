"""What is a person's own: everything else does not exist for them."""

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.store import folders


def load_own_folder(actor: Actor, application_id: str) -> Folder:
    """Raises NOT-FOUND for an application of somebody else, as for one that is not there."""
    return _own(actor, folders.load_folder(application_id), "application")


def load_own_award(actor: Actor, award_id: str) -> Folder:
    """The folder of one's own award. Raises NOT-FOUND."""
    return _own(actor, folders.load_folder_of_award(award_id), "award")


def _own(actor: Actor, folder: Folder, field: str) -> Folder:
    if Role.APPLICANT in actor.roles and folder.application.person_id != actor.id:
        raise Refused(Code.NOT_FOUND, field=field)
    return folder
