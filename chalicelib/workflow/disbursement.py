"""The steps of the disbursement workflow (state_machines/disbursement.asl.json)."""

from chalice.app import Blueprint

from chalicelib.domain.folder import Place
from chalicelib.services.begin_wait import begin_wait
from chalicelib.services.find_place import place_in_workflow
from chalicelib.workflow.step import ClaimSubject, ClaimWait, step

disbursement_steps = Blueprint(__name__)


@disbursement_steps.lambda_function(name="claim_find_place")
@step(ClaimSubject)
def claim_find_place(subject: ClaimSubject) -> dict[str, str]:
    """Where the claim is: the machine jumps there."""
    place = place_in_workflow(subject.subject)
    return subject.subject.ids | {"place": place.value}


@disbursement_steps.lambda_function(name="claim_await_decision")
@step(ClaimWait)
def claim_await_decision(wait: ClaimWait) -> dict[str, str]:
    """Keep the token until the decision; the decision's request wakes the execution."""
    begin_wait(wait.subject, Place(wait.place), wait.task_token, wait.execution)
    return wait.subject.ids
