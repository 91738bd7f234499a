"""What a helper says of themselves, and the consent of the person beside them, as a form carries them."""

from collections.abc import Mapping

from pydantic import ValidationError

from chalicelib.domain.filing import Help, Helper
from chalicelib.gateways import clock
from chalicelib.web.consent import VERSION
from chalicelib.web.i18n import _
from chalicelib.web.said import Said
from chalicelib.web.visit import Visit

HELP_FIELDS = ("helper_organization", "helper_role", "helper_consent")
_WRONG = {
    "helper_organization": _("Write the name of your organization, with at most 120 characters."),
    "helper_role": _("Choose what kind of organization it is."),
    "helper_consent": _("The person has to agree. Without that, they can fill in the form alone or on paper."),
}


def help_errors(said: Said) -> Mapping[str, str]:
    """What is wrong about it, message ids by field, in the order of the page."""
    wrong = set() if said.said("helper_consent") == VERSION else {"helper_consent"}
    try:
        _helper(said)
    except ValidationError as error:
        wrong |= {f"helper_{found['loc'][0]}" for found in error.errors()}
    return {name: told for name, told in _WRONG.items() if name in wrong}


def _helper(said: Said) -> Helper:
    return Helper.model_validate({"organization": said.said("helper_organization"), "role": said.said("helper_role")})


def help_given(visit: Visit) -> Help | None:
    """The help that a form carries; None where there is none, or the person did not agree to it."""
    said = Said(visit.form)
    if help_errors(said):
        return None
    return Help(helper=_helper(said), consent=VERSION, language=visit.language, consented_at=clock.now())
