"""Deploying the package to the laptop's AWS with the same commands that deploy it to AWS."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

from botocore.exceptions import ClientError

from local.laptop import package
from local.laptop.emulator import TOOLS, Emulator
from local.laptop.site import REGION, ROOT_KEY, STACK, STAGE, aws_client, site_address

PACKAGES_BUCKET = "peer-funding-packages"


class DeployError(Exception):
    """The stack could not be created or updated; the message names the resources that failed."""


def deploy(folder: Path, emulator: Emulator) -> None:
    """Create or update the stack from a packaged folder."""
    _make_packages_bucket(emulator)
    api_id = package.api_id(folder)
    packaged = str(folder / "packaged.yaml")
    _aws_cli(
        emulator,
        *("cloudformation", "package", "--template-file", str(folder / "sam.yaml")),
        *("--s3-bucket", PACKAGES_BUCKET, "--output-template-file", packaged),
    )
    _aws_cli(
        emulator,
        *("cloudformation", "deploy", "--template-file", packaged, "--stack-name", STACK),
        *("--s3-bucket", PACKAGES_BUCKET, "--capabilities", "CAPABILITY_IAM", "--no-fail-on-empty-changeset"),
        *("--parameter-overrides", f"Stage={STAGE}", f"SiteAddress={site_address(emulator.port, api_id)}"),
        *(f"LaptopAddress={emulator.endpoint}", f"LaptopApiId={api_id}", "MailDomain=example.invalid"),
    )
    # The emulator takes the page for unknown addresses into use with the next deployment of the API only.
    aws_client("apigateway", emulator.endpoint).create_deployment(restApiId=api_id, stageName=STAGE)


def outputs(emulator: Emulator) -> dict[str, str]:
    """The stack's outputs by name; empty when it was never deployed."""
    try:
        stacks = aws_client("cloudformation", emulator.endpoint).describe_stacks(StackName=STACK)["Stacks"]
    except ClientError:
        return {}
    return {output["OutputKey"]: output["OutputValue"] for output in stacks[0].get("Outputs", [])}


def _make_packages_bucket(emulator: Emulator) -> None:
    s3 = aws_client("s3", emulator.endpoint)
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):  # an earlier deployment made it
        s3.create_bucket(Bucket=PACKAGES_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})


def _aws_cli(emulator: Emulator, *arguments: str) -> None:
    done = subprocess.run(
        [TOOLS / "aws", *arguments],
        env={
            "PATH": os.environ["PATH"],
            "AWS_ENDPOINT_URL": emulator.endpoint,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DeployError("\n".join([(done.stdout + done.stderr)[-2000:], *_failed_resources(emulator)]))


def _failed_resources(emulator: Emulator) -> list[str]:
    """One line per resource that CloudFormation could not make."""
    try:
        events = aws_client("cloudformation", emulator.endpoint).describe_stack_events(StackName=STACK)["StackEvents"]
    except ClientError:
        return []
    return [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
        for event in events
        if event["ResourceStatus"].endswith("FAILED")
    ]
