"""After each deployment: the shipped program becomes version 1 of the store, once."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.gateways.logs import set_up_logs
from chalicelib.program.load import load_version_one
from chalicelib.store.programs import publish

loading = Blueprint(__name__)


@loading.lambda_function(name="load_program")
def load_program(_event: Mapping[str, Any], _context: Any) -> dict[str, bool]:
    """True when the version was new to the store."""
    set_up_logs()
    return {"published": publish(load_version_one())}
