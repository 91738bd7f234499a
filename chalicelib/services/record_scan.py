"""The malware scanner says what it found in a file that came in."""

from collections.abc import Mapping

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.document import ScanResult
from chalicelib.gateways import documents as files
from chalicelib.services.receive_document import receive_document
from chalicelib.services.receive_letter import LETTER, receive_letter

_RESULTS: Mapping[str, ScanResult] = {
    "NO_THREATS_FOUND": ScanResult.CLEAN,
    "THREATS_FOUND": ScanResult.VIRUS,
}
"""As GuardDuty says it. Everything else (UNSUPPORTED, ACCESS_DENIED, FAILED) is no answer about the file."""


def record_scan(key: str, etag: str, result: str) -> bool:
    """True when the file is still there as it was scanned: it is kept or turned down.

    An event may come before the person's browser is back, and it may come twice.
    """
    place = files.place_of(key)
    if place is None:
        return False
    waiting = files.incoming_of(place.person_id, place.application_id)
    mine = next((each for each in waiting if each.place == place and each.etag == etag.strip('"')), None)
    if mine is not None:
        told = _RESULTS.get(result, ScanResult.UNCHECKED)
        if place.kind == LETTER:
            receive_letter(mine, told)
        else:
            receive_document(SYSTEM, mine, told)
    return mine is not None
