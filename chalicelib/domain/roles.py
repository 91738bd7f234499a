"""Roles: what somebody is here. A role of staff is a group of the sign-in service."""

from enum import StrEnum


class Role(StrEnum):
    APPLICANT = "applicant"
    COUNTY = "county"
    PROVIDER = "provider"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    PREPARER = "preparer"
    PAYMENT_APPROVER = "payment_approver"
    RECONCILER = "reconciler"
    MANAGER = "manager"
    DHCS = "dhcs"
    APPEALS_OFFICER = "appeals_officer"
    AUDITOR = "auditor"
    INTAKE = "intake"
    PRIVACY_OFFICER = "privacy_officer"
    DHCS_MONITOR = "dhcs_monitor"
    ADMIN = "admin"
    SYSTEM = "system"


R = Role
DELEGABLE = frozenset(
    {
        *(R.INTAKE, R.REVIEWER, R.APPROVER, R.PREPARER, R.PAYMENT_APPROVER, R.RECONCILER),
        *(R.MANAGER, R.DHCS, R.APPEALS_OFFICER),
    }
)
"""Roles whose work goes on while somebody is away. Who watches (auditor, monitor, privacy officer), administers or
speaks for an organization delegates nothing."""
