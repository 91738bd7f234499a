"""The description of the API is valid OpenAPI 3.1 and says what the API does."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

import app as chalice_app
from chalicelib.domain.permissions import ANYONE, PERMISSIONS
from chalicelib.domain.roles import Role
from chalicelib.web.api import ENDPOINTS
from chalicelib.web.openapi import document

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(document(ENDPOINTS, "en")))
    return made


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def every(value: Any, key: str) -> Iterator[Any]:
    """What stands under a key, however deep."""
    if isinstance(value, dict):
        yield from (inner for name, inner in value.items() if name == key)
        for inner in value.values():
            yield from every(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from every(inner, key)


def test_it_is_openapi(described: dict[str, Any]) -> None:
    assert re.fullmatch(r"3\.1\.\d", described["openapi"])
    assert {"title", "version"} <= set(described["info"])
    assert set(described) <= {"openapi", "info", "paths", "components", "servers", "tags"}
    for method, path, operation in operations(described):
        assert method.lower() in METHODS, path
        assert {"operationId", "summary", "responses", "security"} <= set(operation), path
        for status, response in operation["responses"].items():
            assert re.fullmatch(r"[1-5](\d\d|XX)", status), path
            assert response["description"]


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    found = list(every(described, "$ref"))
    assert found
    for reference in found:
        part: Any = described
        for name in reference.removeprefix("#/").split("/"):
            part = part[name]


def test_every_schema_is_used(described: dict[str, Any]) -> None:
    named = {reference.rsplit("/", 1)[-1] for reference in every(described, "$ref")}
    assert named == set(described["components"]["schemas"])


def test_operation_ids_are_unique(described: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(described)]
    assert len(ids) == len(set(ids))


def test_it_has_every_route_of_the_app_and_no_other(described: dict[str, Any]) -> None:
    routes = {
        (method, path)
        for path, methods in chalice_app.app.routes.items()
        for method in methods
        if path.startswith("/v1")
    }
    assert {(method, path) for method, path, _ in operations(described)} == routes


def test_every_name_in_a_path_is_a_parameter(described: dict[str, Any]) -> None:
    for _, path, operation in operations(described):
        named = [each["name"] for each in operation["parameters"] if each["in"] == "path"]
        assert named == re.findall(r"{(\w+)}", path)
        assert all(each["required"] for each in operation["parameters"])


UPLOAD = "/v1/applications/{application_id}/documents/{kind}"
ASKED_BY_POST = ("/v1/what-if", "/v1/award-lookups", "/v1/searches", "/v1/approvals/look", UPLOAD)


def test_whatever_decides_needs_a_key_and_a_body(described: dict[str, Any]) -> None:
    for method, path, operation in operations(described):
        keys = [each for each in operation["parameters"] if each["name"] == "Idempotency-Key"]
        endpoint = next(each for each in ENDPOINTS if (each.method, each.path) == (method, path))
        assert endpoint.computes is (path in ASKED_BY_POST), "everything else that is posted changes something"
        assert len(keys) == (1 if method == "POST" and not endpoint.computes else 0), path
        assert ("requestBody" in operation) is (method == "POST"), path
        for key in keys:
            assert (key["in"], key["schema"]["maxLength"]) == ("header", 100)


def test_refusals_are_problem_documents(described: dict[str, Any]) -> None:
    for _, path, operation in operations(described):
        refused = operation["responses"]["4XX"]["content"]
        assert set(refused) == {"application/problem+json"}, path
    problem = described["components"]["schemas"]["Problem"]
    assert {"type", "title", "status", "code", "field", "errors"} == set(problem["properties"])


def test_security_says_who_may(described: dict[str, Any]) -> None:
    schemes = described["components"]["securitySchemes"]
    for method, path, operation in operations(described):
        endpoint = next(each for each in ENDPOINTS if (each.method, each.path) == (method, path))
        roles, ways = PERMISSIONS[endpoint.operation], operation["security"]
        assert ({} in ways) is (endpoint.operation in ANYONE), path
        assert ({"access_code": [], "birth_date": []} in ways) is (Role.APPLICANT in roles), path
        assert ({"staff": []} in ways) is bool(roles - {Role.APPLICANT}), path
        assert {name for way in ways for name in way} <= set(schemes), path
        anyone = endpoint.operation in ANYONE
        assert operation["x-roles"] == (["anyone"] if anyone else sorted(roles)), path


def test_it_is_what_the_site_serves(described: dict[str, Any]) -> None:
    endpoint = next(each for each in ENDPOINTS if each.path == "/v1/openapi.json")
    event = {
        "requestContext": {"resourcePath": endpoint.path, "httpMethod": "GET", "path": endpoint.path},
        "pathParameters": {},
        "headers": {},
        "multiValueQueryStringParameters": None,
        "body": None,
        "isBase64Encoded": False,
        "stageVariables": None,
    }
    answer = chalice_app.app(event, None)
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == described
