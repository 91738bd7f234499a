"""What a person says is true when they send the form. Its words are kept by version: an answer names the one it met."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.web.i18n import _


@dataclass(frozen=True)
class Attestation:
    """English texts (message ids) of the two statements, by the field that says yes to each."""

    self_identifies: str
    ethics_signed: str


ATTESTATIONS: Mapping[str, Attestation] = {
    "2026-1": Attestation(
        self_identifies=_(
            "I have lived experience of recovery from mental health or substance use challenges, my own or as a"
            " parent, caregiver or family member."
        ),
        ethics_signed=_("I agree to follow the Medi-Cal Code of Ethics for Peer Support Specialists."),
    ),
}
"""Other words are another version: an old one stays, because people agreed to it."""
VERSION = "2026-1"
