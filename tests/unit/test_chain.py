"""The hash chain: a past that was changed, shortened, reordered or added to shows."""

import copy
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.audit import event_record
from chalicelib.domain.chain import GENESIS, ChainHead, canonical, link, verifies
from chalicelib.domain.codes import Code
from chalicelib.domain.states import ApplicationStatus
from tests.unit.builders import folder, picked

values = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=3))
keys = st.text(min_size=1, max_size=5).filter(lambda key: key not in ("seq", "previous", "digest"))
records = st.dictionaries(keys, values, max_size=4)


def chain_of(*contents: dict[str, Any]) -> tuple[list[dict[str, Any]], ChainHead]:
    head, linked = ChainHead(), []
    for content in contents:
        record, head = link(head, content)
        linked.append(record)
    return linked, head


def three() -> tuple[list[dict[str, Any]], ChainHead]:
    return chain_of({"action": "submit"}, {"action": "pick", "cents": 185000}, {"action": "approve_award"})


def test_an_empty_chain_verifies() -> None:
    assert verifies([], ChainHead())
    assert ChainHead().digest == GENESIS


@given(st.lists(records, max_size=6))
def test_a_chain_as_it_was_written_verifies(contents: list[dict[str, Any]]) -> None:
    linked, head = chain_of(*contents)
    assert verifies(linked, head)
    assert head.seq == len(contents)
    assert [record["seq"] for record in linked] == list(range(1, len(contents) + 1))


@given(st.lists(records, min_size=1, max_size=5), st.data())
def test_any_changed_value_shows(contents: list[dict[str, Any]], data: st.DataObject) -> None:
    linked, head = chain_of(*contents)
    victim = data.draw(st.sampled_from(linked))
    key = data.draw(st.sampled_from(sorted(victim)))
    changed = data.draw(values)
    assume(canonical({"v": changed}) != canonical({"v": victim[key]}))
    victim[key] = changed
    assert not verifies(linked, head)


@given(st.lists(records, min_size=1, max_size=5), st.data())
def test_any_removed_record_shows(contents: list[dict[str, Any]], data: st.DataObject) -> None:
    linked, head = chain_of(*contents)
    del linked[data.draw(st.integers(0, len(linked) - 1))]
    assert not verifies(linked, head)


@given(st.lists(records, min_size=2, max_size=5), st.data())
def test_any_swap_shows_even_of_equal_records(contents: list[dict[str, Any]], data: st.DataObject) -> None:
    linked, head = chain_of(*contents)
    first = data.draw(st.integers(0, len(linked) - 2))
    second = data.draw(st.integers(first + 1, len(linked) - 1))
    linked[first], linked[second] = linked[second], linked[first]
    assert not verifies(linked, head)


def test_a_record_slipped_in_or_repeated_shows() -> None:
    linked, head = three()
    assert not verifies([*linked, linked[-1]], head)
    assert not verifies([linked[0], *linked], head)
    extra, _ = link(head, {"action": "forged"})
    assert not verifies([*linked, extra], head)


@pytest.mark.parametrize("field", ["seq", "previous", "digest"])
def test_a_record_without_its_place_shows(field: str) -> None:
    linked, head = three()
    del linked[1][field]
    assert not verifies(linked, head)


def test_an_added_field_shows() -> None:
    linked, head = three()
    linked[1]["note"] = ""
    assert not verifies(linked, head)


def test_a_rewritten_tail_shows_against_the_kept_head() -> None:
    """Whoever recomputes every digest still cannot match the head that is kept elsewhere."""
    _, head = three()
    forged, forged_head = chain_of({"action": "submit"}, {"action": "pick", "cents": 1}, {"action": "approve_award"})
    assert verifies(forged, forged_head)
    assert not verifies(forged, head)


def test_one_record_has_one_spelling() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'.encode()


def test_linking_leaves_the_given_record_alone() -> None:
    content = {"action": "submit"}
    kept = copy.deepcopy(content)
    link(ChainHead(), content)
    assert content == kept


def test_an_event_says_what_moved_from_where_to_where() -> None:
    before, after = folder(ApplicationStatus.QUEUED), picked()
    record, head = event_record(
        before=before, after=after, action="pick", actor=SYSTEM, at="2026-03-02T17:00:00+00:00", reasons=(), detail={}
    )
    assert (record["from"], record["to"]) == (
        {"application": "queued", "tier": 2},
        {
            "application": "queued",
            "tier": 2,
            "award": "award-1:pending_approval",
            "items": {
                "application_fee": ["reserved", 10000],
                "core_training": ["reserved", 160000],
                "exam": ["reserved", 15000],
            },
        },
    )
    assert head.seq == 1
    assert (record["actor"], record["roles"]) == ("system", ["system"])


def test_an_event_holds_nothing_personal() -> None:
    record, _ = event_record(
        before=None, after=folder(), action="submit", actor=SYSTEM, at="t", reasons=(Code.UNDER_18,), detail={"a": "b"}
    )
    assert record["reasons"] == ["UNDER-18"]
    text = canonical(record).decode()
    assert not [word for word in ("Ana", "Sample", "1985", "SAMPLE-1", "sacramento") if word in text]
