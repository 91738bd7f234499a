"""Whatever is wrong with a request, it is refused with a reason code and the field, in the person's language, and
nothing is written."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from chalicelib.domain.codes import Code
from chalicelib.gateways import clock
from chalicelib.store import people, programs
from tests.service.endpoints import DECIDING, open_subjects, path_of
from tests.service.good_requests import Good, good_requests
from tests.service.site import Answer, Site, calls_seen, open_site

pytestmark = pytest.mark.xdist_group("api-input")

every_endpoint = pytest.mark.parametrize("path", sorted(DECIDING))


@dataclass
class Scene:
    site: Site
    subjects: dict[str, str]
    good: dict[str, Good]

    def ask(self, path: str, body: Any, *, who: str | None = "", key: str | None = None, **headers: str) -> Answer:
        """The endpoint's good request with one thing changed; as a Spanish speaker."""
        asked = self.good[path]
        url = path_of(DECIDING[path], self.subjects)
        spanish = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5", **headers}
        return self.site.post(url, body, who=asked.who if who == "" else who, key=key, **spanish)


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with open_site() as site:
        subjects = open_subjects(site)
        site.apply("pia")
        yield Scene(site, subjects, good_requests(site))


@pytest.fixture(scope="class")
def _nothing_is_written(scene: Scene) -> Iterator[None]:
    """Looked at after all the tests of a class: reading the whole table takes longer than all its requests."""
    before = scene.site.fingerprint()
    yield
    assert scene.site.fingerprint() == before


writes_nothing = pytest.mark.usefixtures("_nothing_is_written")


def refused(answer: Answer, status: int, code: str, field: str | None = None) -> None:
    """A problem document (RFC 9457) with the reason code, its Spanish text, and the field at fault."""
    assert answer.status == status, answer
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.body
    assert (problem["code"], problem["status"]) == (code, status)
    assert problem.get("field") == field
    text = programs.program_at(clock.now()).reason(Code(code)).text
    assert problem["title"] == text.es != text.en


def test_every_endpoint_is_tried(scene: Scene) -> None:
    assert set(scene.good) == set(DECIDING)


@writes_nothing
@every_endpoint
class TestBody:
    def test_that_is_no_json_object_is_refused(self, scene: Scene, path: str) -> None:
        for text in ("{", "nothing", '{"a": 1}}', "\x00", '{"item": "\\ud800"}', "[" * 5000):
            refused(scene.ask(path, text), 422, "INVALID", "body")
        for text in ("[]", "7", "null", '"text"', "true"):
            refused(scene.ask(path, text), 422, "INVALID", "body")

    def test_that_is_too_large_is_refused(self, scene: Scene, path: str) -> None:
        refused(scene.ask(path, json.dumps({"padding": "x" * DECIDING[path].limit})), 422, "INVALID", "body")

    def test_with_a_field_too_many_is_refused(self, scene: Scene, path: str) -> None:
        refused(scene.ask(path, {**scene.good[path].body, "surprise": 1}), 422, "INVALID", "surprise")

    def test_with_a_field_missing_is_refused(self, scene: Scene, path: str) -> None:
        good = scene.good[path]
        for name in good.required:
            left = {key: value for key, value in good.body.items() if key != name}
            refused(scene.ask(path, left), 422, "INVALID", name)
        if good.required:
            refused(scene.ask(path, ""), 422, "INVALID", min(good.required, key=list(_fields(path)).index))

    def test_with_a_field_of_the_wrong_type_is_refused(self, scene: Scene, path: str) -> None:
        body = scene.good[path].body
        assert set(body) == set(_fields(path)), "the good request has every field"
        for name, value in body.items():
            wrong: Any = 7 if isinstance(value, dict | list) else {"a": 1}
            answer = scene.ask(path, {**body, name: wrong})
            refused(answer, 422, "INVALID", answer.body.get("field"))
            assert str(answer.body["field"]).split(".")[0] == name

    def test_of_another_content_type_is_refused_with_our_own_words(self, scene: Scene, path: str) -> None:
        kinds = ("text/plain", "application/x-www-form-urlencoded", "application/octet-stream", "application/xml")
        for kind in kinds:
            refused(scene.ask(path, "<a>1</a>", **{"Content-Type": kind}), 422, "INVALID", "body")


@writes_nothing
@every_endpoint
class TestKey:
    def test_that_is_missing_or_unusable_is_refused(self, scene: Scene, path: str) -> None:
        body = scene.good[path].body
        for key in ("", "   ", "k" * 101, "line\nbreak", "\x07"):
            answer = scene.ask(path, body, **{"Idempotency-Key": key})
            refused(answer, 422, "INVALID", "Idempotency-Key")
        url = path_of(DECIDING[path], scene.subjects)
        without = scene.site.send("POST", url, dict(body), who=scene.good[path].who, headers={"Accept-Language": "es"})
        refused(without, 422, "INVALID", "Idempotency-Key")


@writes_nothing
@every_endpoint
class TestSubject:
    def test_that_is_not_there_is_not_found(self, scene: Scene, path: str) -> None:
        names = [name for name in scene.subjects if f"{{{name}}}" in path]
        for name in names:
            for unknown in ("01JZZZZZZZZZZZZZZZZZZZZZZZ", "A-2222-2222", "x", "STATE", "a#b", "x" * 3000, "ñ", "%00"):
                url = path_of(DECIDING[path], scene.subjects, **{name: unknown})
                good = scene.good[path]
                with calls_seen() as seen:
                    answer = scene.site.post(url, dict(good.body), who=good.who, **{"Accept-Language": "es"})
                refused(answer, 404, "NOT-FOUND", answer.body.get("field"))
                # A key may have 2,048 bytes, which DynamoDB checks and moto does not.
                assert len(str([call.params for call in seen])) < 2000

    def test_of_somebody_else_does_not_exist(self, scene: Scene, path: str) -> None:
        good = scene.good[path]
        if good.who.startswith("applicant") and "{" in path:
            answer = scene.ask(path, dict(good.body), who="applicant clara")
            refused(answer, 404, "NOT-FOUND", answer.body.get("field"))


@pytest.mark.parametrize("expires", ["0001-01-01", "9999-12-31"])
def test_takes_any_date_there_is(scene: Scene, expires: str) -> None:
    form = changed(scene.site.form(f"dated {expires}"), "answers.documents.photo_id.expires", expires)
    certified = {"number": expires, "status": "active", "expires": expires}
    form = changed(form, "answers.certification", certified)
    assert scene.ask("/v1/applications", form, who=None).status == 201
    scene.site.aws.settle()


@pytest.mark.parametrize(
    "name",
    ["Seán O'Brien", "María José Ñuñez-Güell", "<script>alert(1)</script>", 'Robert"); DROP TABLE', "李小龍", "𝒵"],
)
def test_keeps_a_name_as_it_was_written(scene: Scene, name: str) -> None:
    answer = scene.ask("/v1/applications", scene.site.form(name), who=None)
    assert answer.status == 201
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert people.load_person(answer.body["person_id"]).contact.legal_name == name
    scene.site.know(name, answer.body)
    assert scene.site.get("/v1/status", who=f"applicant {name}").status == 200
    scene.site.aws.settle()


@writes_nothing
class TestApplication:
    """The form that everybody fills in: each answer that cannot be used is named."""

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("benefit", "free-lunch"),
            ("benefit", ""),
            ("benefit", "x" * 61),
            ("contact.legal_name", ""),
            ("contact.legal_name", "   "),
            ("contact.legal_name", "x" * 121),
            ("contact.birth_date", "yesterday"),
            ("contact.birth_date", "2026-02-30"),
            ("contact.birth_date", "1850-01-01"),
            ("contact.birth_date", "0001-01-01"),
            ("contact.birth_date", "2999-01-01"),
            ("contact.birth_date", "9999-12-31"),
            ("contact.email", "nobody"),
            ("contact.email", "a@b"),
            ("contact.phone", "1" * 41),
            ("contact.language", "fr"),
            ("contact.shoe_size", 44),
            ("answers.county", "Atlantis"),
            ("answers.county", "x" * 61),
            ("answers.nexus", "visit"),
            ("answers.education", "some"),
            ("answers.self_identifies", "perhaps"),
            ("answers.ethics_signed", None),
            ("answers.diagnosis", "none of our business"),
            ("answers.documents.photo_id.expires", "soon"),
            ("answers.documents.photo_id.legible", "rather"),
            ("answers.pathway", "backdoor"),
            ("answers.other_funding", ["lottery"]),
            ("answers.other_funding", ["exam"] * 21),
            ("answers.fee_due", {"item": "bribe"}),
            ("answers.attempt", 0),
            ("answers.attempt", 4),
            ("answers.certification", {"number": "1", "status": "golden", "expires": "2027-01-01"}),
        ],
    )
    def test_names_the_answer_that_cannot_be_used(self, scene: Scene, field: str, value: Any) -> None:
        answer = scene.ask("/v1/applications", changed(scene.site.form("nina"), field, value), who=None)
        refused(answer, 422, "INVALID", answer.body.get("field"))
        told = str(answer.body["field"]).removeprefix("answers.").removeprefix("contact.")
        assert field.removeprefix("answers.").removeprefix("contact.") in (told, told.split(".")[0])

    def test_without_contact_from_someone_unknown_is_refused(self, scene: Scene) -> None:
        form = scene.site.form("nina")
        refused(scene.ask("/v1/applications", {**form, "contact": None}, who=None), 422, "INVALID", "contact")

    def test_lists_every_answer_at_fault_in_spanish(self, scene: Scene) -> None:
        form = changed(changed(scene.site.form("nina"), "contact.legal_name", ""), "answers.attempt", 9)
        answer = scene.ask("/v1/applications", form, who=None)
        refused(answer, 422, "INVALID", "contact.legal_name")
        english = scene.ask("/v1/applications", form, who=None, **{"Accept-Language": "en"}).body
        assert [error["field"] for error in answer.body["errors"]] == ["contact.legal_name", "answers.attempt"]
        for told, meant in zip(answer.body["errors"], english["errors"], strict=True):
            assert told["message"] != meant["message"]


@writes_nothing
class TestDecision:
    """Fields that only the rules of the program can refuse."""

    @pytest.mark.parametrize(
        ("path", "change", "code", "field"),
        [
            ("/v1/awards/{award_id}/fees", {"item": "lunch"}, "NOT-FOUND", "item"),
            ("/v1/awards/{award_id}/fees", {"item": "core_training"}, "INVALID", "item"),
            ("/v1/awards/{award_id}/fees", {"cents": -1}, "INVALID", "cents"),
            ("/v1/awards/{award_id}/fees", {"cents": 1.5}, "INVALID", "cents"),
            ("/v1/awards/{award_id}/fees", {"cents": "10000"}, "INVALID", "cents"),
            ("/v1/awards/{award_id}/enrollments", {"cents": 10**12}, "INVALID", "cents"),
            ("/v1/awards/{award_id}/enrollments", {"starts": "0000-00-00"}, "INVALID", "starts"),
            ("/v1/awards/{award_id}/enrollments", {"item": "exam"}, "INVALID", "item"),
            ("/v1/applications/{application_id}/review", {"finding": "maybe"}, "INVALID", "finding"),
            ("/v1/applications/{application_id}/review", {"finding": "ineligible"}, "INVALID", "reasons"),
            ("/v1/applications/{application_id}/review", {"note": "x" * 4001}, "INVALID", "note"),
            ("/v1/applications/{application_id}/award-refusal", {"reasons": []}, "INVALID", "reasons"),
            ("/v1/applications/{application_id}/award-refusal", {"reasons": ["BECAUSE"]}, "INVALID", "reasons.0"),
            ("/v1/awards/{award_id}/revocation", {"reasons": []}, "INVALID", "reasons"),
            ("/v1/batches/{batch_id}/settlement", {"returned": {"A-1": {"exam": 1}}}, "INVALID", "returned.A-1.exam"),
            ("/v1/pools/{benefit}/{region}/allotments", {"reference": "  "}, "INVALID", "reference"),
            ("/v1/pools/{benefit}/{region}/allotments", {"seats": 0, "cents": 0}, "INVALID", "cents"),
            ("/v1/pools/{benefit}/{region}/allotments", {"seats": True}, "INVALID", "seats"),
            ("/v1/pools/{benefit}/{region}/allotments", {"cents": 10**30}, "INVALID", "cents"),
            ("/v1/pools/{benefit}/{region}/allotments", {"seats": -501}, "INSUFFICIENT-FUNDS", None),
            ("/v1/pools/{benefit}/{region}/allotments", {"cents": 10**14}, "OVER-CONTRACT", "cents"),
        ],
    )
    def test_is_refused_with_its_field(
        self, scene: Scene, path: str, change: dict[str, Any], code: str, field: str | None
    ) -> None:
        status = {"INVALID": 422, "NOT-FOUND": 404}.get(code, 409)
        refused(scene.ask(path, {**scene.good[path].body, **change}), status, code, field)

    def test_made_from_an_older_look_is_stale(self, scene: Scene) -> None:
        path = f"/v1/applications/{scene.site.application('pia')}/award-approval"
        version = scene.site.folder("pia").application.version
        for looked_at in (version - 1, version + 1):
            answer = scene.site.post(path, {"version": looked_at}, who="approver ari", **{"Accept-Language": "es"})
            refused(answer, 409, "STALE")


def _fields(path: str) -> Mapping[str, Any]:
    takes = DECIDING[path].takes
    assert takes is not None
    return {field.alias or name: field for name, field in takes.model_fields.items()}


def changed(form: dict[str, Any], field: str, value: Any) -> dict[str, Any]:
    """A deep copy with one field, named by its path, given another value."""
    made: dict[str, Any] = json.loads(json.dumps(form))
    *way, last = field.split(".")
    part = made
    for name in way:
        part = part[name]
    part[last] = value
    return made
