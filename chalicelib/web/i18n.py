"""English and Spanish on the site: the texts are the gateway's, the choice of a language is the visitor's."""

from chalicelib.domain.person import Language
from chalicelib.gateways.translation import LANGUAGES, _, translate

__all__ = ["LANGUAGES", "_", "preferred", "translate"]


def preferred(accept_language: str | None) -> Language:
    """The language that an Accept-Language header asks for first of those we have."""
    for part in (accept_language or "").split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in ("en", "es"):
            return "es" if code == "es" else "en"
    return "en"
