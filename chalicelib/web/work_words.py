"""What staff are here, and what waits for them, in plain words: English texts, which are message ids."""

from collections.abc import Mapping

from chalicelib.domain.roles import Role
from chalicelib.web.i18n import _

ROLE: Mapping[Role, str] = {
    Role.APPLICANT: _("Applicant"),
    Role.COUNTY: _("County liaison"),
    Role.PROVIDER: _("Training provider"),
    Role.REVIEWER: _("Reviewer"),
    Role.APPROVER: _("Award approver"),
    Role.PREPARER: _("Payment preparer"),
    Role.PAYMENT_APPROVER: _("Payment approver"),
    Role.RECONCILER: _("Payment reconciler"),
    Role.MANAGER: _("Program manager"),
    Role.DHCS: _("DHCS officer"),
    Role.APPEALS_OFFICER: _("Appeals officer"),
    Role.AUDITOR: _("Auditor"),
    Role.INTAKE: _("Intake specialist"),
    Role.PRIVACY_OFFICER: _("Privacy officer"),
    Role.DHCS_MONITOR: _("DHCS monitor"),
    Role.ADMIN: _("Administrator"),
    Role.SYSTEM: _("Other program (system)"),
}
WORK: Mapping[str, str] = {
    "review": _("Applications to review"),
    "papers": _("Papers to look at"),
    "approve_award": _("Awards to approve"),
    "extend_award": _("Requests for more time"),
    "approve_claim": _("Bills to approve"),
    "prepare_batch": _("Bills to pay"),
    "approve_batch": _("Payment batches to approve"),
    "settle": _("Payment batches to settle"),
    "codes": _("People who lost their access code"),
    "decide_reallocation": _("Moves of money to decide"),
    "warnings": _("Warnings about money"),
    "nomination_match": _("County names to compare"),
    "letters": _("Letters to mail"),
    "undelivered": _("Messages that did not arrive"),
    "code_letters": _("Access codes to mail"),
    "intake": _("Paper and phone applications to confirm"),
    "intake_returned": _("Paper and phone applications to mend"),
    "decide_appeal": _("Appeals to decide"),
}
"""The work lists of services/list_work.py."""
