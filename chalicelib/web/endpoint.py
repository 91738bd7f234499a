"""An endpoint of the JSON API: method, path, who may, what goes in and out; routes and OpenAPI are made from these."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from chalice.app import Blueprint, Response
from pydantic import BaseModel

from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.services.fresh_sign_in import longest_minutes
from chalicelib.web.call import BODY_LIMIT, BadBody, Call, Unidentified, call_of, permitted
from chalicelib.web.fields import hidden
from chalicelib.web.problems import Problem, problem_of, problem_of_input

log = logging.getLogger(__name__)

_LONGEST_ID = 60

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
}


@dataclass(frozen=True)
class Endpoint:
    method: str
    path: str
    operation: Operation
    summary: str
    handle: Callable[[Call], BaseModel]
    returns: type[BaseModel]
    takes: type[BaseModel] | None = None
    status: int = 200
    computes: bool = False
    """A POST only because a question does not fit into an address: it writes nothing."""
    limit: int = BODY_LIMIT
    """Bytes that a body may have."""

    @property
    def decides(self) -> bool:
        """Whatever is not a reading needs an Idempotency-Key."""
        return self.method != "GET" and not self.computes


def register(blueprint: Blueprint, endpoints: Iterable[Endpoint]) -> None:
    """Make a route of each."""
    for endpoint in endpoints:
        _route(blueprint, endpoint)


def _route(blueprint: Blueprint, endpoint: Endpoint) -> None:
    def view(**params: str) -> Response:
        return answer(endpoint, call_of(blueprint.current_request, params))

    # No content type is refused by the gateway: a body that is no JSON gets our own answer, with a reason code.
    blueprint.route(endpoint.path, methods=[endpoint.method], content_types=["*/*"])(view)


def answer(endpoint: Endpoint, call: Call) -> Response:
    """Carry out the call; whatever it refuses becomes a problem document."""
    try:
        known = replace(call, actor=permitted(call, endpoint.operation), limit=endpoint.limit)
        _refuse_impossible(known.params)
        roles = known.actor.roles if known.actor else frozenset()
        return _json(endpoint.handle(known), endpoint.status, roles=roles)
    except BadBody as bad:
        return problem_response(problem_of_input(bad.error, call.language))
    except Unidentified as refusal:
        return problem_response(problem_of(refusal, call.language, status=401))
    except Refused as refusal:
        log.info("Request refused", extra={"code": refusal.code.value, "operation": endpoint.operation.value})
        return problem_response(problem_of(refusal, call.language))


def _refuse_impossible(ids: Mapping[str, str]) -> None:
    """Raises NOT-FOUND for what is longer than any id: as a key it would be an error of DynamoDB, not of the caller."""
    for name, value in ids.items():
        if len(value) > _LONGEST_ID:
            raise Refused(Code.NOT_FOUND, field=name.removesuffix("_id"))


def problem_response(problem: Problem) -> Response:
    answer = _json(problem, problem.status, "application/problem+json")
    if problem.code is Code.SIGN_IN_AGAIN:  # RFC 9470
        answer.headers["WWW-Authenticate"] = (
            f'Bearer error="insufficient_user_authentication", max_age="{longest_minutes() * 60}"'
        )
    return answer


def _json(
    model: BaseModel, status: int, content_type: str = "application/json", roles: frozenset[Role] = frozenset()
) -> Response:
    body = model.model_dump_json(exclude_none=True, by_alias=True, exclude=hidden(model, roles) or None)
    return Response(body, status_code=status, headers={**HEADERS, "Content-Type": content_type})
