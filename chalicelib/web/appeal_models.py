"""What goes into the API about appeals."""

from typing import Annotated

from pydantic import StringConstraints

from chalicelib.domain.appeal import AppealOutcome
from chalicelib.services.file_appeal import LONGEST_TEXT
from chalicelib.web.api_models import In

AppealText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT)]


class AppealIn(In):
    text: AppealText
    """Why, in the person's words."""


class AppealDecisionIn(In):
    outcome: AppealOutcome
    text: AppealText
    """What the person is told of why."""
    version: int | None = None
