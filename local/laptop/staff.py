"""Sample staff: one of every role in the laptop's Cognito, with passwords made up on this machine."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import replace
from typing import Any

from local.laptop.site import Site, StaffUser

SAMPLE_STAFF = (
    StaffUser("reviewer", "reviewer", ""),
    StaffUser("approver", "approver", ""),
    StaffUser("preparer", "preparer", ""),
    StaffUser("payment_approver", "payment_approver", ""),
    StaffUser("reconciler", "reconciler", ""),
    StaffUser("manager", "manager", ""),
    StaffUser("dhcs", "dhcs", ""),
    StaffUser("provider", "provider", "", provider="dbsa"),
    StaffUser("county", "county", "", county="alameda"),
    StaffUser("appeals_officer", "appeals_officer", ""),
    StaffUser("auditor", "auditor", ""),
    StaffUser("intake", "intake", ""),
    StaffUser("intake", "intake2", ""),
    StaffUser("privacy_officer", "privacy_officer", ""),
    StaffUser("dhcs_monitor", "dhcs_monitor", ""),
    StaffUser("admin", "admin", ""),
    StaffUser("system", "system", ""),
)


def create_staff(site: Site) -> tuple[StaffUser, ...]:
    """Create the sample staff with new passwords, each in its role's group. An existing user gets the new one."""
    cognito = site.aws("cognito-idp")
    return tuple(_create(cognito, site.pool_id, replace(user, password=_password())) for user in SAMPLE_STAFF)


def _create(cognito: Any, pool_id: str, user: StaffUser) -> StaffUser:
    claims = {"email": f"{user.username}@example.org", "email_verified": "true"}
    claims |= {f"custom:{name}": value for name in ("provider", "county") if (value := getattr(user, name))}
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(
            UserPoolId=pool_id,
            Username=user.username,
            MessageAction="SUPPRESS",
            TemporaryPassword=user.password,
            UserAttributes=[{"Name": name, "Value": value} for name, value in claims.items()],
        )
    cognito.admin_set_user_password(UserPoolId=pool_id, Username=user.username, Password=user.password, Permanent=True)
    cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=user.username, GroupName=user.role)
    return user


def _password() -> str:
    """Random, and within the pool's policy (14 characters, upper and lower case, a digit)."""
    return f"Sample-{secrets.token_hex(5)}-7"
