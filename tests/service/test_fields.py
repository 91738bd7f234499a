"""No answer of the API carries a field that the role of whoever asked may not see."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest
from pydantic import BaseModel, RootModel

from chalicelib.domain.permissions import ANYONE, PERMISSIONS
from chalicelib.domain.roles import Role
from chalicelib.services.list_work import LISTS
from chalicelib.web.api import ENDPOINTS
from chalicelib.web.endpoint import Endpoint
from chalicelib.web.fields import FIELDS
from chalicelib.web.problems import Problem
from tests.service.endpoints import open_subjects, path_of
from tests.service.good_requests import LETTER
from tests.service.operations import Ask
from tests.service.site import Answer, Site, open_site

pytestmark = pytest.mark.xdist_group("fields")


NAMES = {Role.APPLICANT: "olga", Role.COUNTY: "fresno", Role.PROVIDER: "dbsa"}
ASKED = {
    "/v1/awards-without-class": "?course=core_training&language=en",
    "/v1/awards/{award_id}/classes": "?item=core_training&language=en",
}
"""What an address has to say besides its subject."""
MOVE = {"from": "initial/statewide", "to": "grandparenting/statewide", "seats": 1, "cents": 25_000}
QUESTIONS: dict[str, Any] = {
    "/v1/what-if": {"moves": [MOVE]},
    "/v1/approvals/look": {"rows": [{"application_id": "x", "version": 1}]},
    "/v1/searches": {"sought": "A-0000-0000"},
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


@pytest.fixture(scope="module")
def subjects(site: Site) -> dict[str, str]:
    """Something to be told about at every address, with a report and a letter of DHCS."""
    found = open_subjects(site)
    assert site.post("/v1/reports", {}, who="manager mia").status == 201
    letter = {"decision": "approve", "reason": "Agreed", "reference": "LETTER-7", "pdf": LETTER}
    assert site.post(f"/v1/proposals/{found['proposal_id']}/letters", letter, who="manager olu").status == 201
    tie = f"/v1/applications/{found['application_id']}/conflicts"
    assert site.post(tie, {"note": "A cousin."}, who="approver ari").status == 201
    return found


def models_of(kind: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation is made of, itself first."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from models_of(part)


def every_model() -> dict[str, type[BaseModel]]:
    """Whatever an endpoint can answer, however deep, by name."""
    found: dict[str, type[BaseModel]] = {}
    left: list[type[BaseModel]] = [Problem, *[endpoint.returns for endpoint in ENDPOINTS]]
    while left:
        model = left.pop()
        if found.setdefault(model.__name__, model) is model and not issubclass(model, RootModel):
            left += [inner for field in model.model_fields.values() for inner in models_of(field.annotation)]
            left = [inner for inner in left if inner.__name__ not in found]
    return found


def test_every_field_of_every_answer_is_in_the_table_and_nothing_else() -> None:
    models = every_model()
    missing = [
        f'("{name}", "{" ".join(left)}", …)'
        for name, model in models.items()
        if (left := [field for field in model.model_fields if field not in FIELDS.get(name, {})])
    ]
    assert missing == [], "rows for web/fields.py"
    assert {name for name in FIELDS if name not in models} == set()
    for name, fields in FIELDS.items():
        assert set(fields) <= set(models[name].model_fields), name


def surplus(kind: Any, told: Any, role: Role) -> Iterator[str]:
    """Fields that were told and that the role may not see: by the model's annotations, not by how it was sent."""
    if isinstance(told, list):
        for inner in told:
            for part in get_args(kind):
                yield from surplus(part, inner, role)
    for model in [each for each in (kind, *get_args(kind)) if isinstance(each, type) and issubclass(each, BaseModel)]:
        if isinstance(told, Mapping) and not issubclass(model, RootModel):
            yield from surplus_of(model, told, role)


def surplus_of(model: type[BaseModel], told: Mapping[str, Any], role: Role) -> Iterator[str]:
    for name, field in model.model_fields.items():
        key = field.serialization_alias or field.alias or name
        if key in told:
            if role not in FIELDS[model.__name__].get(name, frozenset()):
                yield f"{model.__name__}.{name}"
            yield from surplus(field.annotation, told[key], role)


def asked_of(endpoint: Endpoint, subjects: Mapping[str, str]) -> list[str]:
    lists = LISTS if "{list}" in endpoint.path else ("",)
    asked = ASKED.get(endpoint.path, "")
    return [path_of(endpoint, subjects, list=name) + asked for name in lists]


READINGS = [endpoint for endpoint in ENDPOINTS if not endpoint.decides]


@pytest.mark.parametrize("endpoint", READINGS, ids=lambda each: f"{each.method} {each.path}")
def test_each_role_is_told_what_the_table_gives_it(site: Site, subjects: dict[str, str], endpoint: Endpoint) -> None:
    told = 0
    for role in PERMISSIONS[endpoint.operation]:
        for path in asked_of(endpoint, subjects):
            who = f"{role.value} {NAMES.get(role, 'somebody')}"
            if role is Role.APPLICANT and "{application_id}" in endpoint.path:
                who = "applicant rita"
            body: Any = QUESTIONS.get(endpoint.path)
            if endpoint.path == "/v1/award-lookups":
                body = {"award_id": subjects["award_id"], "birth_date": "1985-05-05"}
            answer = site.send(endpoint.method, path, body, who=who, headers={})
            assert list(surplus(endpoint.returns, answer.body, role)) == [], (role, path)
            told += answer.status == 200
    # An award that was only offered has no classes yet; the same model is answered to providers.
    assert told or endpoint.path.endswith("{award_id}/classes"), "nobody was told anything"


def test_strangers_are_told_no_more_than_people(site: Site, subjects: dict[str, str]) -> None:
    for endpoint in [each for each in READINGS if each.operation in ANYONE]:
        answer = site.send(endpoint.method, path_of(endpoint, subjects), None, who=None, headers={})
        assert list(surplus(endpoint.returns, answer.body, Role.APPLICANT)) == []


def told_too_much(ask: Ask, answer: Answer) -> list[str]:
    """What a decision told whoever made it and may not see: test_exactly_once.py asks this of every decision."""
    role = Role(ask.who.split()[0]) if ask.who else Role.APPLICANT
    (model,) = [each.returns for each in ENDPOINTS if each.decides and _fits(each.path, ask.path)]
    return list(surplus(model, answer.body, role))


def test_too_much_is_found() -> None:
    ask = Ask("/v1/applications/01HZ/award-approval", {}, "approver ari")
    told = Answer(200, {}, '{"status": "offered"}')
    assert told_too_much(ask, told) == []
    person, code = Ask("/v1/applications", {}, "system other"), Answer(201, {}, '{"access_code": "x"}')
    assert told_too_much(person, code) == []
    assert told_too_much(Ask("/v1/applications", {}, "manager mia"), code) == ["SubmittedOut.access_code"]


def _fits(pattern: str, path: str) -> bool:
    pairs = list(zip(pattern.split("/"), path.split("/"), strict=False))
    return pattern.count("/") == path.count("/") and all(p == part or p.startswith("{") for p, part in pairs)


def test_a_monitor_reads_no_free_text_and_nothing_that_tells_who_it_is(site: Site, subjects: dict[str, str]) -> None:
    proposal = f"/v1/proposals/{subjects['proposal_id']}"
    assert site.get(proposal, who="dhcs dana").body["reason"]
    seen = site.get(proposal, who="dhcs_monitor moe").body
    assert (seen["cents"], "reason" in seen) == (185_000, False)
    assert site.get(f"{proposal}/letter", who="dhcs_monitor moe").code == "NOT-ALLOWED"
    application = site.folder("olga").application
    shown = site.get(f"/v1/applications/{application.id}/deidentified", who="dhcs_monitor moe")
    assert shown.body["status"] == "awarded"
    award = site.award_id("olga")
    for private in ("olga", "1985-05-05", "example.org", application.person_id, "sacramento", award):
        assert private.lower() not in shown.text.lower()
    for role in set(Role) - {Role.DHCS_MONITOR, Role.AUDITOR, Role.APPLICANT}:
        refused = site.get(f"/v1/applications/{application.id}/deidentified", who=f"{role.value} somebody")
        assert refused.code == "NOT-ALLOWED"
