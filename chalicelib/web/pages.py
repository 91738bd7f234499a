"""The pages of the site: every route with what it does and who may, in one table."""

from chalice.app import Blueprint

from chalicelib.domain.actors import Operation
from chalicelib.domain.nomination_sheet import MOST_BYTES, MOST_ROWS
from chalicelib.web import pages_access as access
from chalicelib.web import pages_account as account
from chalicelib.web import pages_apply as applying
from chalicelib.web import pages_draft as drafting
from chalicelib.web import pages_funds as funds
from chalicelib.web import pages_letters as letters
from chalicelib.web import pages_lost_code as lost
from chalicelib.web import pages_nominations as naming
from chalicelib.web import pages_proposals as proposing
from chalicelib.web import pages_public as public
from chalicelib.web import pages_revise as revising
from chalicelib.web import pages_screening as screening
from chalicelib.web import pages_sign_in as signing
from chalicelib.web import pages_staff as staff
from chalicelib.web import pages_status as own
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
STAFF_APPLICATION, STAFF_BATCH = f"/staff{APPLICATION}", "/staff/batches/{batch_id}"
STAFF_PROPOSAL = "/staff/proposals/{proposal_id}"

PAGES: tuple[Page, ...] = (
    Page("GET", "/", O.READ_PUBLIC, public.home),
    Page("GET", "/static/{name}", O.READ_PUBLIC, public.static, Area.FILES),
    Page("GET", "/can-i-get-help", O.READ_PUBLIC, screening.can_i_get_help),
    Page("POST", "/language", O.READ_PUBLIC, public.choose_language),
    Page("GET", "/apply/{benefit}", O.SUBMIT_APPLICATION, applying.apply_form),
    Page("POST", "/apply/{benefit}", O.SUBMIT_APPLICATION, applying.apply),
    Page("GET", "/code", O.READ_OWN_STATUS, applying.access_code),
    Page("GET", DRAFT_PAGE, O.EDIT_DRAFT, drafting.draft_form),
    Page("POST", DRAFT_PAGE, O.EDIT_DRAFT, drafting.save, unsent=drafting.unsent),
    Page("GET", f"{DRAFT}/check", O.EDIT_DRAFT, drafting.check),
    Page("POST", f"{DRAFT}/send", O.EDIT_DRAFT, drafting.send),
    Page("POST", f"{DRAFT}/removal", O.EDIT_DRAFT, drafting.remove),
    Page("GET", "/received", O.READ_OWN_STATUS, applying.received),
    Page("GET", "/sign-in", O.SIGN_IN, signing.sign_in_form),
    Page("POST", "/sign-in", O.SIGN_IN, revising.sign_in),
    Page("GET", "/lost-code", O.SIGN_IN, lost.lost_code_form),
    Page("POST", "/lost-code", O.SIGN_IN, lost.lost_code),
    Page("POST", "/leave", O.SIGN_IN, signing.leave),
    Page("POST", "/sign-out", O.READ_OWN_STATUS, signing.sign_out),
    Page("POST", "/sign-out-everywhere", O.SIGN_OUT_EVERYWHERE, account.out_everywhere),
    Page("GET", "/status", O.READ_OWN_STATUS, own.status),
    Page("GET", f"{APPLICATION}/revise", O.REVISE_APPLICATION, revising.revise_form),
    Page("POST", f"{APPLICATION}/revise", O.REVISE_APPLICATION, revising.revise, unsent=revising.revise_unsent),
    Page("POST", f"{APPLICATION}/withdraw", O.WITHDRAW_APPLICATION, own.withdraw),
    Page("POST", f"{APPLICATION}/return", O.ASK_AGAIN, own.ask_again_for_it),
    Page("POST", f"{APPLICATION}/carry-over", O.CARRY_OVER, own.carry_on),
    Page("POST", f"{AWARD}/accept", O.ACCEPT_AWARD, own.accept),
    Page("POST", f"{AWARD}/decline", O.DECLINE_AWARD, own.decline),
    Page("GET", "/status/letters/{notice_id}", O.READ_OWN_STATUS, letters.own_letter),
    Page("GET", "/staff/letters/{notice_id}", O.READ_LETTER, letters.staff_letter, S),
    Page("POST", "/staff/notices/{notice_id}/delivery", O.DELIVER_NOTICE, letters.delivered, S),
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
    Page("POST", "/staff/access", O.REVIEW_ACCESS, access.begun, S),
    Page("GET", "/staff/access/{quarter}", O.READ_ACCESS, access.review, S),
    Page("POST", "/staff/access/{quarter}", O.REVIEW_ACCESS, access.decided, S),
    Page("POST", "/staff/accounts/sign-out", O.END_SESSIONS, access.sessions_ended, S),
    Page("GET", f"{STAFF_APPLICATION}/deidentified", O.READ_DEIDENTIFIED, access.deidentified, S),
    Page("GET", "/staff/report", O.READ_REPORT, staff.report, S),
    Page("GET", "/staff/funds", O.READ_FUNDS, funds.funds, S),
    Page("GET", "/staff/work/{list}", O.READ_WORK, work.work, S),
    Page("GET", "/staff/work/{list}/{subject}", O.READ_WORK, work.item, S),
    Page("POST", f"{STAFF_APPLICATION}/review", O.REVIEW_APPLICATION, work.review, S),
    Page("POST", f"{STAFF_APPLICATION}/approve-award", O.APPROVE_AWARD, work.award_approved, S),
    Page("POST", f"{STAFF_APPLICATION}/refuse-award", O.REFUSE_AWARD, work.award_refused, S),
    Page("POST", "/staff/people/{person_id}/access-code", O.REPLACE_CODE, work.code_replaced, S),
    Page("POST", f"/staff{AWARD}/approve-extension", O.DECIDE_EXTENSION, work.extension_approved, S),
    Page("POST", f"/staff{AWARD}/refuse-extension", O.DECIDE_EXTENSION, work.extension_refused, S),
    Page("POST", f"/staff{AWARD}/approve-claim", O.APPROVE_CLAIM, work.claim_approved, S),
    Page("POST", "/staff/batches", O.PREPARE_BATCH, work.batch_prepared, S),
    Page("POST", f"{STAFF_BATCH}/approve", O.APPROVE_BATCH, work.batch_approved, S),
    Page("GET", STAFF_PROPOSAL, O.READ_PROPOSALS, proposing.proposal, S),
    Page("POST", f"{STAFF_PROPOSAL}/decide", O.DECIDE_REALLOCATION, proposing.decided, S),
    Page("POST", f"{STAFF_BATCH}/settle", O.SETTLE_BATCH, work.batch_settled, S),
    Page("POST", "/staff/warnings/{warning_id}/acknowledge", O.ACKNOWLEDGE_WARNING, work.warning_answered, S),
    Page("POST", "/staff/nomination-matches/{match_id}/decision", O.DECIDE_NOMINATION_MATCH, work.match_decided, S),
    Page("GET", "/staff/nominations", O.READ_NOMINATIONS, naming.nominations, S),
    Page("POST", "/staff/nominations/look", O.NOMINATE, naming.look, S, SHEET_BYTES, SHEET_FIELDS),
    Page("POST", "/staff/nominations", O.NOMINATE, naming.nominate, S, SHEET_BYTES, SHEET_FIELDS),
)

register(pages, PAGES)
