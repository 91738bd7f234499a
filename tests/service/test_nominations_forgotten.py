"""What a county said of people is not kept for ever: it expires, and reading leaves out what is not deleted yet."""

import pytest

from chalicelib.domain.pacific import PACIFIC
from tests.service.endpoints import uncertain
from tests.service.site import open_site
from tests.service.test_nominations import WAITING, answered, ask_with, code_for, listed, questions, tier

pytestmark = pytest.mark.xdist_group("nominations-forgotten")


def test_what_was_not_matched_in_time_counts_no_more() -> None:
    with open_site() as site:
        site.do("county fresno", "nominate", people=["late", "Lateral Sample"])
        code = code_for(site, "Late Code")
        match = uncertain(site)
        row = next(row for row in site.rows() if row["sk"]["S"].startswith("NOMINATION#"))
        last = site.clock.now().timestamp() + 365 * 86_400
        assert abs(int(row["expires_at"]["N"]) - last) < 60
        site.jump(366)
        assert listed(site) == {}
        assert ask_with(site, "late code", code).code == "INVALID"
        site.apply("late", WAITING, county="Fresno")
        assert tier(site, "late") == 2
        assert questions(site) == []
        assert site.get(f"/v1/nomination-matches/{match}", who="reviewer rosa").code == "NOT-FOUND"
        assert answered(site, match, same=True).code == "NOT-FOUND"


def test_the_name_is_in_the_countys_list_alone() -> None:
    with open_site() as site:
        site.do("county fresno", "nominate", people=["Unmistakable Name"])
        holding = [row for row in site.rows() if "Unmistakable" in str(row)]
        assert [row["pk"]["S"] for row in holding] == ["COUNTY#fresno"]
        assert "expires_at" in holding[0]


def test_to_be_named_again_starts_the_time_anew() -> None:
    with open_site() as site:
        for _ in range(2):
            site.do("county fresno", "nominate", people=["again"])
            site.jump(200)
        assert site.clock.now().astimezone(PACIFIC).year == 2027
        site.apply("again", WAITING, county="Fresno")
        assert tier(site, "again") == 1
