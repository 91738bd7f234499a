"""The steps of the reallocation workflow (state_machines/reallocation.asl.json)."""

from chalice.app import Blueprint

from chalicelib.domain.folder import Place
from chalicelib.services.allocate_moved_funds import allocate_moved_funds
from chalicelib.services.begin_wait import begin_wait
from chalicelib.services.find_place import place_in_workflow
from chalicelib.services.reopen_rounds import reopen_rounds
from chalicelib.workflow.step import ProposalSubject, ProposalWait, step

reallocation_steps = Blueprint(__name__)


def _at(subject: ProposalSubject) -> dict[str, str]:
    return subject.subject.ids | {"place": place_in_workflow(subject.subject).value}


@reallocation_steps.lambda_function(name="proposal_find_place")
@step(ProposalSubject)
def proposal_find_place(subject: ProposalSubject) -> dict[str, str]:
    """Where the proposal is: the machine jumps there."""
    return _at(subject)


@reallocation_steps.lambda_function(name="proposal_await_decision")
@step(ProposalWait)
def proposal_await_decision(wait: ProposalWait) -> dict[str, str]:
    """Keep the token until the decision; the decision's request wakes the execution."""
    begin_wait(wait.subject, Place(wait.place), wait.task_token, wait.execution)
    return wait.subject.ids


@reallocation_steps.lambda_function(name="proposal_reopen_rounds")
@step(ProposalSubject)
def proposal_reopen_rounds(subject: ProposalSubject) -> dict[str, str]:
    """The rounds that an approved proposal lists take applications again."""
    reopen_rounds(subject.proposal_id)
    return _at(subject)


@reallocation_steps.lambda_function(name="proposal_allocate_queues")
@step(ProposalSubject)
def proposal_allocate_queues(subject: ProposalSubject) -> dict[str, str]:
    """Whoever waits for what was moved, or given back, is served."""
    allocate_moved_funds(subject.proposal_id)
    return _at(subject)
