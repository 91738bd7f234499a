"""The rules are put to a submitted or revised application, once per submission."""

from datetime import timedelta

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.application import ApplicationId, days_to_revise
from chalicelib.domain.eligibility import Determination, Facts, determine
from chalicelib.domain.folder import Folder
from chalicelib.domain.nomination import Nomination
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import Person
from chalicelib.domain.program import Program
from chalicelib.domain.states import ApplicationStatus
from chalicelib.gateways import clock
from chalicelib.services.deciding import follow
from chalicelib.services.find_uncertain import uncertain_for_person
from chalicelib.services.match_nomination import counting_nominations, nominated_by
from chalicelib.store import folders, nominations, people, programs
from chalicelib.store.commit import Decision


def check_eligibility(application_id: ApplicationId) -> None:
    """Determine where the application goes: the queue, back to the person for a cure, or to a reviewer."""
    follow(lambda: _checked(application_id))


def _checked(application_id: ApplicationId) -> Decision | None:
    folder = folders.load_folder(application_id)
    if folder.application.status is not ApplicationStatus.SUBMITTED:
        return None
    now = clock.now()
    program = programs.program_at(now)
    person = people.load_person(folder.application.person_id)
    counting = counting_nominations(folder, person.fingerprints)
    nominated = folder.application.tier == 1 or bool(counting)
    if not nominated:
        uncertain_for_person(folder, person)
    found = determine(_facts(folder, person, program, nominated=nominated), program, now)
    after = determined(folder, found, program, nominated=nominated)
    notices = revision_notices(after) if found.status is ApplicationStatus.REVISION_REQUESTED else ()
    return Decision(
        before=folder,
        after=after,
        action="determine",
        actor=SYSTEM,
        now=now,
        language=person.contact.language,
        reasons=found.failed,
        notices=notices,
        detail=nominated_by(counting),
        determination=found,
        also=tuple(nominations.matched_write(one, application_id) for one in _once(counting)),
    )


def _once(counting: list[Nomination]) -> list[Nomination]:
    """Several fingerprints of a person can lead to one line of a county's list."""
    return list({(one.county, one.benefit, one.nominee): one for one in counting}.values())


def _facts(folder: Folder, person: Person, program: Program, *, nominated: bool) -> Facts:
    application = folder.application
    benefit = program.benefit(application.benefit)
    if benefit is None:
        raise LookupError(f"version {program.version} of the program has no benefit {application.benefit}")
    ours, outside = people.funded_by(person.id)
    return Facts(
        contact=person.contact,
        answers=application.answers,
        benefit=benefit,
        on=application.judged_on(clock.now()),
        nominated=nominated,
        funded=ours,
        outside=outside,
        possible_duplicate=people.others_with_fingerprints(person),
    )


def determined(folder: Folder, found: Determination, program: Program, *, nominated: bool) -> Folder:
    """The folder as the determination leaves it."""
    deadline = None
    if found.status is ApplicationStatus.REVISION_REQUESTED:
        days = days_to_revise(found.failed, program.policy)
        deadline = pacific_date(found.made_at) + timedelta(days=days)
    application = folder.application.to(
        found.status,
        reasons=found.failed,
        tier=1 if nominated else 2,
        to_fund=found.to_fund,
        revise_by=deadline,
        program_version=found.program_version,
        own_words=(),
    )
    return folder.model_copy(update={"application": application})


def revision_notices(after: Folder) -> tuple[tuple[NoticeKind, dict[str, str]], ...]:
    """What a person is told who has something to mend: what, and by when."""
    application = after.application
    facts = {"reasons": " ".join(application.reasons), "by": str(application.revise_by)}
    facts |= {f"words.{each.code.value}": each.text for each in application.own_words}
    return ((NoticeKind.REVISION_REQUEST, facts),)
