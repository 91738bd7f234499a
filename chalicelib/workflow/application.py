"""The steps of the application workflow (state_machines/application.asl.json)."""

from chalice.app import Blueprint

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.folder import Place
from chalicelib.domain.subject import Subject
from chalicelib.services.begin_wait import begin_wait
from chalicelib.services.check_eligibility import check_eligibility
from chalicelib.services.credit_fee import credit_waived_fee
from chalicelib.services.find_place import place_in_workflow
from chalicelib.workflow.step import ApplicationSubject, ApplicationWait, step

application_steps = Blueprint(__name__)


def _at(application_id: str) -> dict[str, str]:
    return {"application_id": application_id, "place": place_in_workflow(Subject(application_id=application_id)).value}


@application_steps.lambda_function(name="application_find_place")
@step(ApplicationSubject)
def application_find_place(subject: ApplicationSubject) -> dict[str, str]:
    """Where the application is: the machine jumps there."""
    return _at(subject.application_id)


@application_steps.lambda_function(name="application_check_eligibility")
@step(ApplicationSubject)
def application_check_eligibility(subject: ApplicationSubject) -> dict[str, str]:
    """Put the rules to it; a pool with room may pick it at once."""
    check_eligibility(ApplicationId(subject.application_id))
    return _at(subject.application_id)


@application_steps.lambda_function(name="application_await_decision")
@step(ApplicationWait)
def application_await_decision(wait: ApplicationWait) -> dict[str, str]:
    """Keep the token until the decision; the decision's request wakes the execution."""
    begin_wait(wait.subject, Place(wait.place), wait.task_token, wait.execution)
    return {"application_id": wait.application_id}


@application_steps.lambda_function(name="application_credit_fee")
@step(ApplicationSubject)
def application_credit_fee(subject: ApplicationSubject) -> dict[str, str]:
    """An approved fee waiver credits its fee."""
    credit_waived_fee(subject.application_id)
    return _at(subject.application_id)
