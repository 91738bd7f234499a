"""The whole site in this process, for tests of its pages: virtual AWS and clock, the program, money and people."""

import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from chalicelib.domain.actors import Actor
from chalicelib.domain.document import HANDED_IN
from chalicelib.domain.roles import Role
from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from chalicelib.services.open_session import open_session
from local.player.calls import ApiCall, allotment
from local.player.play import handlers
from local.player.process import fresh_process
from local.player.transport import InProcess
from local.virtual import VirtualAws, VirtualClock
from local.virtual.directory import enroll
from tests.service.visitor import BASE, Shown, Visitor
from tests.shipped import compile_once

START = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
SEATS = 40
APPLICATION: dict[str, Any] = {
    "legal_name": "Ana Sample",
    "birth_date_month": "5",
    "birth_date_day": "17",
    "birth_date_year": "1985",
    "email": "",
    "phone": "",
    "contact_language": "en",
    "county": "fresno",
    "nexus": "live",
    "id_expires_month": "8",
    "id_expires_day": "31",
    "id_expires_year": "2031",
    "id_checked": "yes",
    "education": "ged",
    "education_checked": "yes",
    "pathway": "initial",
    "self_identifies": "yes",
    "ethics_signed": "yes",
}
"""What an eligible adult types."""


@dataclass
class World:
    aws: VirtualAws
    clock: VirtualClock
    api: InProcess

    def visitor(self, language: str = "en") -> Visitor:
        return Visitor(self.aws, language)

    def applied(self, name: str, benefit: str = "initial", language: str = "en", **said: Any) -> tuple[Visitor, Shown]:
        """Someone new who has just applied, with the page that shows their code."""
        visitor, check = self.filled(name, benefit, language, **said)
        return visitor, visitor.post(check.form("/send"))

    def filled(
        self, name: str, benefit: str = "initial", language: str = "en", until: str = "check", **said: Any
    ) -> tuple[Visitor, Shown]:
        """Someone new who has filled in the form, with the page that shows all answers, or another one they got to."""
        self.clock.tick()
        visitor = self.visitor(language)
        answers = {**APPLICATION, "legal_name": name, **said}
        return visitor, fill(visitor, visitor.get(f"/apply/{benefit}"), answers, until)

    def staff(self, *roles: Role, name: str = "", organization: str | None = None) -> Visitor:
        """Someone signed in with these roles. The same name is the same person."""
        identity = f"staff-{name or '-'.join(roles)}"
        opened = open_session(self._actor(identity, roles, organization))
        visitor = self.visitor()
        visitor.cookies["staff"] = (opened.id, f"{BASE}/staff")
        return visitor

    def person(self, *roles: Role) -> Visitor:
        """A session on the applicants' side, for whatever roles."""
        visitor = self.visitor()
        visitor.cookies["visit"] = (open_session(self._actor("nobody", roles)).id, f"{BASE}/")
        return visitor

    def _actor(self, identity: str, roles: tuple[Role, ...], organization: str | None = None) -> Actor:
        """Somebody who has just signed in, with an account in the groups of their roles."""
        enroll(identity, identity.removeprefix("staff-"), f"{identity}@example.org", roles)
        return Actor(
            id=identity,
            roles=frozenset(roles),
            organization=organization,
            account=identity,
            signed_in_at=self.clock.now(),
        )

    def application_of(self, visitor: Visitor) -> str:
        """The id of the newest application that a person's page shows."""
        found = re.search(r'aria-labelledby="a-(\w+)"', visitor.get("/status").text)
        assert found
        return found[1]

    def hand_in(self, visitor: Visitor) -> None:
        """Both papers of a person's newest application, scanned and found clean."""
        page, bucket = f"/documents/{self.application_of(visitor)}", setting("DOCUMENTS_BUCKET")
        for kind in HANDED_IN:
            forms = [form for form in visitor.get(page).forms if f"/{kind.value}/" in form.fields.get("key", "")]
            fields = {name: value for name, value in forms[0].fields.items() if name != "file"}
            files = {"file": ("paper.pdf", b"%PDF-1.7", "application/pdf")}
            requests.post(forms[0].action, data=fields, files=files, allow_redirects=False, timeout=5)
            etag = clients.s3().head_object(Bucket=bucket, Key=fields["key"])["ETag"].strip('"')
            scanned = {"s3ObjectDetails": {"bucketName": bucket, "objectKey": fields["key"], "eTag": etag}}
            scanned["scanResultDetails"] = {"scanResultStatus": "NO_THREATS_FOUND"}
            assert self.aws.invoke("DocumentEvents", {"detail": scanned}) == {"found": True}

    def award_of(self, visitor: Visitor) -> str:
        """The number of the newest award that a person's page shows."""
        found = re.search(r"A-\w{4}-\w{4}", visitor.get("/status").words)
        assert found
        return found[0]

    def award_of_list(self) -> str:
        """The number of the newest award that waits to be approved."""
        found = re.findall(
            r"A-\w{4}-\w{4}", self.staff(Role.APPROVER, name="ari").get("/staff/work/approve_award").words
        )
        return str(found[-1])

    def approve(self, award: str) -> None:
        """The award, approved on the approver's work list."""
        staff = self.staff(Role.APPROVER, name="ari")
        form = staff.get("/staff/work/approve_award").row(award).form("/approve-award")
        assert "The award is approved." in staff.post(form).words

    def call(self, role: str, path: str, body: dict[str, Any], key: str) -> None:
        """Something done through the API, by a sample user of a role."""
        headers = self.api.staff_headers(role, "dbsa" if role == "provider" else role) | {"Idempotency-Key": key}
        assert self.api.send("POST", path, headers, body).refused is None
        self.aws.settle()


def fill(visitor: Visitor, page: Shown, said: dict[str, Any], until: str = "check") -> Shown:
    """The form from this page on, each page sent as it is until the last: the one that shows all answers."""
    while not page.path.endswith(f"/{until}"):
        if page.path == "/code":
            page = visitor.get(page.link("/pages/"))
            continue
        before, page = page.path, visitor.post(page.main.say(**asked_on(page, said)))
        if page.path == before and "asked_about_boxes" in page.text:
            page = visitor.post(page.main)
        assert page.path != before, page.words
    return page


def asked_on(page: Shown, said: dict[str, Any]) -> dict[str, Any]:
    """Those of the answers that this page asks for."""
    return {name: value for name, value in said.items() if f'name="{name}"' in page.text}


@contextmanager
def whole_site() -> Iterator[World]:
    compile_once()
    app = importlib.import_module("app").app
    api, clock = InProcess(app, sorted(app.routes)), VirtualClock(START)
    with fresh_process(), VirtualAws(handlers(app)) as aws, clock.installed(), api.trusted():
        aws.invoke("LoadProgram", {})
        world = World(aws, clock, api)
        for pool, cents in (("initial", 185_000), ("grandparenting", 25_000), ("waiver-exam-fee", 15_000)):
            call: ApiCall = allotment(f"{pool}/statewide", SEATS, SEATS * cents)
            world.call("dhcs", call.path, call.body, f"allot-{pool}")
        yield world
