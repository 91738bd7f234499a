"""The staff pool of the in-process AWS: accounts and their groups, as an administrator would set them up in Cognito."""

import os
from collections.abc import Iterable
from contextlib import suppress

from local.virtual.deployment import client
from local.virtual.functions import OUTSIDE, running_as


def enroll(account: str, subject: str, email: str, groups: Iterable[str]) -> None:
    """An account with this id and e-mail in these groups; one that is there already gets the groups too."""
    cognito, pool = client("cognito-idp"), os.environ["STAFF_POOL_ID"]
    told = [{"Name": "email", "Value": email}]
    with running_as(OUTSIDE):
        with suppress(cognito.exceptions.UsernameExistsException):
            cognito.admin_create_user(UserPoolId=pool, Username=account, UserAttributes=told)
            own = [{"Name": "sub", "Value": subject}]
            cognito.admin_update_user_attributes(UserPoolId=pool, Username=account, UserAttributes=own)
        for group in groups:
            with suppress(cognito.exceptions.ResourceNotFoundException):  # a group that the template does not have
                cognito.admin_add_user_to_group(UserPoolId=pool, Username=account, GroupName=group)


def take_out(account: str, group: str) -> None:
    with running_as(OUTSIDE):
        client("cognito-idp").admin_remove_user_from_group(
            UserPoolId=os.environ["STAFF_POOL_ID"], Username=account, GroupName=group
        )


def disable(account: str) -> None:
    with running_as(OUTSIDE):
        client("cognito-idp").admin_disable_user(UserPoolId=os.environ["STAFF_POOL_ID"], Username=account)
