"""The OpenAPI 3.1 document, made from the endpoints and their models."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from chalicelib.domain.permissions import ANYONE, PERMISSIONS
from chalicelib.domain.person import Language
from chalicelib.domain.roles import Role
from chalicelib.web.problems import Problem

if TYPE_CHECKING:
    from chalicelib.web.endpoint import Endpoint

_COMPONENTS = "#/components/schemas/{model}"


def document(endpoints: "Sequence[Endpoint]", _: Language) -> dict[str, Any]:
    """The whole document; each operation names the roles that may call it."""
    refs, definitions = models_json_schema(_models(endpoints), ref_template=_COMPONENTS)
    schemas = {model: schema for (model, _), schema in refs.items()}
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "peer-funding",
            "version": "1",
            "description": "Scholarships and fee waivers for Medi-Cal Peer Support Specialists. Money is in integer "
            "cents; days are Pacific and end at 11:59:59 pm.",
        },
        "paths": paths,
        "components": {"schemas": definitions.get("$defs", {}), "securitySchemes": _SCHEMES},
    }


_SCHEMES = {
    "staff": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "access_code": {"type": "apiKey", "in": "header", "name": "Access-Code"},
    "birth_date": {"type": "apiKey", "in": "header", "name": "Birth-Date"},
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "The same key with the same request has one effect and one answer; with another request, 409.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100},
}


def _models(endpoints: "Sequence[Endpoint]") -> list[tuple[Any, Any]]:
    models: dict[tuple[Any, Any], None] = {(Problem, "serialization"): None}
    for endpoint in endpoints:
        models[endpoint.returns, "serialization"] = None
        if endpoint.takes:
            models[endpoint.takes, "validation"] = None
    return list(models)


def _operation(endpoint: "Endpoint", schemas: dict[Any, Any]) -> dict[str, Any]:
    names = re.findall(r"{(\w+)}", endpoint.path)
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
    ]
    roles = sorted(PERMISSIONS[endpoint.operation])
    described: dict[str, Any] = {
        "operationId": f"{endpoint.operation.value}_{endpoint.handle.__name__.strip('_')}",
        "summary": endpoint.summary,
        "x-roles": ["anyone"] if endpoint.operation in ANYONE else roles,
        "security": _security(endpoint),
        "parameters": parameters + ([_IDEMPOTENCY_KEY] if endpoint.decides else []),
        "responses": {
            str(endpoint.status): _content("Done", "application/json", schemas[endpoint.returns]),
            "4XX": _content("Refused, with a reason code", "application/problem+json", schemas[Problem]),
        },
    }
    if endpoint.takes:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schemas[endpoint.takes]}},
        }
    return described


def _security(endpoint: "Endpoint") -> list[dict[str, list[str]]]:
    roles = PERMISSIONS[endpoint.operation]
    ways: list[dict[str, list[str]]] = [{}] if endpoint.operation in ANYONE else []
    if Role.APPLICANT in roles:
        ways.append({"access_code": [], "birth_date": []})
    if roles - {Role.APPLICANT}:
        ways.append({"staff": []})
    return ways


def _content(description: str, kind: str, schema: Any) -> dict[str, Any]:
    return {"description": description, "content": {kind: {"schema": schema}}}
