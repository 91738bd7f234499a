"""A story's stage: steps carried out one after the other, with the people and names that they are about."""

from datetime import date
from typing import Any

from chalicelib.domain.program import Program
from local.player.calls import ApiCall, Names, call_of
from local.player.people import Applicant
from local.player.story import Step
from local.player.transport import Reply, Transport


class Stage:
    """Carries out steps through a transport, each with an Idempotency-Key of its own."""

    def __init__(self, transport: Transport, program: Program, start: date, story: str = "story") -> None:
        self.transport = transport
        self.names = Names(self._award_of, self._birth_date_of)
        self.applicants: dict[str, Applicant] = {}
        self._program = program
        self._start = start
        self._story = story
        self.birth_dates: dict[str, str] = {}
        """Those that people of the story will give, by name."""

    def carry_out(self, step: Step) -> Reply:
        """The step's request, and what its answer names."""
        if step.action in ("submit", "revise"):
            return self._file(step)
        reply = self.send(step.role, step.name, call_of(step, self.names), self._key(step))
        if reply.refused is None:
            self._remember(step, reply)
        return reply

    def send(self, role: str, name: str, call: ApiCall, key: str = "") -> Reply:
        """One request as someone."""
        headers = self._identity(role, name) | ({"Idempotency-Key": key} if key else {})
        return self.transport.send(call.method, call.path, headers, call.body if call.method == "POST" else None)

    def status_of(self, application: str) -> dict[str, Any]:
        """An application as its owner sees it; nothing for a name that stands for none."""
        owner, wanted = self.names.owners.get(application), self.names.applications.get(application)
        if owner is None:
            return {}
        seen = self.send("applicant", owner, ApiCall("v1/status", {}, method="GET")).body
        mine: list[dict[str, Any]] = seen.get("applications", [])
        return next((one for one in mine if one["id"] == wanted), {})

    def _identity(self, role: str, name: str) -> dict[str, str]:
        if role != "applicant":
            return self.transport.staff_headers(role, name)
        applicant = self.applicants.get(name)
        if applicant is None or applicant.access_code is None:
            return {}
        return {"Access-Code": applicant.access_code, "Birth-Date": applicant.birth_date}

    def _file(self, step: Step) -> Reply:
        """A submission or a revision: the whole form, with every field that the story gave for this person so far."""
        known = self.applicants.get(step.name) or Applicant(step.name)
        person = Applicant(step.name, known.access_code, dict(known.given))
        person.told(
            {key: value for key, value in step.arguments.items() if key not in ("benefit", "as", "application")}
        )
        benefit = self._benefit_of(step)
        answers = person.answers(self._program.benefit(benefit), self._start)
        body = {"contact": person.contact(), "answers": answers}
        if step.action == "submit":
            call = ApiCall("v1/applications", body | {"benefit": benefit})
        else:
            application = self.names.application(step.arguments["application"])
            call = ApiCall(f"v1/applications/{application}/revision", body)
        reply = self.send(step.role, step.name, call, self._key(step))
        if reply.refused is None:
            person.access_code = person.access_code or reply.body.get("access_code")
            self.applicants[step.name] = person
            self._remember(step, reply)
        return reply

    def _benefit_of(self, step: Step) -> str:
        if step.action == "submit":
            return str(step.arguments["benefit"])
        return str(self.status_of(str(step.arguments["application"])).get("benefit", ""))

    def _remember(self, step: Step, reply: Reply) -> None:
        if step.action == "submit":
            self.names.applications[step.subject] = reply.body["application_id"]
            self.names.owners[step.subject] = step.name
        if step.action == "prepare_batch" and "as" in step.arguments:
            self.names.batches[str(step.arguments["as"])] = reply.body["batch_id"]

        if step.action == "propose_reallocation":
            self.names.proposals[step.subject] = reply.body["proposal_id"]

    def _birth_date_of(self, name: str) -> str:
        """As the county knows it: what the person gave, or will give when they apply."""
        known = self.applicants.get(name) or Applicant(
            name, given={"birth_date": self.birth_dates[name]} if name in self.birth_dates else {}
        )
        return known.birth_date

    def _award_of(self, name: str) -> str | None:
        """The award number of an application, from its owner's own status."""
        award = self.status_of(name).get("award")
        return str(award["id"]) if award else None

    def _key(self, step: Step) -> str:
        return f"{self._story}-{step.number}"
