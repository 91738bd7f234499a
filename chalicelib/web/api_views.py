"""From the domain to what the API shows."""

from chalicelib.domain.award import Award
from chalicelib.domain.batch import Batch
from chalicelib.domain.folder import Claim, Folder
from chalicelib.domain.intake import Intake
from chalicelib.domain.nomination import NominationMatch
from chalicelib.domain.nomination_sheet import SheetRow
from chalicelib.domain.notice import Notice
from chalicelib.domain.program import Benefit, Program
from chalicelib.domain.reallocation import Proposal
from chalicelib.domain.returned_mail import ReturnedMail
from chalicelib.domain.rounds import RoundState, Scheduled, in_force, round_status
from chalicelib.domain.warning import PoolWarning
from chalicelib.domain.work_list import waits_in
from chalicelib.gateways import clock
from chalicelib.services.decide_match import MatchView
from chalicelib.services.list_nominations import NamedPage
from chalicelib.services.list_work import WorkList
from chalicelib.services.nominate_sheet import SheetTaken
from chalicelib.services.read_status import ApplicationStatusView, StatusView
from chalicelib.store import rounds
from chalicelib.store.code_letters import CodeLetter
from chalicelib.web.api_models import (
    ApplicationOut,
    AwardOut,
    DraftOut,
    ItemOut,
    NoticeOut,
    StatusOut,
    StepOut,
    WorkItemOut,
    WorkListOut,
)
from chalicelib.web.nomination_models import NominationMatchOut, NominationOut, NominationsOut, SheetOut, SheetRowOut
from chalicelib.web.round_models import RoundOut, RoundsOut, ScheduledOut


def rounds_out(program: Program) -> RoundsOut:
    states = rounds.load_rounds(benefit.id for benefit in program.benefits)
    return RoundsOut(rounds=[_round_out(program, benefit, states[benefit.id]) for benefit in program.benefits])


def _round_out(program: Program, benefit: Benefit, state: RoundState) -> RoundOut:
    window = program.round(benefit.id)
    state = in_force(window, state, clock.now())
    return RoundOut(
        benefit=benefit.id,
        name=benefit.name,
        kind=benefit.kind.value,
        status=round_status(window, state, clock.now()),
        opens=window.opens,
        closes=state.closes or window.closes,
        public_text=state.public_text,
        scheduled=_scheduled_out(state.scheduled) if state.scheduled else None,
        target_seats=benefit.target_seats,
        sample=window.standing == "sample",
    )


def _scheduled_out(ahead: Scheduled) -> ScheduledOut:
    return ScheduledOut(change=ahead.change, effective_at=ahead.at, until=ahead.until, public_text=ahead.public_text)


def status_out(view: StatusView) -> StatusOut:
    return StatusOut(
        person_id=view.person.id,
        applications=[_application_out(mine) for mine in view.applications],
        drafts=[
            DraftOut(id=each.id, benefit=each.benefit, changed_at=each.changed_at, kept_until=each.kept_until)
            for each in view.drafts
        ],
        notices=[
            NoticeOut(
                id=n.id,
                kind=n.kind.value,
                application_id=n.application_id,
                at=n.created_at,
                facts=n.facts,
                delivery=n.delivery.state,
            )
            for n in view.notices
        ],
    )


def _application_out(view: ApplicationStatusView) -> ApplicationOut:
    application = view.folder.application
    return ApplicationOut(
        id=application.id,
        benefit=application.benefit,
        kind=application.kind.value,
        status=application.status,
        reasons=list(application.reasons),
        tier=application.tier,
        queue_position=view.queue_position,
        submitted_at=application.submitted_at,
        revise_by=application.revise_by,
        ask_again_until=view.ask_again_until,
        carry_over=list(view.carry_over),
        version=application.version,
        award=_award_out(view.folder.award) if view.folder.award else None,
        timeline=[StepOut(at=step.at, status=step.status, action=step.action) for step in application.history],
    )


def _award_out(award: Award) -> AwardOut:
    return AwardOut(
        id=award.id,
        status=award.status,
        accept_by=award.accept_by,
        use_by=award.use_by,
        items=[
            ItemOut(
                item=item.item,
                status=item.status,
                cents=item.cents,
                starts=item.enrollment.starts if item.enrollment else None,
            )
            for item in award.items
        ],
    )


def work_out(found: WorkList) -> WorkListOut:
    items = [_folder_item(found, folder) for folder in found.folders]
    items += [_claim_item(found, claim) for claim in found.claims]
    items += [_batch_item(found.name, batch) for batch in found.batches]
    items += [
        WorkItemOut(kind=found.name, id=asked.person_id, since=asked.asked_at, version=0)
        for asked, _person in found.lost_codes
    ]
    items += [_proposal_item(found.name, proposal) for proposal in found.proposals]
    items += [_warning_item(found.name, warning) for warning in found.warnings]
    items += [_match_item(found.name, match) for match in found.matches]
    items += [_notice_item(found.name, notice) for notice in found.notices]
    items += [_returned_item(found.name, mail) for mail, _person in found.returned]
    items += [_intake_item(found, intake) for intake in found.intakes]
    items += [_letter_item(found, letter) for letter in found.code_letters]
    return WorkListOut(
        name=found.name, items=[_held(found, each) for each in items], more=found.more, after=found.cursor
    )


def _held(found: WorkList, item: WorkItemOut) -> WorkItemOut:
    held = found.taken.get(item.id)
    return item.model_copy(update={"taken_until": held.until}) if held else item


def _folder_item(found: WorkList, folder: Folder) -> WorkItemOut:
    application = folder.application
    extension = folder.award.extension if folder.award else None
    return WorkItemOut(
        kind=found.name,
        id=application.id,
        application_id=application.id,
        award_id=folder.award.id if folder.award else None,
        benefit=application.benefit,
        county=application.answers.county,
        cents=sum(item.cents for item in folder.award.items) if folder.award else None,
        reasons=list(application.reasons),
        until=extension.until if extension else None,
        reason=extension.reason if extension else None,
        since=waits_in(folder)[1],
        due=found.deadlines.get(application.id),
        version=application.version,
    )


def _intake_item(found: WorkList, typed: Intake) -> WorkItemOut:
    return WorkItemOut(
        kind=found.name, id=typed.id, benefit=typed.benefit, since=typed.arrival.at, version=typed.version
    )


def _letter_item(found: WorkList, letter: CodeLetter) -> WorkItemOut:
    return WorkItemOut(
        kind=found.name, id=letter.person_id, application_id=letter.application_id, since=letter.made_at, version=0
    )


def _claim_item(found: WorkList, claim: Claim) -> WorkItemOut:
    return WorkItemOut(
        kind=found.name,
        id=claim.subject,
        application_id=claim.application_id,
        award_id=claim.award_id,
        item=claim.item,
        cents=claim.cents,
        since=claim.claimed_at,
        due=found.deadlines.get(claim.subject),
        version=0,
    )


def _batch_item(kind: str, batch: Batch) -> WorkItemOut:
    return WorkItemOut(
        kind=kind, id=batch.id, cents=batch.cents, count=batch.count, since=batch.prepared_at, version=batch.version
    )


def _proposal_item(kind: str, proposal: Proposal) -> WorkItemOut:
    return WorkItemOut(
        kind=kind, id=proposal.id, cents=proposal.terms.cents, since=proposal.proposed_at, version=proposal.version
    )


def _warning_item(kind: str, warning: PoolWarning) -> WorkItemOut:
    return WorkItemOut(
        kind=kind, id=warning.id, pool=warning.pool, warning=warning.kind, since=warning.raised_at, version=0
    )


def _match_item(kind: str, match: NominationMatch) -> WorkItemOut:
    made = match.nomination
    return WorkItemOut(
        kind=kind, id=match.id, benefit=made.benefit, county=made.county, since=match.found_at, version=0
    )


def match_out(view: MatchView) -> NominationMatchOut:
    made = view.match.nomination
    return NominationMatchOut(
        id=view.match.id,
        status=view.match.status,
        county=made.county,
        benefit=made.benefit,
        birth_date=view.line.nominee.birth_date,
        nominated_name=view.line.nominee.legal_name,
        applied_name=view.person.contact.legal_name,
        found_at=view.match.found_at,
    )


def nominations_out(found: NamedPage) -> NominationsOut:
    return NominationsOut(
        nominations=[
            NominationOut(
                legal_name=each.line.nominee.legal_name,
                birth_date=each.line.nominee.birth_date,
                benefit=each.line.nomination.benefit,
                at=each.line.nomination.at,
                until=each.line.nomination.until,
                has_code=each.line.invitation is not None,
                matched=each.matched,
                status=each.status,
            )
            for each in found.named
        ],
        page=found.page,
        pages=found.pages,
        cut=found.cut,
    )


def sheet_out(rows: tuple[SheetRow, ...], taken: SheetTaken | None = None) -> SheetOut:
    codes = taken.codes if taken else {}
    return SheetOut(
        status="nominated" if taken else "preview",
        taken=len(taken.taken) if taken else 0,
        rows=[
            SheetRowOut(row=row.number, flaws=list(row.flaws), invitation_code=codes.get(row.number)) for row in rows
        ],
    )


def _returned_item(kind: str, mail: ReturnedMail) -> WorkItemOut:
    return WorkItemOut(kind=kind, id=mail.id, benefit=mail.benefit, delivery=mail.state, since=mail.at, version=0)


def _notice_item(kind: str, notice: Notice) -> WorkItemOut:
    return WorkItemOut(
        kind=kind,
        id=notice.id,
        application_id=notice.application_id,
        delivery=notice.delivery.state,
        since=notice.created_at,
        version=0,
    )
