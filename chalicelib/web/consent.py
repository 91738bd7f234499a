"""What a person agrees to before somebody else types for them. Its words are kept by version, like the attestation."""

from collections.abc import Mapping

from chalicelib.web.i18n import _

CONSENTS: Mapping[str, str] = {
    "2026-1": _(
        "I want this helper to fill in the form with me. I am here and tell them what to write. I look at the answers"
        " before they are sent. The helper does not keep my answers or my access code, and cannot see my application"
        " later. I can stop at any time."
    ),
}
"""Other words are another version: an old one stays, because people agreed to it."""
VERSION = "2026-1"
