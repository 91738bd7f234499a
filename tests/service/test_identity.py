"""Who may do what, at the door: every route with every role, every kind of token that is not good."""

import base64
import hashlib
import hmac
import json
import os
import time
from collections.abc import Iterator, Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from chalicelib.domain.permissions import ANYONE, PERMISSIONS, Operation
from chalicelib.domain.roles import Role
from chalicelib.web.api import ENDPOINTS
from chalicelib.web.endpoint import Endpoint
from local.player.people import mark
from local.virtual.directory import enroll
from tests.service.endpoints import open_subjects, path_of
from tests.service.site import Answer, Site, open_site

pytestmark = pytest.mark.xdist_group("identity")

NOT_OF_THE_API = {
    Operation.SIGN_IN,  # a page
    Operation.EDIT_DRAFT,  # pages: an API client sends a whole application
    Operation.HAND_IN_CERTIFICATE,  # a page: through the API a provider says that there is one (SCENARIOS.md)
    *(Operation.READ_DOCUMENT, Operation.READ_CERTIFICATE),  # pages: an address for a minute is for a browser
    Operation.READ_AWARD,  # a page
    Operation.ASK_TO_BE_TOLD,  # pages: a link in a message confirms it
    Operation.READ_LETTER,  # a page, for printing
    # Pages of staff at work, which decide nothing by themselves.
    *(Operation.READ_CASE, Operation.READ_PERSON),
    Operation.CHECK_DOCUMENT,  # a page: whoever judges a paper has it open beside
    Operation.ALLOW_COUNTY,  # a page: an API client says it with the answers
    Operation.READ_AUDIT,  # pages, and files to download
    Operation.READ_WHOLE_AUDIT,
    Operation.READ_SETTINGS,  # pages: the difference has to be seen by whoever publishes it
    Operation.EDIT_SETTINGS,
    Operation.PUBLISH_SETTINGS,
    Operation.DRAW_SAMPLE,  # pages: people look at what was drawn
    Operation.READ_SAMPLE,
    Operation.ANSWER_SAMPLE,
    Operation.READ_INTAKE,  # a page, to compare with the paper
    Operation.READ_OWN_ACCOUNT,  # a page
}
every_endpoint = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: f"{each.method} {each.path}")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


@pytest.fixture(scope="module")
def subjects(site: Site) -> dict[str, str]:
    return open_subjects(site)


@pytest.fixture(scope="class")
def _nothing_is_written(site: Site, subjects: dict[str, str]) -> Iterator[None]:
    before = site.fingerprint()
    yield
    assert site.fingerprint() == before


writes_nothing = pytest.mark.usefixtures("_nothing_is_written")


def ask(site: Site, endpoint: Endpoint, subjects: dict[str, str], **headers: str) -> Answer:
    """The request with a body that nobody can use: whoever is let in gets as far as that."""
    body = "{" if endpoint.method == "POST" else None
    path = path_of(endpoint, subjects, list="nothing")
    return site.send(endpoint.method, path, body, who=None, headers={"Idempotency-Key": "k", **headers})


@writes_nothing
@every_endpoint
class TestRoute:
    """What the table of permissions says is what happens."""

    def test_lets_in_the_roles_of_the_table_and_nobody_else(
        self, site: Site, subjects: dict[str, str], endpoint: Endpoint
    ) -> None:
        for role in Role:
            person = {Role.APPLICANT: "olga", Role.COUNTY: "fresno"}.get(role, "somebody")
            answer = ask(site, endpoint, subjects, **site.identity(f"{role.value} {person}"))
            turned_away = (answer.status, answer.code) == (403, "NOT-ALLOWED")
            assert turned_away is (role not in PERMISSIONS[endpoint.operation]), (role, answer)

    def test_lets_in_strangers_only_where_anyone_may(
        self, site: Site, subjects: dict[str, str], endpoint: Endpoint
    ) -> None:
        answer = ask(site, endpoint, subjects)
        if endpoint.operation in ANYONE:
            assert answer.status in (200, 422), answer
        else:
            assert (answer.status, answer.code) == (401, "NOT-ALLOWED")
            assert answer.headers["content-type"] == "application/problem+json"

    def test_lets_in_nobody_with_a_token_without_a_role(
        self, site: Site, subjects: dict[str, str], endpoint: Endpoint
    ) -> None:
        for groups in ([], ["applicant"], ["janitor"], ["REVIEWER"]):
            answer = ask(site, endpoint, subjects, **bearer(signed(site, {"cognito:groups": groups})))
            assert (answer.status, answer.code) == (403, "NOT-ALLOWED"), (groups, answer)


def test_every_operation_is_asked_for_somewhere() -> None:
    assert {endpoint.operation for endpoint in ENDPOINTS} == set(Operation) - NOT_OF_THE_API
    assert set(PERMISSIONS) == set(Operation)


def signed(site: Site, changes: Mapping[str, Any], key: Any = None, key_id: str = "story") -> str:
    """A reviewer's good token with changes; None takes a claim out."""
    claims = {**site.transport._claims("reviewer", "rosa"), **changes}
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key or site.transport._key, algorithm="RS256", headers={"kid": key_id})


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def by_hand(claims: Mapping[str, Any], algorithm: str, secret: bytes) -> str:
    """A token that no library would make."""
    header = {"alg": algorithm, "typ": "JWT", "kid": "story"}
    told = b".".join(part_of(part) for part in (header, claims))
    signature = hmac.new(secret, told, hashlib.sha256).digest() if secret else b""
    return b".".join([told, _encoded(signature)]).decode()


def part_of(said: Mapping[str, Any]) -> bytes:
    """A part of a token that is not its signature."""
    return _encoded(json.dumps(said).encode())


def _encoded(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def tokens_that_are_not_good(site: Site) -> dict[str, str]:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = site.transport._key.public_key()
    encodings = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    now, good = int(time.time()), signed(site, {})
    head, claims, signature = good.split(".")
    rosa = site.transport._claims("reviewer", "rosa")
    forged = part_of(rosa | {"cognito:groups": ["dhcs"]})
    return {
        "expired": signed(site, {"exp": now - 3600, "iat": now - 7200}),
        "without an end": signed(site, {"exp": None}),
        "of another issuer": signed(site, {"iss": f"{os.environ['OIDC_ISSUER']}x"}),
        "without an issuer": signed(site, {"iss": None}),
        "for another client": signed(site, {"aud": "another-client"}),
        "an access token": signed(site, {"token_use": "access"}),
        "a real access token": signed(
            site, {"token_use": "access", "aud": None, "client_id": os.environ["OIDC_CLIENT_ID"]}
        ),
        "without a use": signed(site, {"token_use": None}),
        "without a subject": signed(site, {"sub": None}),
        "signed by a stranger": signed(site, {}, stranger),
        "with an unknown key": signed(site, {}, stranger, "stranger"),
        "without a key id": signed(site, {}, key_id=""),
        "unsigned": by_hand(rosa, "none", b""),
        "signed with the public key": by_hand(rosa, "HS256", public.public_bytes(*encodings)),
        "forged": f"{head}.{forged.decode()}.{signature}",
        "cut off": f"{head}.{claims}.",
        "garbage": "garbage",
        "three parts of garbage": "a.b.c",
        "empty": "",
        "not text": "\u00f1\u4e2d",
    }


@writes_nothing
class TestToken:
    def test_that_is_good_lets_in(self, site: Site) -> None:
        assert site.get("/v1/work/review", **bearer(signed(site, {}))).status == 200

    def test_that_is_not_good_is_refused(self, site: Site) -> None:
        for kind, token in tokens_that_are_not_good(site).items():
            answer = site.get("/v1/work/review", **bearer(token), **{"Accept-Language": "es"})
            assert (answer.status, answer.code) == (401, "NOT-ALLOWED"), kind
            assert answer.headers["content-type"] == "application/problem+json"
            assert token == "" or token not in answer.text

    def test_says_for_whom_somebody_speaks(self, site: Site, subjects: dict[str, str]) -> None:
        """Another provider may not touch a booking, whatever the account is called."""
        other = signed(site, {"cognito:groups": ["provider"], "custom:provider": "sample-academy"})
        path = f"/v1/awards/{site.award_id('clara')}/cancellations"
        answer = site.post(path, {"item": "core_training"}, **bearer(other))
        assert (answer.status, answer.code) == (403, "NOT-ALLOWED")
        enroll(mark("rosa"), mark("rosa"), "rosa@example.org", ["provider"])
        nobody = signed(site, {"cognito:groups": ["provider"], "custom:provider": None})
        path, body = f"/v1/awards/{subjects['award_id']}/enrollments", {"item": "core_training", "cents": 1}
        answer = site.post(path, {**body, "starts": site.in_days(3)}, **bearer(nobody))
        assert answer.code in ("PROVIDER-NOT-APPROVED", "WRONG-STATE")


@writes_nothing
class TestAccessCode:
    def test_with_the_birth_date_lets_in_however_it_is_typed(self, site: Site, subjects: dict[str, str]) -> None:
        shown = site.identity("applicant olga")
        code = shown["Access-Code"]
        for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), f" {code} "):
            assert site.get("/v1/status", **{**shown, "Access-Code": typed}).status == 200

    @pytest.mark.parametrize(
        ("change", "status", "field"),
        [
            ({"Birth-Date": "1985-05-06"}, 403, "access_code"),
            ({"Access-Code": "ABCD-EFGH-JKLM-NPQR"}, 403, "access_code"),
            ({"Access-Code": "ñ" * 5000}, 403, "access_code"),
            ({"Birth-Date": "yesterday"}, 422, "Birth-Date"),
            ({"Birth-Date": ""}, 422, "Birth-Date"),
            ({"Access-Code": ""}, 401, None),
        ],
    )
    def test_that_is_wrong_does_not_say_which_part(
        self, site: Site, subjects: dict[str, str], change: dict[str, str], status: int, field: str | None
    ) -> None:
        answer = site.get("/v1/status", **{**site.identity("applicant olga"), **change})
        assert (answer.status, answer.body.get("field")) == (status, field)

    def test_gives_no_right_to_staff_work(self, site: Site, subjects: dict[str, str]) -> None:
        path = f"/v1/applications/{subjects['application_id']}/award-approval"
        answer = site.post(path, {}, who="applicant olga")
        assert (answer.status, answer.code) == (403, "NOT-ALLOWED")


@writes_nothing
class TestWorkList:
    def test_shows_each_role_its_own_lists_alone(self, site: Site, subjects: dict[str, str]) -> None:
        owners = {
            "review": "reviewer",
            "approve_award": "approver",
            "extend_award": "approver",
            "approve_claim": "payment_approver",
            "prepare_batch": "preparer",
            "approve_batch": "payment_approver",
            "settle": "reconciler",
        }
        for name, owner in owners.items():
            for role in ("reviewer", "approver", "payment_approver", "preparer", "reconciler", "manager", "auditor"):
                answer = site.get(f"/v1/work/{name}", who=f"{role} somebody")
                assert answer.status == (200 if role == owner else 403), (name, role)

    def test_that_is_not_there_is_refused(self, site: Site) -> None:
        answer = site.get("/v1/work/nothing", who="reviewer rosa")
        assert (answer.status, answer.code, answer.body["field"]) == (422, "INVALID", "list")
