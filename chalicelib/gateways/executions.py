"""Step Functions: start an execution, wake one that waits, list those that run."""

import json
from collections.abc import Iterator, Mapping

from botocore.exceptions import ClientError

from chalicelib.gateways import aws

_TOKEN_GONE = frozenset({"InvalidToken", "TaskDoesNotExist", "TaskTimedOut"})


def start(machine_arn: str, name: str, ids: Mapping[str, str]) -> None:
    """Start it unless an execution of that name was ever started: the name says which run of which subject it is."""
    try:
        aws.stepfunctions().start_execution(stateMachineArn=machine_arn, name=name, input=json.dumps(dict(ids)))
    except aws.stepfunctions().exceptions.ExecutionAlreadyExists:
        return


def wake(token: str, output: Mapping[str, str]) -> bool:
    """True when the waiting execution was told; False when that token is gone, which says nothing about the subject."""
    try:
        aws.stepfunctions().send_task_success(taskToken=token, output=json.dumps(dict(output)))
    except ClientError as error:
        if error.response["Error"]["Code"] in _TOKEN_GONE:
            return False
        raise
    return True


def running(machine_arn: str) -> Iterator[str]:
    """Names of the executions that run, in pages of 1,000."""
    pages = aws.stepfunctions().get_paginator("list_executions")
    wanted = pages.paginate(stateMachineArn=machine_arn, statusFilter="RUNNING", PaginationConfig={"PageSize": 1000})
    for page in wanted:
        for execution in page["executions"]:
            yield execution["name"]
