"""A whole site for the tests of this folder: AWS in process, a program in force, people and staff who ask for it."""

import hashlib
import itertools
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import botocore.client
import botocore.signers
from chalice.app import Chalice

from chalicelib.domain.folder import WAITS, Folder
from chalicelib.domain.notice import Notice, NoticeKind
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.program import PoolId
from chalicelib.domain.subject import Subject
from chalicelib.gateways import clock
from chalicelib.gateways.settings import setting
from chalicelib.services.check_books import unbalanced, uncontrolled, unheld
from chalicelib.services.check_chains import broken_chains
from chalicelib.services.find_place import place_in_workflow
from chalicelib.store import folders, notices, pools, programs, runs
from chalicelib.store.runs import Run
from local.player.people import Applicant
from local.player.play import Player
from local.player.stage import Stage
from local.player.story import Step, Story
from local.player.transport import InProcess, Reply
from local.virtual import VirtualAws, VirtualClock
from local.virtual.changes import all_rows
from local.virtual.functions import current_function

Row = dict[str, Any]
TODAY = datetime(2026, 3, 2, 9, 0, tzinfo=PACIFIC)
PLENTY = {"seats": 500, "cents": 92_500_000}
INITIAL = "initial/statewide"


@dataclass(frozen=True)
class AwsCall:
    """One call of AWS, by the function that made it."""

    function: str
    service: str
    operation: str
    params: Mapping[str, Any]


class Crash(BaseException):
    """The process dies here: nothing of the program may catch it."""


@dataclass(frozen=True)
class Answer:
    """What API Gateway would pass on."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> dict[str, Any]:
        made: dict[str, Any] = json.loads(self.text)
        return made

    @property
    def code(self) -> str | None:
        """The reason code of a refusal."""
        return self.body.get("code") if self.status >= 400 else None


def mail_report(tags: Mapping[str, str], kind: str = "Bounce", message: str = "m") -> dict[str, Any]:
    """What SES reports of a message through SNS, in the form of its event publishing."""
    mail = {"messageId": message, "tags": {name: [value] for name, value in tags.items()}}
    told: dict[str, Any] = {"eventType": kind, "mail": mail}
    told |= {"bounce": {"bounceType": "Permanent", "bounceSubType": "General"}} if kind == "Bounce" else {}
    return {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": json.dumps(told)}}]}


class Site:
    """Everything a test does to the program goes through here, as the person or job that would do it."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._numbers = itertools.count(1)

    # ------------------------------------------------------------ what it is made of
    @property
    def aws(self) -> VirtualAws:
        return self._player.aws

    @property
    def stage(self) -> Stage:
        return self._player.stage

    @property
    def clock(self) -> VirtualClock:
        return self._player._clock

    @property
    def transport(self) -> InProcess:
        transport = self.stage.transport
        assert isinstance(transport, InProcess)
        return transport

    @property
    def pool_ids(self) -> tuple[PoolId, ...]:
        return programs.program_at(self.clock.now()).pool_ids()

    # ------------------------------------------------------------ people and staff
    def do(self, who: str, action: str, *, refused: str | None = None, settle: bool = True, **given: Any) -> Reply:
        """One step of a story, by role and name, with an Idempotency-Key of its own; fails unless it ends as said."""
        reply = self.attempt(who, action, **given)
        assert reply.refused == refused, f"{action} by {who}: {reply}"
        if settle:
            self.aws.settle()
        return reply

    def attempt(self, who: str, action: str, **given: Any) -> Reply:
        """The same, however it ends, and without waiting for the workflows."""
        role, _, name = who.partition(" ")
        number = next(self._numbers)
        step = Step(number, self.clock.tick(), role, name, action, given, None)
        with self.aws.running_as("APIHandler"):
            return self.stage.carry_out(step)

    def apply(self, name: str, benefit: str = "initial", **given: Any) -> str:
        """An application by someone; its id."""
        self.do(f"applicant {name}", "submit", benefit=benefit, **given)
        return self.application(str(given.get("as", name)))

    def award(self, name: str, benefit: str = "initial", *, accepted: bool = True, **given: Any) -> str:
        """An application that comes to an approved award, of which a scholarship is accepted; the award's number."""
        self.apply(name, benefit, **given)
        self.do("approver ari", "approve_award", application=name)
        if accepted:
            self.do(f"applicant {name}", "accept", award=name)
        return self.award_id(name)

    def claimed(self, name: str, item: str = "core_training", cents: int = 150_000, **given: Any) -> str:
        """An active award with a training that its provider has invoiced; the award's number."""
        award = self.award(name, **given)
        self.do("provider dbsa", "enroll", award=name, item=item, cents=cents, starts=self.in_days(7))
        self.do("provider dbsa", "claim", award=name, item=item, cents=cents, certificate=True)
        return award

    def batch(self, name: str) -> str:
        """All approved claims, in a batch that was released for payment."""
        batch = self.prepared(name)
        self.do("payment_approver max", "approve_batch", batch=name)
        return batch

    def warned(self, benefit: str) -> str:
        """Money that nobody asked for during five weeks, in a round that ends in one more; the warning's id."""
        pool = f"{benefit}/statewide"
        self.do("dhcs dana", "allot", pool=pool, seats=10, cents=80_000)
        self.jump(35)
        self.do("manager mia", "extend_round", benefit=benefit, until=self.in_days(7))
        self.job("AllocationReport")
        items = self.get("/v1/work/warnings", who="manager mia").body["items"]
        return next(str(each["id"]) for each in items if each["pool"] == pool)

    def prepared(self, name: str) -> str:
        """All approved claims, in a batch that nobody has released."""
        given: dict[str, Any] = {"as": name}
        self.do("preparer pat", "prepare_batch", **given)
        return self.stage.names.batches[name]

    def proposal(self, name: str, **given: Any) -> str:
        """A proposal by manager mia to move money from one pool to another; its id."""
        terms: dict[str, Any] = {"from": INITIAL, "to": "grandparenting/statewide", "seats": 1, "cents": 185_000}
        self.do("manager mia", "propose_reallocation", **{**terms, **given, "as": name})
        return self.stage.names.proposals[name]

    # ------------------------------------------------------------ requests
    def post(self, path: str, body: Any, *, key: str | None = None, who: str | None = None, **headers: str) -> Answer:
        """One POST; `who` is a role and a name. Nothing is filled in but a key of its own."""
        own = {"Idempotency-Key": key or f"post-{next(self._numbers)}"}
        return self.send("POST", path, body, who=who, headers=own | dict(headers))

    def form(self, name: str, benefit: str = "initial", **given: Any) -> dict[str, Any]:
        """The body of an application by someone new, eligible unless told otherwise."""
        person = Applicant(name)
        person.told(given)
        program = programs.program_at(self.clock.now())
        answers = person.answers(program.benefit(benefit), self.clock.now().date())
        return {"benefit": benefit, "contact": person.contact(), "answers": answers}

    def know(self, name: str, submitted: Mapping[str, Any]) -> None:
        """From here on this person is known by name, with the access code of their first application's answer."""
        self.stage.applicants[name] = Applicant(name, submitted["access_code"])
        self.stage.names.applications[name] = submitted["application_id"]
        self.stage.names.owners[name] = name

    def know_as(self, name: str, other: str) -> None:
        """The application of one name is from here on also found by another."""
        self.stage.names.applications[name] = self.application(other)

    def get(self, path: str, *, who: str | None = None, **headers: str) -> Answer:
        return self.send("GET", path, None, who=who, headers=headers)

    def send(self, method: str, path: str, body: Any, *, who: str | None, headers: Mapping[str, str]) -> Answer:
        """A request as API Gateway hands it to Lambda. A body that is text or bytes goes as it is."""
        identity = self.identity(who) if who else {}
        text = body if isinstance(body, str) or body is None else json.dumps(body)
        event = self.transport._event(method, path, {**identity, **headers}, text)
        with self.aws.running_as("APIHandler"):
            answer = self.transport._handler(event, None)
        told = {name.lower(): str(value) for name, value in answer["headers"].items()}
        return Answer(int(answer["statusCode"]), told, answer["body"] or "")

    def identity(self, who: str) -> dict[str, str]:
        role, _, name = who.partition(" ")
        return self.stage._identity(role, name)

    # ------------------------------------------------------------ jobs and time
    def job(self, function: str, event: Mapping[str, Any] | None = None) -> Any:
        found = self.aws.invoke(function, dict(event or {}))
        self.aws.settle()
        return found

    def in_days(self, days: int) -> str:
        """A calendar day in California, from today on."""
        return (self.clock.now().astimezone(PACIFIC).date() + timedelta(days=days)).isoformat()

    def jump(self, days: int) -> None:
        """Only the clock moves: no job runs on the way."""
        self.clock.jump_to(self.clock.now() + timedelta(days=days))

    def bounce(self, notice: Notice, kind: str = "Bounce", attempt: int | None = None) -> Any:
        """What SES reports of a notice's message."""
        tags = {"notice": notice.id, "attempt": str(attempt or notice.delivery.attempt)}
        return self.aws.invoke("MailEvents", mail_report(tags, kind))

    def bounced(self, name: str, kind: NoticeKind | None = None) -> Notice:
        """A notice of this person, the last of its kind or of all, that was sent and came back."""
        self.job("SendNotices")
        self.bounce(self.notice(name, kind))
        return self.notice(name, kind)

    # ------------------------------------------------------------ what is there
    def notices(self, name: str) -> list[Notice]:
        """Those of one application, oldest first."""
        application = self.folder(name).application
        kept = notices.of_person(application.person_id)
        return [each.notice for each in kept if each.notice.application_id == application.id]

    def notice(self, name: str, kind: NoticeKind | None = None) -> Notice:
        return next(each for each in reversed(self.notices(name)) if kind in (None, each.kind))

    def application(self, name: str) -> str:
        return self.stage.names.applications[name]

    def folder(self, name: str) -> Folder:
        return folders.load_folder(self.application(name))

    def award_id(self, name: str) -> str:
        award = self.folder(name).award
        assert award is not None
        return award.id

    def run(self, name: str, claim_id: str | None = None) -> Run:
        return runs.load_run(Subject(application_id=self.application(name), claim_id=claim_id))

    def states(self, execution: str) -> list[str]:
        """The names of the states that an execution entered, in order."""
        return [
            str(event["stateEnteredEventDetails"]["name"])
            for event in self.aws.histories()[execution]
            if "stateEnteredEventDetails" in event
        ]

    def rows(self) -> list[Row]:
        """The whole table."""
        return all_rows(setting("TABLE_NAME"))

    def fingerprint(self) -> str:
        """A digest of the whole table, but for what a request that decides nothing may leave."""
        kept = [row for row in self.rows() if not logs_a_request(row)]
        return hashlib.sha256("\n".join(sorted(json.dumps(row, sort_keys=True) for row in kept)).encode()).hexdigest()

    def postings(self, pool: str, kind: str | None = None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = [dict(posting) for posting in pools.journal(PoolId(pool))]
        return [posting for posting in found if kind in (None, posting["kind"])]

    def events(self, name: str, action: str | None = None) -> list[dict[str, Any]]:
        found = folders.load_events(self.application(name))
        return [event for event in found if action in (None, event["action"])]

    def check_workflows(self) -> None:
        """Every open subject has one execution, the latest of its runs, and it waits where the subject is."""
        for run in runs.open_runs():
            place = place_in_workflow(run.subject)
            assert place in WAITS, run
            assert self.aws.executions().get(run.execution_name) == "RUNNING", run
            assert (run.token_place, run.token is not None) == (place, True), run

    def check_books(self) -> None:
        """Money is conserved, by three paths, and every chain verifies."""
        assert unbalanced(self.pool_ids) == []
        assert unheld(self.pool_ids) == []
        assert uncontrolled(programs.program_at(clock.now())) == []
        assert broken_chains() == []


def logs_a_reading(row: Row) -> bool:
    """Whoever reads personal data leaves a row that says so: the one thing that a reading writes."""
    return row["sk"]["S"].startswith("READING#") or '"read_own_data"' in row.get("body", {}).get("S", "")


def logs_a_request(row: Row) -> bool:
    """A wrong access code is counted, a reading recorded, and the first sign-in of a day noted."""
    signed_in = row["sk"]["S"].endswith("#STANDING") and "signed_out_at" not in row
    return signed_in or row["pk"]["S"].startswith("TRIES#") or logs_a_reading(row)


@contextmanager
def open_site(pools_given: Mapping[str, Mapping[str, int]] | None = None, today: datetime = TODAY) -> Iterator[Site]:
    """A site with the shipped program and these first allotments; by default plenty for scholarships."""
    given = {INITIAL: PLENTY} if pools_given is None else pools_given
    player = Player(Story("test", today, given, {}, {}, (), {}), lambda _: None)
    with requests_of_their_own(), player.on_stage():
        yield Site(player)


@contextmanager
def requests_of_their_own() -> Iterator[None]:
    """Each thread sees its own request. Lambda gives a process one request at a time, and Chalice relies on that."""
    mine = threading.local()

    def current(_app: Chalice) -> Any:
        return getattr(mine, "request", None)

    def remember(_app: Chalice, request: Any) -> None:
        mine.request = request

    with patch.object(Chalice, "current_request", property(current, remember), create=True):
        yield


def at_once(calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Every call in a thread of its own, all let go at the same moment."""
    ready = threading.Barrier(len(calls))

    def run(call: Callable[[], Answer]) -> Answer:
        ready.wait(10)
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


@contextmanager
def crash_in(place: Any, name: str, after: int = 0, function: str = "APIHandler") -> Iterator[list[int]]:
    """The function's process dies, once, when it calls this after so many calls that went well.

    Yields how often it called this until then.
    """
    real, seen, lock = getattr(place, name), [0], threading.Lock()

    def dying(*args: Any, **kwargs: Any) -> Any:
        with lock:
            mine = current_function() == function and seen[0] <= after
            seen[0] += mine
            if mine and seen[0] > after:
                raise Crash(name)
        return real(*args, **kwargs)

    with patch.object(place, name, dying), suppress(Crash):
        yield seen


@contextmanager
def calls_seen() -> Iterator[list[AwsCall]]:
    """Every call of AWS made inside the block, in order."""
    seen: list[AwsCall] = []
    client: Any = botocore.client.BaseClient
    call = client._make_api_call

    def noted(self: Any, operation: str, params: dict[str, Any]) -> Any:
        seen.append(AwsCall(current_function(), self.meta.service_model.signing_name, operation, params))
        return call(self, operation, params)

    with patch.object(client, "_make_api_call", noted), signed_for_browsers(seen):
        yield seen


@contextmanager
def signed_for_browsers(seen: list[AwsCall]) -> Iterator[None]:
    """What a function lets a browser do in its name needs the same rights."""
    form = botocore.signers.S3PostPresigner.generate_presigned_post
    link = botocore.signers.RequestSigner.generate_presigned_url

    def noted(operation: str) -> None:
        seen.append(AwsCall(current_function(), "s3", operation, {"Bucket": setting("DOCUMENTS_BUCKET")}))

    def noted_form(self: Any, *args: Any, **kwargs: Any) -> Any:
        noted("PutObject")
        return form(self, *args, **kwargs)

    def noted_link(self: Any, request_dict: Any, operation_name: str, *args: Any, **kwargs: Any) -> Any:
        noted(operation_name)
        return link(self, request_dict, operation_name, *args, **kwargs)

    with (
        patch.object(botocore.signers.S3PostPresigner, "generate_presigned_post", noted_form),
        patch.object(botocore.signers.RequestSigner, "generate_presigned_url", noted_link),
    ):
        yield
