"""Who may do what, and who may not do two things to one case."""

from typing import Any

import pytest

from chalicelib.domain.actors import SYSTEM, Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import ANYONE, PERMISSIONS, Operation
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role


def acting_as(*roles: Role, **changes: Any) -> Actor:
    return Actor(id="staff-1", roles=frozenset(roles), **changes)


def test_every_operation_is_in_the_table_and_somebody_may_do_it() -> None:
    assert set(PERMISSIONS) == set(Operation)
    assert all(PERMISSIONS.values())


@pytest.mark.parametrize("operation", list(Operation))
def test_the_table_is_what_is_allowed(operation: Operation) -> None:
    for role in PERMISSIONS[operation]:
        authorize(acting_as(role), operation)
    for role in set(Role) - PERMISSIONS[operation]:
        with pytest.raises(Refused) as refused:
            authorize(acting_as(role), operation)
        assert refused.value.code is Code.NOT_ALLOWED


@pytest.mark.parametrize("operation", list(Operation))
def test_no_role_is_no_permission(operation: Operation) -> None:
    with pytest.raises(Refused):
        authorize(acting_as(), operation)


def test_one_allowed_role_is_enough() -> None:
    authorize(acting_as(Role.AUDITOR, Role.REVIEWER), Operation.REVIEW_APPLICATION)


SEPARATED = [
    (Operation.REVIEW_APPLICATION, Operation.APPROVE_AWARD),
    (Operation.PREPARE_BATCH, Operation.APPROVE_BATCH),
    (Operation.PREPARE_BATCH, Operation.SETTLE_BATCH),
    (Operation.APPROVE_BATCH, Operation.SETTLE_BATCH),
    (Operation.CLAIM, Operation.APPROVE_CLAIM),
    (Operation.ALLOT_FUNDS, Operation.APPROVE_AWARD),
    (Operation.PROPOSE_REALLOCATION, Operation.DECIDE_REALLOCATION),
]


@pytest.mark.parametrize(("one", "other"), SEPARATED)
def test_no_role_alone_does_both(one: Operation, other: Operation) -> None:
    assert not PERMISSIONS[one] & PERMISSIONS[other]


def test_only_people_decide_against_people() -> None:
    for operation in (Operation.REVIEW_APPLICATION, Operation.REFUSE_AWARD, Operation.REVOKE_AWARD):
        assert Role.SYSTEM not in PERMISSIONS[operation]


def test_an_auditor_changes_nothing() -> None:
    allowed = {operation for operation, roles in PERMISSIONS.items() if Role.AUDITOR in roles}
    reads = {Operation.READ_PUBLIC, Operation.READ_WORK, Operation.READ_REPORT, Operation.READ_PROPOSALS}
    reads |= {Operation.READ_AUDIT, Operation.READ_WHOLE_AUDIT, Operation.READ_SETTINGS, Operation.READ_SAMPLE}
    reads |= {Operation.READ_FUNDS, Operation.READ_DHCS_LETTER, Operation.READ_DEIDENTIFIED, Operation.READ_ACCESS}
    reads |= {Operation.READ_DELEGATIONS, Operation.READ_OWN_ACCOUNT, Operation.READ_AWARD}
    assert allowed == {Operation.SIGN_IN, Operation.SIGN_OUT_EVERYWHERE, *reads, Operation.SIMULATE_MOVES}


def test_without_an_identity_a_person_can_read_sign_in_apply_and_ask_to_be_told() -> None:
    apart = {Operation.SUBMIT_APPLICATION, Operation.ASK_TO_BE_TOLD}
    assert {Operation.READ_PUBLIC, Operation.SIGN_IN, *apart} == ANYONE


@pytest.mark.parametrize("other", ["staff-1", "mail-1"])
def test_an_actor_is_known_by_id_and_by_email(other: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse_same_person(acting_as(Role.APPROVER, email_digest="mail-1"), "somebody", other)
    assert refused.value.code is Code.SAME_PERSON


def test_two_people_without_an_email_are_two_people() -> None:
    refuse_same_person(acting_as(Role.APPROVER), None, "staff-2")
    refuse_same_person(SYSTEM, None)
