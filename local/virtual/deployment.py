"""Makes in moto what the template declares: the table, the bucket, the secret and the state machines."""

import functools
import hashlib
from pathlib import Path, PurePosixPath
from typing import Any, Final

import boto3.session

from local.virtual.template import Template, substituted

REGION: Final = "us-west-2"
ACCOUNT = "123456789012"
STAGE = "virtual"

# What the functions' settings refer to and no scenario talks to.
NAMES = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "Stage": STAGE,
    "SiteAddress": "https://site.invalid/",
    "MailDomain": "example.invalid",
    "MailReplyTo": "help@example.invalid",
    "HelpPhone": "916-555-0100",
    "LaptopAddress": "",
    "AlertEmail": "",
    "StaffClient": "virtual-client",
    "StaffDomain": "virtual-domain",
}


@functools.cache
def _session() -> boto3.session.Session:
    return boto3.session.Session()


@functools.cache
def client(service: Any) -> Any:
    # Kept: making one loads the service's model, which takes longer than everything else here.
    return _session().client(service)


def deploy(template: Template, machines: Path) -> dict[str, str]:
    """Makes everything; returns the settings of the functions."""
    for logical_id, properties in template.of_type("AWS::DynamoDB::Table"):
        template.name(logical_id, _make_table(f"peer-funding-{logical_id}", properties))
    for logical_id, properties in template.of_type("AWS::S3::Bucket"):
        template.name(logical_id, _make_bucket(f"peer-funding-{logical_id.lower()}", properties))
    for logical_id, properties in template.of_type("AWS::SecretsManager::Secret"):
        arn = _make_secret(logical_id, properties)
        template.name(logical_id, arn, Id=arn)
    for logical_id, properties in template.of_type("AWS::Serverless::StateMachine"):
        template.name(logical_id, _make_machine(template, properties, machines))
    for logical_id, properties in template.of_type("AWS::SES::ConfigurationSet"):
        template.name(logical_id, template.text(properties["Name"]))
    for _, properties in template.of_type("AWS::SES::EmailIdentity"):
        client("sesv2").create_email_identity(EmailIdentity=template.text(properties["EmailIdentity"]))
    for logical_id, properties in template.of_type("AWS::Cognito::UserPool"):
        made = client("cognito-idp").create_user_pool(PoolName=template.text(properties["UserPoolName"]))
        template.name(logical_id, made["UserPool"]["Id"])
    for _, properties in template.of_type("AWS::Cognito::UserPoolGroup"):
        pool = template.text(properties["UserPoolId"])
        client("cognito-idp").create_group(UserPoolId=pool, GroupName=properties["GroupName"])
    return template.environment()


def _make_table(name: str, properties: dict[str, Any]) -> str:
    dynamodb = client("dynamodb")
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=properties["KeySchema"],
        AttributeDefinitions=properties["AttributeDefinitions"],
        GlobalSecondaryIndexes=properties["GlobalSecondaryIndexes"],
    )
    if lifetime := properties.get("TimeToLiveSpecification"):
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=lifetime)
    return name


def _make_bucket(name: str, properties: dict[str, Any]) -> str:
    s3 = client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    if versions := properties.get("VersioningConfiguration"):
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versions)
    return name


def _make_secret(logical_id: str, properties: dict[str, Any]) -> str:
    # Not random: a scenario played twice gives the same codes and digests.
    length = properties["GenerateSecretString"]["PasswordLength"]
    text = (hashlib.sha512(logical_id.encode()).hexdigest() * length)[:length]
    made: dict[str, str] = client("secretsmanager").create_secret(Name=logical_id, SecretString=text)
    return made["ARN"]


def _make_machine(template: Template, properties: dict[str, Any], machines: Path) -> str:
    definition = machines / PurePosixPath(properties["DefinitionUri"]).name
    substitutions = {name: template.text(value) for name, value in properties["DefinitionSubstitutions"].items()}
    made: dict[str, str] = client("stepfunctions").create_state_machine(
        name=template.text(properties["Name"]),
        definition=substituted(definition.read_text(encoding="utf-8"), substitutions),
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/machine",
    )
    return made["stateMachineArn"]
