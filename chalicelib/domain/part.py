"""The base of every record in the domain: frozen, and no field that is not named."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    # An error's text ends up in a log; what a record holds must not.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
