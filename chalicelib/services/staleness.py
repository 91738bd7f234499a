"""A decision page shows the version it was made from; a decision made from an older one is refused."""

from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.refusal import Refused


def refuse_stale(folder: Folder, version: int | None) -> None:
    """Raises STALE when the folder has changed since the version that was looked at; None looks at no version."""
    if version is not None and version != folder.application.version:
        raise Refused(Code.STALE)
