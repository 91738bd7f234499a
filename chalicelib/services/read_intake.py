"""What was typed from a paper or a call, for those who do intake."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.intake import Intake
from chalicelib.domain.permissions import Operation
from chalicelib.store import intakes


def read_intake(actor: Actor, intake_id: str) -> Intake:
    """Raises NOT-FOUND. Once it is filed, there is nothing personal in it any more."""
    authorize(actor, Operation.READ_INTAKE)
    return intakes.load_intake(intake_id)
