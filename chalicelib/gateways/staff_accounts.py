"""Staff accounts of Cognito, read only: who there is, and which groups an account is in at this moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.gateways import aws
from chalicelib.gateways.settings import setting

_GONE = frozenset({"UserNotFoundException", "ResourceNotFoundException"})


@dataclass(frozen=True)
class Account:
    name: str
    """The user name, unique in the pool."""
    subject: str
    """Cognito's own id of the user: the `sub` of its tokens."""
    email: str
    enabled: bool = True


def groups_of(name: str) -> frozenset[str] | None:
    """The groups of an account; None when there is no such account, or it was disabled."""
    client, pool = aws.cognito(), setting("STAFF_POOL_ID")
    try:
        if not client.admin_get_user(UserPoolId=pool, Username=name)["Enabled"]:
            return None
        answer = client.admin_list_groups_for_user(UserPoolId=pool, Username=name, Limit=60)
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            return None
        raise
    return frozenset(group["GroupName"] for group in answer["Groups"])


def account_of_email(email: str) -> Account | None:
    """The one enabled account with this e-mail; None when there is none, or more than one."""
    if '"' in email or "\\" in email:
        return None
    found = aws.cognito().list_users(UserPoolId=setting("STAFF_POOL_ID"), Filter=f'email = "{email}"', Limit=2)
    accounts = [account for account in map(_account, found["Users"]) if account.enabled]
    return accounts[0] if len(accounts) == 1 else None


def members_of(group: str) -> Iterator[Account]:
    """Everybody in a group, disabled accounts too; nobody when there is no such group."""
    pages = aws.cognito().get_paginator("list_users_in_group")
    try:
        for page in pages.paginate(UserPoolId=setting("STAFF_POOL_ID"), GroupName=group):
            yield from map(_account, page["Users"])
    except ClientError as error:
        if error.response["Error"]["Code"] not in _GONE:
            raise


def _account(user: Any) -> Account:
    told = {attribute["Name"]: attribute["Value"] for attribute in user["Attributes"]}
    return Account(user["Username"], told.get("sub", ""), told.get("email", ""), user["Enabled"])
