"""The shipped program: the published figures, every code in both languages, clear words for a file that is wrong."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from chalicelib.domain.codes import CURABLE, Code
from chalicelib.domain.program import Benefit, Payee, PoolId, Program
from chalicelib.domain.training_class import Course, courses
from chalicelib.gateways.translation import LANGUAGES
from chalicelib.program import load
from chalicelib.program.load import ProgramFileError, load_version_one
from chalicelib.web.class_words import course_words

SHIPPED = Path(load.__file__).parent
NOT_PARTICIPATING = {"alpine", "mariposa", "orange", "san-benito", "sierra", "ventura"}
UNCONFIRMED_REGION = {
    "alameda", "amador", "contra-costa", "marin", "monterey", "napa", "san-benito", "san-francisco", "san-mateo",
    "santa-clara", "sierra", "solano", "sonoma",
}  # fmt: skip
ELIGIBILITY = tuple(Code)[: tuple(Code).index(Code.DUPLICATE_APPLICATION)]

Break = Callable[[str, Callable[[Any], None]], None]


@pytest.fixture(scope="module")
def program() -> Program:
    return load_version_one()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in SHIPPED.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    return tmp_path


@pytest.fixture
def change(folder: Path) -> Break:
    """Applies a change to the parsed content of one file of the copy."""

    def apply(name: str, edit: Callable[[Any], None]) -> None:
        content = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
        edit(content)
        (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    return apply


def refusal(folder: Path) -> str:
    with pytest.raises(ProgramFileError) as raised:
        load_version_one(folder)
    return str(raised.value)


def benefit(program: Program, benefit_id: str) -> Benefit:
    found = program.benefit(benefit_id)
    assert found is not None
    return found


def test_version_one_covers_every_day_of_the_program(program: Program) -> None:
    assert program.version == 1
    assert program.effective_from.isoformat() == "2022-01-01T00:00:00-08:00"


def test_58_counties_of_which_52_participate(program: Program) -> None:
    assert len(program.counties) == 58
    assert {county.id for county in program.counties if not county.participating} == NOT_PARTICIPATING


def test_a_region_no_source_prints_is_marked(program: Program) -> None:
    assert {county.id for county in program.counties if county.region_standing == "unconfirmed"} == UNCONFIRMED_REGION
    assert all(county.region_standing in ("published", "unconfirmed") for county in program.counties)


def test_joint_and_city_plans(program: Program) -> None:
    plans = {plan.id: plan.counties for plan in program.plans}
    assert plans["sutter-yuba"] == ("sutter", "yuba")
    assert plans["tri-city"] == ("los-angeles",)
    assert plans["berkeley"] == ("alameda",)
    assert "sutter" not in plans
    assert all(county.id in plans[county.plan] for county in program.counties)


def test_published_targets(program: Program) -> None:
    targets = {found.id: found.target_seats for found in program.benefits if found.target_seats is not None}
    assert targets == {
        "initial": 2500,
        "grandparenting": 2500,
        "specialization-parent-caregiver-family": 275,
        "specialization-crisis-care": 275,
        "specialization-unhoused": 275,
        "specialization-justice-involved": 275,
    }


def test_the_contract_covers_the_published_targets(program: Program) -> None:
    caps = {item.id: item.cap_cents for item in program.items}
    needed = sum((found.target_seats or 0) * sum(caps[item] for item in found.items) for found in program.benefits)
    assert needed == 701_000_000
    assert sum(source.contract_cents for source in program.funding_sources) > needed
    assert {source.standing for source in program.funding_sources} == {"sample"}


def test_fees_in_force(program: Program) -> None:
    on = date(2026, 3, 2)
    fees = {item.id: program.fee_cents(item.id, on) for item in program.items}
    assert fees == {
        "application_fee": 10000, "core_training": None, "specialization_training": None, "exam": 15000,
        "exam_retake": 15000, "renewal_fee": 8000, "reinstatement_fee": 8000,
    }  # fmt: skip
    assert program.fee_cents("renewal_fee", date(2024, 8, 31)) is None
    assert program.fee_cents("renewal_fee", date(2024, 9, 1)) == 8000


def test_the_cap_of_a_fee_is_the_fee_and_a_training_cap_is_a_sample(program: Program) -> None:
    for item in program.items:
        if item.payee is Payee.PROGRAM:
            assert (item.cap_cents, item.standing) == (program.fee_cents(item.id, date(2026, 3, 2)), "published")
        else:
            assert (item.cap_cents, item.standing) == (160000, "sample")


def test_what_each_benefit_pays_in_order(program: Program) -> None:
    specialization = ("specialization_training",)
    assert {found.id: found.items for found in program.benefits} == {
        "initial": ("application_fee", "core_training", "exam"),
        "grandparenting": ("application_fee", "exam"),
        "specialization-parent-caregiver-family": specialization,
        "specialization-crisis-care": specialization,
        "specialization-unhoused": specialization,
        "specialization-justice-involved": specialization,
        "waiver-application-fee": ("application_fee",),
        "waiver-exam-fee": ("exam",),
        "waiver-exam-retake": ("exam_retake",),
        "waiver-renewal-fee": ("renewal_fee",),
        "waiver-reinstatement-fee": ("reinstatement_fee",),
    }


def test_which_benefits_need_a_certification(program: Program) -> None:
    needing = {found.id for found in program.benefits if found.certification != "none"}
    areas = {found.id for found in program.benefits if found.area}
    assert len(areas) == 4
    assert needing == areas | {"waiver-renewal-fee", "waiver-reinstatement-fee"}


def test_each_training_has_a_name_of_its_own(program: Program) -> None:
    taught = [course for course, _item, _area in courses(program)]
    english, spanish = ([course_words(language, each, program) for each in taught] for language in LANGUAGES)
    assert len(set(english)) == len(set(spanish)) == len(taught) == 5
    assert all("training" in name for name in english), "no benefit, but what it pays for"
    assert all("apacitación" in name for name in spanish)
    assert course_words("en", Course("core_training"), program) == "Core training (80 hours)"


def test_shipped_rounds_are_samples_without_dates(program: Program) -> None:
    for found in program.benefits:
        window = program.round(found.id)
        assert window.standing == "sample"
        assert (window.opens, window.closes, window.use_milestone, window.priority_until) == (None, None, None, None)


def test_pools(program: Program) -> None:
    pools = program.pool_ids()
    assert len(pools) == len(set(pools)) == 4 * 5 + 7 + 1
    assert {"initial/statewide", "specialization-crisis-care/superior", "spanish-curriculum/statewide"} <= set(pools)
    assert "specialization-crisis-care/statewide" not in pools


def with_general_pool(program: Program, benefit_id: str) -> Program:
    given = program.model_dump()
    for each in given["benefits"]:
        each["general_pool"] = each["id"] == benefit_id
    return Program.model_validate(given)


def test_a_general_pool_comes_after_its_regions_and_only_where_the_program_says_so(program: Program) -> None:
    changed = with_general_pool(program, "specialization-unhoused")
    pools = changed.pool_ids()
    assert set(pools) - set(program.pool_ids()) == {"specialization-unhoused/general"}
    assert (
        pools.index(PoolId("specialization-unhoused/general"))
        == pools.index(PoolId("specialization-justice-involved/superior")) - 1
    )
    assert changed.general_pool("specialization-unhoused") == "specialization-unhoused/general"
    assert [program.general_pool(one) for one in ("specialization-unhoused", "initial", "nothing")] == [None] * 3


def test_a_general_pool_needs_regions(program: Program) -> None:
    with pytest.raises(ValidationError, match="benefit initial: a general pool, but no regions"):
        with_general_pool(program, "initial")


@pytest.mark.parametrize(
    ("benefit_id", "county", "pool"),
    [
        ("initial", "San Diego", "initial/statewide"),
        ("specialization-crisis-care", "Amador", "specialization-crisis-care/central"),
        ("specialization-unhoused", "yuba", "specialization-unhoused/central"),
        ("specialization-unhoused", "Santa Clara County", "specialization-unhoused/bay-area"),
        ("specialization-justice-involved", "los-angeles", "specialization-justice-involved/los-angeles"),
        ("specialization-parent-caregiver-family", "Del Norte", "specialization-parent-caregiver-family/superior"),
    ],
)
def test_pool_for_a_county(program: Program, benefit_id: str, county: str, pool: str) -> None:
    assert program.pool_for(benefit(program, benefit_id), program.county(county)) == PoolId(pool)


def test_every_code_speaks_both_languages(program: Program) -> None:
    assert {reason.code for reason in program.reasons} == set(Code)
    for reason in program.reasons:
        for text in [reason.text, *([reason.cure] if reason.cure else [])]:
            assert text.en != text.es, reason.code
            assert text.en.endswith((".", "?")), reason.code
            assert text.es.endswith((".", "?")), reason.code


def test_names_and_summaries_speak_both_languages(program: Program) -> None:
    names = [source.name for source in program.funding_sources]
    names += [item.name for item in program.items]
    names += [found.name for found in program.benefits]
    names += [region.name for region in program.regions]
    names += [pool.name for pool in program.money_only_pools]
    assert [name for name in names if name.en == name.es] == []
    assert [found.id for found in program.benefits if found.summary.en == found.summary.es] == []


def test_a_failed_rule_is_either_curable_or_a_decision_for_a_person(program: Program) -> None:
    for code in ELIGIBILITY:
        reason = program.reason(code)
        assert reason.adverse is (code not in CURABLE), code
        assert reason.appealable, code
        if code in CURABLE:
            assert reason.cure is not None, code


@pytest.mark.parametrize(
    "code", [Code.WRONG_STATE, Code.STALE, Code.NOT_ALLOWED, Code.INVALID, Code.DUPLICATE_APPLICATION]
)
def test_a_refusal_by_the_system_is_no_adverse_decision(program: Program, code: Code) -> None:
    assert not program.reason(code).adverse


def test_reasons_are_short_and_plain_english(program: Program) -> None:
    hard: dict[str, int] = {}
    for reason in program.reasons:
        texts = [reason.text.en, *([reason.cure.en] if reason.cure else [])]
        for text in texts:
            sentences = [part for part in re.split(r"[.?]\s*", text) if part]
            hard |= {f"{reason.code}: {part}": len(part.split()) for part in sentences if len(part.split()) > 22}
    assert hard == {}


def test_suspicion_is_never_spoken(program: Program) -> None:
    reason = program.reason(Code.FRAUD_SUSPECTED)
    assert reason.text.en == "We need to check something with you."
    assert "fraud" not in (reason.text.es + (reason.cure.es if reason.cure else "")).lower()


def drop_the_last(rows: list[Any]) -> None:
    rows.pop()


def repeat_the_first(rows: list[Any]) -> None:
    rows.append(rows[0])


def update(*path: str | int, **fields: object) -> Callable[[Any], None]:
    """An edit that changes fields of the part at a path inside a file."""

    def edit(content: Any) -> None:
        for step in path:
            content = content[step]
        content.update(fields)

    return edit


@pytest.mark.parametrize(
    ("file", "edit", "message"),
    [
        ("counties", update(3, region="atlantis"), "3.region: regions.yaml has no 'atlantis'"),
        ("counties", update(3, participating="maybe"), "3.participating: Input should be a valid boolean"),
        ("benefits", update(0, items=["exam", "lunch"]), "0.items: items.yaml has no 'lunch'"),
        ("fees", update(1, cents=150.0), "1.cents: Input should be a valid integer"),
        ("fees", update(1, cents=-1), "1.cents: Input should be greater than or equal to 0"),
        ("fees", repeat_the_first, "5.item: 'application_fee 2022-05-01' is given twice"),
        ("items", update(0, colour="red"), "0.colour: Extra inputs are not permitted"),
        ("items", update(0, "name", es=""), "0.name.es: String should have at least 1 character"),
        ("policy", update(offer_days=0), "offer_days: Input should be greater than"),
        ("reasons", drop_the_last, "whole file: code BOOKS-OUT-OF-BALANCE has no text"),
        ("reasons", update(0, code="ID-LOST"), "0.code: Input should be 'ID-EXPIRED'"),
        ("rounds", drop_the_last, "whole file: benefit 'waiver-reinstatement-fee' has no round"),
        (
            "benefits",
            update(2, training=None),
            "2: Value error, benefit specialization-parent-caregiver-family: an area",
        ),
        ("rounds", update(0, opens="2026-02-01", closes="2026-01-01"), "0: Value error, round initial: closes"),
        ("plans", repeat_the_first, "59.id: 'alameda' is given twice"),
        ("funding_sources", update(0, period_end="2031-01-01"), "0: Value error, funding source dhcs-sample"),
        ("funding_sources", repeat_the_first, "1.id: 'dhcs-sample' is given twice"),
        ("benefits", update(0, funding_source="nobody"), "0.funding_source: funding_sources.yaml has no 'nobody'"),
    ],
)
def test_wrong_data_is_refused_with_file_place_and_reason(
    folder: Path, change: Break, file: str, edit: Callable[[Any], None], message: str
) -> None:
    change(f"{file}.yaml", edit)
    assert f"{file}.yaml: {message}" in refusal(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("offer_days: 14\noffer_days: 15\n", "policy.yaml: offer_days: this key is given twice"),
        ("offer_days: [14\n", "policy.yaml: line 2: "),
        ("? [a]\n: 1\n", "policy.yaml: line 1: found unhashable key"),
        ("", "policy.yaml: whole file: Input should be"),
    ],
)
def test_a_file_that_is_not_sound_yaml(folder: Path, text: str, message: str) -> None:
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    assert message in refusal(folder)


def test_a_key_given_twice_deep_inside(folder: Path) -> None:
    file = folder / "fees.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("cents: 15000", "cents: 15000\n  cents: 1", 1), encoding="utf-8"
    )
    assert refusal(folder) == "fees.yaml: 1.cents: this key is given twice"


def test_a_missing_file_and_a_file_of_another_encoding(folder: Path) -> None:
    (folder / "plans.yaml").unlink()
    (folder / "regions.yaml").write_bytes("- id: sur\n  name: {en: South, es: Región}\n".encode("latin-1"))
    lines = refusal(folder).splitlines()
    assert lines == [
        "regions.yaml: whole file: is not UTF-8 text",
        "plans.yaml: whole file: cannot be read (No such file or directory)",
    ]


def test_every_problem_of_all_files_is_told_at_once(folder: Path, change: Break) -> None:
    change("fees.yaml", lambda rows: rows[0].update(cents="free"))
    change("regions.yaml", lambda rows: rows[0].update(id="Not A Slug"))
    message = refusal(folder)
    assert "fees.yaml: 0.cents: " in message
    assert "regions.yaml: 0.id: " in message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("san-diego", "san-diego"),
        ("SAN DIEGO COUNTY", "san-diego"),
        ("County of Fresno", "fresno"),
        ("San  Francisco", "san-francisco"),
        ("Sutter/Yuba", "sutter"),
        ("Sutter-Yuba County", "sutter"),
        ("Tri-City", "los-angeles"),
        ("City of Berkeley", "alameda"),
    ],
)
def test_a_county_is_known_as_people_write_it(written: str, meant: str) -> None:
    county = load_version_one().county(written)
    assert county is not None
    assert county.id == meant


def test_what_is_no_county_is_none() -> None:
    assert load_version_one().county("Nowhere") is None
    assert load_version_one().county("") is None
