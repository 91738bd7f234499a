"""The pages of the site: every route with what it does and who may, in one table."""

from chalice.app import Blueprint

from chalicelib.domain.nomination_sheet import MOST_BYTES, MOST_ROWS
from chalicelib.domain.permissions import Operation
from chalicelib.web import pages_access as access
from chalicelib.web import pages_account as account
from chalicelib.web import pages_alerts as alerting
from chalicelib.web import pages_allot as allotting
from chalicelib.web import pages_appeal as appealing
from chalicelib.web import pages_apply as applying
from chalicelib.web import pages_audit as auditing
from chalicelib.web import pages_award as awarding
from chalicelib.web import pages_batches as batches
from chalicelib.web import pages_bookings as booked
from chalicelib.web import pages_bulk as bulk
from chalicelib.web import pages_case as case
from chalicelib.web import pages_classes as teaching
from chalicelib.web import pages_conflicts as tied
from chalicelib.web import pages_contact as reaching
from chalicelib.web import pages_dhcs_letter as deciding
from chalicelib.web import pages_documents as papers
from chalicelib.web import pages_draft as drafting
from chalicelib.web import pages_funds as funds
from chalicelib.web import pages_helping as beside
from chalicelib.web import pages_intake as intake
from chalicelib.web import pages_letters as letters
from chalicelib.web import pages_lost_code as lost
from chalicelib.web import pages_mailing as mailing
from chalicelib.web import pages_nominations as naming
from chalicelib.web import pages_other_funding as elsewhere
from chalicelib.web import pages_own_data as keeping
from chalicelib.web import pages_paper as printing
from chalicelib.web import pages_proposals as proposing
from chalicelib.web import pages_propose as offering
from chalicelib.web import pages_provider as providing
from chalicelib.web import pages_public as public
from chalicelib.web import pages_revise as revising
from chalicelib.web import pages_rounds as timing
from chalicelib.web import pages_samples as sampling
from chalicelib.web import pages_screening as screening
from chalicelib.web import pages_search as searching
from chalicelib.web import pages_settings as settling
from chalicelib.web import pages_sign_in as signing
from chalicelib.web import pages_staff as staff
from chalicelib.web import pages_status as own
from chalicelib.web import pages_taking as taking
from chalicelib.web import pages_unbooked as unbooked
from chalicelib.web import pages_work as work
from chalicelib.web.page import Page, register
from chalicelib.web.visit import Area

pages = Blueprint(__name__)

O, S = Operation, Area.STAFF  # noqa: E741 - the table below is read as a table
APPLICATION, AWARD = "/applications/{application_id}", "/awards/{award_id}"
DRAFT = "/drafts/{draft_id}"
DRAFT_PAGE = f"{DRAFT}/pages/{{page}}"
SHEET_BYTES, SHEET_FIELDS = 4 * MOST_BYTES, MOST_ROWS + 100
"""A list as a form sends it, letters as escapes, and a field for each row that is chosen."""
SAMPLE_LINE = "/staff/samples/{sample_id}/{application_id}/{seq}"
PART_BYTES = 300_000
"""The longest part of a program as a form sends it."""
STAFF_APPLICATION, STAFF_BATCH = f"/staff{APPLICATION}", "/staff/batches/{batch_id}"
STAFF_INTAKE, INTAKE_FORM = "/staff/intake/{intake_id}", "/staff/intake-forms/{benefit}"
DOCUMENTS, STAFF_DOCUMENTS = "/documents/{application_id}", f"{STAFF_APPLICATION}/documents"
STAFF_PROPOSALS, STAFF_PROPOSAL = "/staff/proposals", "/staff/proposals/{proposal_id}"
STAFF_ROUND = "/staff/rounds/{benefit}"

PAGES: tuple[Page, ...] = (
    Page("GET", "/", O.READ_PUBLIC, public.home),
    Page("GET", "/static/{name}", O.READ_PUBLIC, public.static, Area.FILES),
    Page("GET", "/can-i-get-help", O.READ_PUBLIC, screening.can_i_get_help),
    Page("GET", "/accessibility", O.READ_PUBLIC, public.accessibility),
    Page("POST", "/language", O.READ_PUBLIC, public.choose_language),
    Page("GET", "/apply/{benefit}", O.SUBMIT_APPLICATION, applying.apply_form),
    Page("POST", "/apply/{benefit}", O.SUBMIT_APPLICATION, applying.apply),
    Page("GET", "/helping/{benefit}", O.SUBMIT_APPLICATION, beside.helping_form),
    Page("POST", "/helping/{benefit}", O.SUBMIT_APPLICATION, beside.helping),
    Page("GET", "/paper/{benefit}", O.READ_PUBLIC, printing.paper),
    Page("GET", "/helped", O.READ_PUBLIC, beside.helped),
    Page("GET", "/tell-me/{benefit}", O.ASK_TO_BE_TOLD, alerting.tell_me_form),
    Page("POST", "/tell-me/{benefit}", O.ASK_TO_BE_TOLD, alerting.tell_me),
    Page("GET", "/told/{alert_id}", O.ASK_TO_BE_TOLD, alerting.told),
    Page("POST", "/told/{alert_id}/confirm", O.ASK_TO_BE_TOLD, alerting.confirmed),
    Page("POST", "/told/{alert_id}/removal", O.ASK_TO_BE_TOLD, alerting.removed),
    Page("GET", "/code", O.EDIT_DRAFT, applying.access_code),
    Page("POST", "/code/mail", O.READ_OWN_STATUS, applying.code_mailed),
    Page("GET", DRAFT_PAGE, O.EDIT_DRAFT, drafting.draft_form),
    Page("POST", DRAFT_PAGE, O.EDIT_DRAFT, drafting.save, unsent=drafting.unsent),
    Page("GET", f"{DRAFT}/check", O.EDIT_DRAFT, drafting.check),
    Page("POST", f"{DRAFT}/send", O.EDIT_DRAFT, drafting.send),
    Page("POST", f"{DRAFT}/removal", O.EDIT_DRAFT, drafting.remove),
    Page("GET", DOCUMENTS, O.HAND_IN_DOCUMENT, papers.documents),
    Page("POST", f"{DOCUMENTS}/{{kind}}/removal", O.HAND_IN_DOCUMENT, papers.removed),
    Page("GET", "/received", O.EDIT_DRAFT, applying.received),
    Page("GET", "/sign-in", O.SIGN_IN, signing.sign_in_form),
    Page("POST", "/sign-in", O.SIGN_IN, revising.sign_in),
    Page("GET", "/lost-code", O.SIGN_IN, lost.lost_code_form),
    Page("POST", "/lost-code", O.SIGN_IN, lost.lost_code),
    Page("POST", "/leave", O.SIGN_IN, signing.leave),
    Page("POST", "/sign-out", O.READ_OWN_STATUS, signing.sign_out),
    Page("POST", "/sign-out-everywhere", O.SIGN_OUT_EVERYWHERE, account.out_everywhere),
    Page("GET", "/status", O.READ_OWN_STATUS, own.status),
    Page("GET", "/my-data", O.READ_OWN_DATA, keeping.ask_for_own_data),
    Page("POST", "/my-data", O.READ_OWN_DATA, keeping.own_data),
    Page("POST", "/my-data/file", O.READ_OWN_DATA, keeping.own_data_file),
    Page("GET", "/contact", O.CHANGE_CONTACT, reaching.contact_form),
    Page("POST", "/contact/mine", O.CHANGE_CONTACT, reaching.mine),
    Page("POST", "/contact", O.CHANGE_CONTACT, reaching.change, unsent=reaching.change_unsent),
    Page("GET", f"{APPLICATION}/revise", O.REVISE_APPLICATION, revising.revise_form),
    Page("POST", f"{APPLICATION}/revise", O.REVISE_APPLICATION, revising.revise, unsent=revising.revise_unsent),
    Page("GET", f"{APPLICATION}/other-funding", O.REPORT_FUNDING, elsewhere.other_funding_form),
    Page("POST", f"{APPLICATION}/other-funding", O.REPORT_FUNDING, elsewhere.other_funding),
    Page("POST", f"{APPLICATION}/withdraw", O.WITHDRAW_APPLICATION, own.withdraw),
    Page("POST", f"{APPLICATION}/return", O.ASK_AGAIN, own.ask_again_for_it),
    Page("POST", f"{APPLICATION}/county", O.ALLOW_COUNTY, own.county_allowed),
    Page("POST", f"{APPLICATION}/carry-over", O.CARRY_OVER, own.carry_on),
    Page("POST", f"{AWARD}/accept", O.ACCEPT_AWARD, own.accept),
    Page("POST", f"{AWARD}/decline", O.DECLINE_AWARD, own.decline),
    Page("GET", f"{AWARD}/classes", O.READ_OWN_STATUS, teaching.fitting_classes),
    Page("POST", f"{AWARD}/places", O.ASK_PLACE, own.place_asked),
    Page("POST", f"{AWARD}/place-withdrawal", O.ASK_PLACE, own.place_taken_back),
    Page("GET", "/status/letters/{notice_id}", O.READ_OWN_STATUS, letters.own_letter),
    Page("GET", "/staff/letters/{notice_id}", O.READ_LETTER, letters.staff_letter, S),
    Page("POST", "/staff/letters/print", O.READ_LETTER, mailing.print_chosen, S),
    Page("POST", "/staff/letters/mailed", O.DELIVER_NOTICE, mailing.mailed, S),
    Page("POST", "/staff/code-letters/{person_id}/told", O.DELIVER_NOTICE, mailing.code_told, S),
    Page("POST", "/staff/returned-mail/{mail_id}/settled", O.DELIVER_NOTICE, mailing.returned_settled, S),
    Page("POST", "/staff/notices/{notice_id}/delivery", O.DELIVER_NOTICE, letters.delivered, S),
    Page("GET", "/staff/intake", O.READ_INTAKE, intake.begin, S),
    Page("GET", INTAKE_FORM, O.ENTER_INTAKE, intake.entry_form, S),
    Page("POST", INTAKE_FORM, O.ENTER_INTAKE, intake.enter, S, unsent=intake.entry_unsent),
    Page("GET", STAFF_INTAKE, O.READ_INTAKE, intake.record, S),
    Page("GET", f"{STAFF_INTAKE}/scan", O.READ_INTAKE, intake.scan, S),
    Page("GET", f"{STAFF_INTAKE}/correction", O.ENTER_INTAKE, intake.correction_form, S),
    Page("POST", f"{STAFF_INTAKE}/correction", O.ENTER_INTAKE, intake.correct, S, unsent=intake.entry_unsent),
    Page("POST", f"{STAFF_INTAKE}/decision", O.DECIDE_INTAKE, intake.decide, S),
    Page("GET", "/staff", O.SIGN_IN, staff.desk, S),
    Page("GET", "/staff/sign-in", O.SIGN_IN, staff.sign_in, S),
    Page("GET", "/staff/callback", O.SIGN_IN, staff.callback, S),
    Page("POST", "/staff/sign-out", O.SIGN_IN, staff.sign_out, S),
    Page("GET", "/staff/go-on/{form}", O.READ_OWN_ACCOUNT, staff.go_on, S),
    Page("GET", "/staff/account", O.READ_OWN_ACCOUNT, account.account, S),
    Page("POST", "/staff/sign-out-everywhere", O.SIGN_OUT_EVERYWHERE, account.out_everywhere, S),
    Page("POST", "/staff/delegations", O.DELEGATE_ROLE, account.delegated, S),
    Page("POST", "/staff/delegations/{delegation_id}/end", O.DELEGATE_ROLE, account.delegation_ended, S),
    Page("GET", "/staff/access", O.READ_ACCESS, access.reviews, S),
    Page("GET", "/staff/access/{quarter}", O.READ_ACCESS, access.review, S),
    Page("POST", "/staff/access/{quarter}", O.REVIEW_ACCESS, access.decided, S),
    Page("POST", "/staff/accounts/sign-out", O.END_SESSIONS, access.sessions_ended, S),
    Page("GET", f"{STAFF_APPLICATION}/deidentified", O.READ_DEIDENTIFIED, access.deidentified, S),
    Page("GET", "/staff/report", O.READ_REPORT, staff.report, S),
    Page("GET", "/staff/funds", O.READ_FUNDS, funds.funds, S),
    Page("GET", "/staff/allotments", O.ALLOT_FUNDS, allotting.allotments, S),
    Page("POST", "/staff/allotments", O.ALLOT_FUNDS, allotting.allot, S),
    Page("GET", "/staff/rounds", O.READ_FUNDS, timing.rounds_page, S),
    Page("GET", STAFF_ROUND, O.READ_FUNDS, timing.round_page, S),
    Page("POST", f"{STAFF_ROUND}/look", O.CHANGE_ROUND, timing.look, S),
    Page("POST", f"{STAFF_ROUND}/events", O.CHANGE_ROUND, timing.change, S),
    Page("POST", f"{STAFF_ROUND}/cancellation", O.CHANGE_ROUND, timing.cancel, S),
    Page("GET", "/staff/work/{list}", O.READ_WORK, work.work, S),
    Page("GET", "/staff/work/{list}/{subject}", O.READ_WORK, work.item, S),
    Page("POST", "/staff/work/{list}/{subject}/take", O.TAKE_WORK, taking.taken, S),
    Page("POST", "/staff/work/{list}/{subject}/release", O.TAKE_WORK, taking.released, S),
    Page("POST", f"{STAFF_APPLICATION}/review", O.REVIEW_APPLICATION, case.review, S),
    Page("POST", f"{STAFF_APPLICATION}/approve-award", O.APPROVE_AWARD, case.award_approved, S),
    Page("POST", f"{STAFF_APPLICATION}/refuse-award", O.REFUSE_AWARD, case.award_refused, S),
    Page("GET", STAFF_APPLICATION, O.READ_CASE, case.application, S),
    Page("POST", f"{STAFF_APPLICATION}/conflict", O.DECLARE_CONFLICT, case.conflict_declared, S),
    Page("GET", f"{STAFF_APPLICATION}/conflicts", O.TAKE_BACK_CONFLICT, tied.conflicts, S),
    Page("POST", f"{STAFF_APPLICATION}/conflicts/taken-back", O.TAKE_BACK_CONFLICT, tied.taken_back, S),
    Page("GET", "/staff/search", O.SEARCH_APPLICATIONS, searching.search_form, S),
    Page("POST", "/staff/search", O.SEARCH_APPLICATIONS, searching.search, S),
    Page("GET", "/staff/people/{person_id}", O.READ_PERSON, searching.person, S),
    Page("POST", "/staff/approvals/look", O.APPROVE_AWARD, bulk.looked_at, S),
    Page("POST", "/staff/approvals", O.APPROVE_AWARD, bulk.approved, S),
    Page("GET", STAFF_DOCUMENTS, O.READ_DOCUMENT, papers.staff_documents, S),
    Page("GET", f"{STAFF_DOCUMENTS}/{{kind}}", O.READ_DOCUMENT, papers.staff_document, S),
    Page("POST", f"{STAFF_DOCUMENTS}/{{kind}}/check", O.CHECK_DOCUMENT, case.paper_checked, S),
    Page("POST", "/staff/people/{person_id}/access-code", O.REPLACE_CODE, work.code_replaced, S),
    Page("GET", "/staff/awards", O.READ_AWARD, awarding.find, S),
    Page("GET", f"/staff{AWARD}", O.READ_AWARD, awarding.award, S),
    Page("POST", f"/staff{AWARD}/request-extension", O.REQUEST_EXTENSION, awarding.more_time, S),
    Page("POST", f"/staff{AWARD}/revoke", O.REVOKE_AWARD, awarding.revoke, S),
    Page("POST", f"/staff{AWARD}/return-payment", O.RETURN_PAYMENT, awarding.came_back, S),
    Page("POST", f"/staff{AWARD}/approve-extension", O.DECIDE_EXTENSION, work.extension_approved, S),
    Page("POST", f"/staff{AWARD}/refuse-extension", O.DECIDE_EXTENSION, work.extension_refused, S),
    Page("POST", f"/staff{AWARD}/approve-claim", O.APPROVE_CLAIM, batches.claim_approved, S),
    Page("POST", "/staff/batches", O.PREPARE_BATCH, batches.batch_prepared, S),
    Page("POST", f"{STAFF_BATCH}/approve", O.APPROVE_BATCH, batches.batch_approved, S),
    Page("GET", STAFF_PROPOSALS, O.READ_PROPOSALS, offering.proposals_page, S),
    Page("POST", STAFF_PROPOSALS, O.PROPOSE_REALLOCATION, offering.propose, S),
    Page("POST", f"{STAFF_PROPOSALS}/look", O.PROPOSE_REALLOCATION, offering.look, S),
    Page("POST", f"{STAFF_PROPOSAL}/withdraw", O.WITHDRAW_PROPOSAL, offering.withdraw, S),
    Page("GET", STAFF_PROPOSAL, O.READ_PROPOSALS, proposing.proposal, S),
    Page("POST", f"{STAFF_PROPOSAL}/decide", O.DECIDE_REALLOCATION, proposing.decided, S),
    Page("GET", f"{STAFF_PROPOSAL}/letter", O.RECORD_LETTER, deciding.letter_form, S),
    Page("POST", f"{STAFF_PROPOSAL}/letters", O.RECORD_LETTER, deciding.recorded, S),
    Page("GET", f"{STAFF_PROPOSAL}/letter/file", O.READ_DHCS_LETTER, deciding.letter_file, S),
    Page("POST", f"{STAFF_PROPOSAL}/letters/confirmation", O.CONFIRM_LETTER, deciding.confirmed, S),
    Page("POST", f"{STAFF_BATCH}/settle", O.SETTLE_BATCH, batches.batch_settled, S),
    Page("POST", "/staff/warnings/{warning_id}/acknowledge", O.ACKNOWLEDGE_WARNING, work.warning_answered, S),
    Page("POST", "/staff/nomination-matches/{match_id}/decision", O.DECIDE_NOMINATION_MATCH, work.match_decided, S),
    Page("GET", f"{APPLICATION}/appeal", O.FILE_APPEAL, appealing.appeal),
    Page("POST", f"{APPLICATION}/appeal", O.FILE_APPEAL, appealing.file),
    Page("GET", f"{STAFF_APPLICATION}/appeal", O.FILE_APPEAL, appealing.appeal, S),
    Page("POST", f"{STAFF_APPLICATION}/appeal", O.FILE_APPEAL, appealing.file, S),
    Page("GET", "/staff/appeals/{application_id}", O.DECIDE_APPEAL, appealing.case, S),
    Page("POST", "/staff/appeals/{application_id}/decision", O.DECIDE_APPEAL, appealing.decided, S),
    Page("POST", "/staff/appeals/{application_id}/conflict", O.DECLARE_CONFLICT, appealing.stood_aside, S),
    Page("GET", "/staff/audit", O.READ_AUDIT, auditing.subject, S),
    Page("GET", "/staff/audit/person", O.READ_WHOLE_AUDIT, auditing.person, S),
    Page("GET", "/staff/audit/day", O.READ_WHOLE_AUDIT, auditing.day, S),
    Page("GET", "/staff/audit/export", O.READ_WHOLE_AUDIT, auditing.export, S),
    Page("GET", "/staff/settings", O.READ_SETTINGS, settling.settings, S),
    Page("GET", "/staff/settings/parts/{part}", O.READ_SETTINGS, settling.part, S),
    Page("POST", "/staff/settings/parts/{part}", O.EDIT_SETTINGS, settling.save, S, PART_BYTES),
    Page("POST", "/staff/settings/day", O.EDIT_SETTINGS, settling.choose_day, S),
    Page("POST", "/staff/settings/discard", O.EDIT_SETTINGS, settling.discard, S),
    Page("POST", "/staff/settings/publish", O.PUBLISH_SETTINGS, settling.publish, S),
    Page("GET", "/staff/samples", O.READ_SAMPLE, sampling.samples, S),
    Page("POST", "/staff/samples", O.DRAW_SAMPLE, sampling.draw, S),
    Page("GET", "/staff/samples/{sample_id}", O.READ_SAMPLE, sampling.sample, S),
    Page("GET", SAMPLE_LINE, O.ANSWER_SAMPLE, sampling.line, S),
    Page("POST", SAMPLE_LINE, O.ANSWER_SAMPLE, sampling.answer, S),
    Page("GET", "/staff/classes", O.READ_BOOKINGS, providing.classes, S),
    Page("POST", "/staff/classes", O.POST_CLASS, providing.class_posted, S),
    Page("POST", "/staff/classes/{class_id}/seats", O.POST_CLASS, providing.seats_changed, S),
    Page("POST", "/staff/classes/{class_id}/cancel", O.POST_CLASS, providing.class_cancelled, S),
    Page("GET", "/staff/places", O.READ_BOOKINGS, providing.places, S),
    Page("POST", f"/staff{AWARD}/confirm-place", O.DECIDE_PLACE, providing.place_confirmed, S),
    Page("POST", f"/staff{AWARD}/refuse-place", O.DECIDE_PLACE, providing.place_refused, S),
    Page("GET", "/staff/bookings", O.READ_BOOKINGS, booked.bookings, S),
    Page("GET", f"/staff{AWARD}/bookings/{{item}}", O.HAND_IN_CERTIFICATE, booked.booking, S),
    Page("GET", f"/staff{AWARD}/bookings/{{item}}/certificate", O.READ_CERTIFICATE, batches.certificate, S),
    Page("POST", f"/staff{AWARD}/claim", O.CLAIM, booked.claimed, S),
    Page("POST", f"/staff{AWARD}/undo-booking", O.CANCEL_ENROLLMENT, booked.booking_undone, S),
    Page("GET", "/staff/open-award", O.OPEN_AWARD, providing.award, S),
    Page("POST", "/staff/open-award", O.OPEN_AWARD, providing.award_opened, S),
    Page("POST", "/staff/open-award/book", O.ENROLL, providing.booked, S),
    Page("GET", "/staff/awards-without-class", O.READ_UNBOOKED, unbooked.unbooked, S),
    Page("GET", "/staff/nominations", O.READ_NOMINATIONS, naming.nominations, S),
    Page("POST", "/staff/nominations/look", O.NOMINATE, naming.look, S, SHEET_BYTES, SHEET_FIELDS),
    Page("POST", "/staff/nominations", O.NOMINATE, naming.nominate, S, SHEET_BYTES, SHEET_FIELDS),
)

register(pages, PAGES)
