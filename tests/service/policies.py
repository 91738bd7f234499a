"""What the functions may do, read from their policy files, and what a call needs: both as (action, resource)."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

POLICIES = Path(__file__).resolve().parents[2] / ".chalice" / "policies"
LOGS = {("logs:CreateLogStream", "logs"), ("logs:PutLogEvents", "logs")}
"""Lambda itself writes the logs, with the function's rights: no call of ours shows it."""

Right = tuple[str, str]

_MACHINE = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:peer-funding-${Stage}-"
_SENDER, _MAIL = "identity/${MailDomain}", "configuration-set/peer-funding-${Stage}"
_RESOURCES = {
    '{"Fn::GetAtt": ["Table", "Arn"]}': "table",
    '{"Fn::GetAtt": ["AccessSecret", "Id"]}': "secret",
    '{"Fn::GetAtt": ["StaffPool", "Arn"]}': "staff",
    '{"Fn::Sub": "${ReportsBucket.Arn}/*"}': "reports",
    '{"Fn::Sub": "${DocumentsBucket.Arn}/*"}': "documents",
    '{"Fn::GetAtt": ["DocumentsBucket", "Arn"]}': "documents bucket",
    '{"Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:'
    '/aws/lambda/${AWS::StackName}-*"}': "logs",
} | {
    json.dumps({"Fn::Sub": f"{prefix}{name}"}): name
    for prefix, names in (
        (_MACHINE, ("application", "disbursement", "reallocation")),
        ("arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:", (_SENDER, _MAIL)),
        ("${Table.Arn}/", ("index/work", "index/pool", "index/due", "index/open")),
    )
    for name in names
}
_TOPICS = {"Fn::Sub": "arn:${AWS::Partition}:sns:*:*:*"}
_WRITES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}


@cache
def granted(logical_id: str) -> frozenset[Right]:
    """Every action a function may do, on every resource it may do it to; one that is not known here by its own text."""
    name = "".join(f"_{char.lower()}" if char.isupper() else char for char in logical_id).lstrip("_")
    path = POLICIES / ("api_handler.json" if logical_id == "APIHandler" else f"{name}.json")
    statements = json.loads(path.read_text(encoding="utf-8"))["Statement"]
    return frozenset(right for statement in statements for right in _rights(statement))


def _rights(statement: Mapping[str, Any]) -> Iterator[Right]:
    assert statement["Effect"] == "Allow"
    if "NotResource" in statement:  # the one way to say: text messages to telephones, and no topic
        assert statement == {"Effect": "Allow", "Action": "sns:Publish", "NotResource": _TOPICS}
        yield "sns:Publish", "phones"
        return
    assert set(statement) == {"Effect", "Action", "Resource"}
    for resource in _listed(statement["Resource"]):
        for action in _listed(statement["Action"]):
            written = json.dumps(_on_aws(resource))
            yield action, _RESOURCES.get(written, written)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _on_aws(resource: Any) -> Any:
    """The laptop's AWS asks for `*` where AWS asks for the state machine; the resource is the one on AWS."""
    if isinstance(resource, dict) and "Fn::If" in resource:
        condition, laptop, aws = resource["Fn::If"]
        assert (condition, laptop) == ("OnLaptop", "*")
        return aws
    return resource


def needed(service: str, operation: str, params: Mapping[str, Any]) -> set[Right]:
    """The rights that one call of AWS needs."""
    if operation == "TransactWriteItems":
        kinds = {kind for action in params["TransactItems"] for kind in action}
        return {(f"dynamodb:{_WRITES[kind]}", "table") for kind in kinds}
    if service == "s3":
        return _needed_of_files(operation, params["Bucket"])
    if service == "ses":
        return {("ses:SendEmail", _SENDER), ("ses:SendEmail", _MAIL)}
    return {(f"{service}:{operation}", _resource(service, operation, params))}


def _needed_of_files(operation: str, bucket: str) -> set[Right]:
    files = "documents" if "documents" in bucket else "reports"
    if operation == "ListObjectsV2":
        return {("s3:ListBucket", f"{files} bucket")}
    actions = ("GetObject", "PutObject") if operation == "CopyObject" else (operation,)
    return {(f"s3:{action}", files) for action in actions}


def _resource(service: str, operation: str, params: Mapping[str, Any]) -> str:
    if service == "dynamodb":
        return f"index/{params['IndexName']}" if "IndexName" in params else "table"
    if service == "states":
        if (
            operation == "SendTaskSuccess"
        ):  # AWS finds the state machine by the token; claims and proposals carry their id
            told = json.loads(params["output"])
            if "proposal_id" in told:
                return "reallocation"
            return "disbursement" if "claim_id" in told else "application"
        return str(params["stateMachineArn"]).rsplit("-", 1)[-1]
    if service == "sns":
        return "phones" if "PhoneNumber" in params else "topic"
    return {"secretsmanager": "secret", "cognito-idp": "staff"}[service]
