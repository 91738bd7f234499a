"""Which roles are told who somebody is: by every page of the staff site, as each role walks through it.

The answers of the API have a table for each field (tests/service/test_fields.py); a page is looked at as it is shown.
"""

import re
from collections.abc import Iterator

from chalicelib.domain.roles import Role
from chalicelib.web.fields import FIELDS
from tests.pages.stock import LEFT_OPEN
from tests.pages.tour import Told, Tour

WHO_IT_IS = re.compile(rf"{LEFT_OPEN}|May 5, 1985|1985-05-05|5/5/1985|[\w.]+\.[0-9a-f]{{6}}@example\.org")
"""A name, the birth date of everybody of the stock, an address to write to."""
SEES_WHO_IT_IS = frozenset({Role.REVIEWER, Role.INTAKE, Role.COUNTY})
"""Who judges applications, types them in, or named the person; a provider sees the one whose award they open."""
AWARD = re.compile(r"A-[2-9A-Z]{4}-[2-9A-Z]{4}")
EXAMPLE = "A-1234-5678"
SEES_AWARDS = FIELDS["WorkItemOut"]["award_id"] | {Role.MANAGER, Role.AUDITOR, Role.PROVIDER}


def told(tour: Tour, role: Role, what: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for page in _of(tour, role):
        found = [each for each in what.findall(page.text) if each != EXAMPLE and each not in page.path]
        if found:
            yield page.path, found[0]


def _of(tour: Tour, role: Role) -> list[Told]:
    return [page for page in tour.told if page.role is role]


def test_every_role_was_there(tour: Tour) -> None:
    assert {page.role for page in tour.told} == set(Role) - {Role.APPLICANT, Role.SYSTEM}


def test_who_somebody_is_is_told_to_those_who_need_it_alone(tour: Tour) -> None:
    for role in Role:
        found = list(told(tour, role, WHO_IT_IS))
        assert role in SEES_WHO_IT_IS or not found, (role, found)
    assert list(told(tour, Role.REVIEWER, WHO_IT_IS)), "the test looks for what is there"


def test_award_numbers_are_told_to_those_who_work_with_awards_alone(tour: Tour) -> None:
    for role in set(Role) - SEES_AWARDS:
        assert list(told(tour, role, AWARD)) == [], role
    assert list(told(tour, Role.APPROVER, AWARD)), "the test looks for what is there"
