"""Staff find applications and people: by numbers, and by how the words of a name begin; pages that cost the same."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.domain.person import Contact, Person, PersonId
from chalicelib.domain.roles import Role
from chalicelib.gateways import aws
from chalicelib.gateways.settings import setting
from chalicelib.store import called, folders, keys, readings, table
from chalicelib.store.readings import Purpose
from tests.service.site import calls_seen
from tests.service.visitor import Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("pages-search")


NAMED = (
    *("Begoña O'Neil-Núñez", "begona oneil nunez", "Núñez, Begoña O’Neil", "BEGOÑA  O'NEIL NUÑEZ", "Begi Núñez"),
    *("Begoñ", "O'Nei", "nuñ b", "n one", "nune begoña"),
)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def whole_table() -> list[dict[str, Any]]:
    pages = aws.dynamodb().get_paginator("scan").paginate(TableName=setting("TABLE_NAME"))
    return [row for page in pages for row in page["Items"]]


def _somebody(number: int) -> Person:
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number:04d}")
    contact = Contact(legal_name=f"Zwoelf Mir{letters}", birth_date=date(1985, 5, 17))
    return Person(
        id=PersonId(f"01HZW{number:021d}"),
        contact=contact,
        code_digest=f"{number:040d}",
        email_digest=None,
        fingerprints=(),
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
    )


def _person_writes(person: Person) -> list[table.Write]:
    profile = table.put_new(table.row(keys.person(person.id), keys.PROFILE, person))
    return [profile, *called.name_writes(person, None)]


class TestSearch:
    def sought(self, staff: Visitor, text: str) -> Shown:
        return staff.post(staff.get("/staff/search").form("/staff/search").say(sought=text))

    def test_by_award_number_as_people_write_it(self, world: World) -> None:
        person, _ = world.applied("Award Sample")
        known, award = world.application_of(person), world.award_of(person)
        for role in (Role.REVIEWER, Role.APPROVER):
            staff = world.staff(role, name="x")
            for text in (award, f" {award.lower()} ", award.replace("-", ""), known):
                assert known in self.sought(staff, text).text, (role, text)
        assert "Nothing was found." in self.sought(world.staff(Role.APPROVER, name="x"), "A-ZZZZ-ZZZZ").words

    def test_by_name(self, world: World) -> None:
        person, _ = world.applied("Begoña O'Neil-Núñez", chosen_name="Begi Núñez")
        staff = world.staff(Role.REVIEWER, name="rosa")
        for text in NAMED:
            found = self.sought(staff, text)
            assert "Begoña O'Neil-Núñez" in found.words, text
            assert found.path == "/staff/search"  # the name is in no address
        mine = staff.get(found.link("/staff/people/"))
        assert world.application_of(person) in mine.text
        person_id = folders.load_folder(world.application_of(person)).application.person_id
        read = [Purpose.SEARCH] * len(NAMED) + [Purpose.PERSON]
        assert [each.purpose for each in readings.readings_of(person_id).entries] == read

    def test_what_no_word_of_the_name_begins_with_finds_nobody(self, world: World) -> None:
        world.applied("Wolfeschlegelstein Ng")
        staff = world.staff(Role.REVIEWER, name="rosa")
        for text in ("wo", "olf", "wolfg", "ng wolfeschlegelstain", "wolfeschlegelsteins", "wolf ngo", "n"):
            assert "Nothing was found." in self.sought(staff, text).words, text
        for text in ("wol", "Ng", "ng, w", "wolfeschlegelstein"):
            assert "Wolfeschlegelstein Ng" in self.sought(staff, text).words, text

    def test_a_changed_name_is_found_by_its_new_words_alone(self, world: World) -> None:
        person, _ = world.applied("Plain Oldname", chosen_name="Former")
        page = person.get("/contact")
        person.post(page.form("/contact").say(chosen_name="Newer"))
        staff = world.staff(Role.REVIEWER, name="rosa")
        assert "Plain Oldname" in self.sought(staff, "newe plain").words
        assert "Nothing was found." in self.sought(staff, "former").words

    def test_many_are_on_pages_that_cost_the_same(self, world: World) -> None:
        digests = called.name_writes(_somebody(0), None)
        assert len(digests) == 2
        for first, last in ((0, 60), (60, 240)):
            for start in range(first, last, 30):
                people = [_somebody(n) for n in range(start, min(start + 30, last))]
                table.transact([write for each in people for write in _person_writes(each)])
            staff = world.staff(Role.REVIEWER, name="rosa")
            form = staff.get("/staff/search").form("/staff/search")
            for text, most in (("Zwo", 8), ("zwo mir", 8)):
                with calls_seen() as seen:
                    page = staff.post(form.say(sought=text))
                assert len([call for call in seen if call.service == "dynamodb"]) < most
                assert len(page.text.encode()) < 100_000
        cursor = next(each.fields["after"] for each in page.forms if "after" in each.fields)
        found = set(re.findall(r"Zwoelf Mir\w+", page.words))
        for _ in range(30):
            again = [each for each in page.forms if "after" in each.fields]
            if not again:
                break
            page = staff.post(again[0])
            found |= set(re.findall(r"Zwoelf Mir\w+", page.words))
        assert len(found) == 240
        changed = form.say(sought="zwo mi", after=cursor)
        assert staff.post(changed).status == 422

    def test_no_name_is_in_a_key(self, world: World) -> None:
        world.applied("Zzyzx Unmistakable")
        keys = [row["pk"]["S"] + row["sk"]["S"] for row in whole_table()]
        assert any(key.startswith("NAME#") for key in keys)
        assert not [key for key in keys if "zzyzx" in key.casefold() or "unmistakable" in key.casefold()]

    def test_who_sent_nothing_is_not_found(self, world: World) -> None:
        world.filled("Draft Sample")
        assert "Nothing was found." in self.sought(world.staff(Role.REVIEWER, name="rosa"), "Draft Sample").words

    @pytest.mark.parametrize("text", ["", "   ", "'", "-", "x" * 121, "💙"])
    def test_what_cannot_be_looked_for_is_refused(self, world: World, text: str) -> None:
        refused = self.sought(world.staff(Role.REVIEWER, name="rosa"), text)
        assert refused.status == 422
        assert "Write an award number like A-1234-5678, or a name." in refused.words

    def test_an_approver_finds_nobody_by_name(self, world: World) -> None:
        world.applied("Hidden Sample")
        refused = self.sought(world.staff(Role.APPROVER, name="ari"), "Hidden Sample")
        assert refused.status == 403

    def test_a_name_that_looks_like_an_award_number_is_found(self, world: World) -> None:
        world.applied("Annalinda")
        assert "Annalinda" in self.sought(world.staff(Role.REVIEWER, name="rosa"), "annalinda").words

    def test_two_with_one_name_are_told_apart(self, world: World) -> None:
        world.applied("Ana Sample", birth_date_year="1985")
        world.applied("Ana Sample", birth_date_year="1990")
        found = self.sought(world.staff(Role.REVIEWER, name="rosa"), "Ana Sample").words
        assert "May 17, 1985" in found
        assert "May 17, 1990" in found
