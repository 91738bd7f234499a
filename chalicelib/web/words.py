"""Every state and choice in plain words: the English texts, which are the message ids of the catalogs."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.application import CertificationStatus, Education, Nexus, Pathway
from chalicelib.domain.award import UseByBasis
from chalicelib.domain.document import DocumentKind, FileProblem
from chalicelib.domain.extension import ExtensionReason
from chalicelib.domain.filing import HelperRole, Medium
from chalicelib.domain.forecast import WarningKind
from chalicelib.domain.nomination_sheet import Flaw
from chalicelib.domain.pacific import PACIFIC, pacific_date
from chalicelib.domain.person import AddressKind, Language
from chalicelib.domain.program import BenefitKind
from chalicelib.domain.returned_mail import MailAbout
from chalicelib.domain.serving import Stop
from chalicelib.domain.states import (
    ApplicationStatus,
    AwardStatus,
    BatchStatus,
    DeliveryState,
    IntakeStatus,
    ItemStatus,
    ProposalStatus,
)
from chalicelib.messages import facts, texts
from chalicelib.services.estimate_wait import LineLength
from chalicelib.services.review_application import Finding
from chalicelib.web.i18n import _, translate

day_words, month_words = facts.day_words, facts.month_words
NOTICE = texts.NOTICE
"""These are mailed too, so they are kept where mail is written (chalicelib/messages)."""

KIND: Mapping[BenefitKind, str] = {
    BenefitKind.SCHOLARSHIP: _("Scholarship"),
    BenefitKind.FEE_WAIVER: _("Fee waiver"),
}
NEXUS: Mapping[Nexus, str] = {
    Nexus.LIVE: _("I live there"),
    Nexus.WORK: _("I work there"),
    Nexus.VOLUNTEER: _("I volunteer there"),
}
EDUCATION: Mapping[Education, str] = {
    Education.DIPLOMA: _("High school diploma"),
    Education.GED: _("GED or another high school equivalency"),
    Education.DEGREE: _("College degree"),
    Education.NONE: _("None of these yet"),
}
PATHWAY: Mapping[Pathway, str] = {
    Pathway.INITIAL: _("In California, for the first time or again"),
    Pathway.RECIPROCITY: _("I have a certificate from another state and want California to accept it"),
}
CERTIFICATION: Mapping[CertificationStatus, str] = {
    CertificationStatus.ACTIVE: _("Active"),
    CertificationStatus.EXPIRED: _("Expired"),
    CertificationStatus.SUSPENDED: _("Suspended"),
    CertificationStatus.REVOKED: _("Taken away"),
}
ADDRESS: Mapping[AddressKind, str] = {
    AddressKind.NONE: _("I have no address for letters, or want none"),
    AddressKind.MAILING: _("At my own mailing address"),
    AddressKind.CARE_OF: _("In care of a person or a place"),
    AddressKind.GENERAL_DELIVERY: _("General delivery at a post office"),
}
ITEM: Mapping[ItemStatus, str] = {
    ItemStatus.RESERVED: _("Set aside for you"),
    ItemStatus.COMMITTED: _("Ready to use"),
    ItemStatus.CLAIMED: _("The provider has sent us a bill"),
    ItemStatus.APPROVED: _("Bill approved, payment is on its way"),
    ItemStatus.PAID: _("Paid"),
    ItemStatus.RELEASED: _("Not used"),
}
APPLICATION: Mapping[ApplicationStatus, str] = {
    ApplicationStatus.DRAFT: _("Not sent yet"),
    ApplicationStatus.SUBMITTED: _("Received"),
    ApplicationStatus.REVISION_REQUESTED: _("Waiting for the person's answer"),
    ApplicationStatus.UNDER_REVIEW: _("With a reviewer"),
    ApplicationStatus.QUEUED: _("In line"),
    ApplicationStatus.AWARDED: _("Awarded"),
    ApplicationStatus.DENIED: _("Not approved"),
    ApplicationStatus.WITHDRAWN: _("Withdrawn by the person"),
    ApplicationStatus.CLOSED: _("Application closed"),
}
AWARD: Mapping[AwardStatus, str] = {
    AwardStatus.PENDING_APPROVAL: _("Waiting for approval"),
    AwardStatus.OFFERED: _("Waiting for your answer"),
    AwardStatus.ACTIVE: _("Ready to use"),
    AwardStatus.COMPLETED: _("All paid"),
    AwardStatus.DECLINED: _("You said no to it"),
    AwardStatus.EXPIRED: _("Time ran out"),
    AwardStatus.FORFEITED: _("Time ran out"),
    AwardStatus.REVOKED: _("Ended by the program"),
}
BATCH: Mapping[BatchStatus, str] = {
    BatchStatus.PREPARED: _("Prepared"),
    BatchStatus.APPROVED: _("Approved"),
    BatchStatus.SETTLED: _("Settled"),
}
PROPOSAL: Mapping[ProposalStatus, str] = {
    ProposalStatus.PROPOSED: _("Waiting for a decision"),
    ProposalStatus.APPROVED: _("Approved"),
    ProposalStatus.REJECTED: _("Not approved"),
    ProposalStatus.WITHDRAWN: _("Taken back"),
    ProposalStatus.LAPSED: _("Time ran out"),
}
DELIVERY: Mapping[DeliveryState, str] = {
    DeliveryState.PENDING: _("To be sent"),
    DeliveryState.SENDING: _("Being sent"),
    DeliveryState.SENT: _("Sent"),
    DeliveryState.UNSURE: _("Nobody knows whether it was sent"),
    DeliveryState.FAILED: _("Could not be sent"),
    DeliveryState.BOUNCED: _("Came back"),
    DeliveryState.COMPLAINED: _("Marked as unwanted"),
    DeliveryState.LETTER: _("To be mailed as a letter"),
    DeliveryState.MAILED: _("Mailed as a letter"),
    DeliveryState.TOLD: _("Told in person"),
}
FINDING: Mapping[Finding, str] = {
    Finding.ELIGIBLE: _("Eligible"),
    Finding.INELIGIBLE: _("Not eligible"),
    Finding.REVISE: _("Ask for changes"),
}
USE_BY: Mapping[UseByBasis, str] = {
    UseByBasis.MONTHS: _("An award is good for 12 months."),
    UseByBasis.MILESTONE: _("This round has an earlier last day for everyone."),
    UseByBasis.PERIOD_END: _("The money for this program ends on that day."),
    UseByBasis.EXTENSION: _("You were given more time."),
}
EXTENSION: Mapping[ExtensionReason, str] = {
    ExtensionReason.ACCOMMODATION: _("Needs an accommodation"),
    ExtensionReason.PROVIDER_CANCELLED: _("The provider cancelled"),
    ExtensionReason.PROGRAM_DELAY: _("The program was late"),
    ExtensionReason.NO_CLASS_IN_LANGUAGE: _("No class in the person's language"),
    ExtensionReason.HOSPITAL: _("Was in a hospital"),
    ExtensionReason.CUSTODY: _("Was in custody"),
}
LINE: Mapping[LineLength, str] = {
    LineLength.NOBODY: _("Nobody waits now."),
    LineLength.FEW: _("Fewer than 10 people wait now."),
    LineLength.SOME: _("10 to 50 people wait now."),
    LineLength.MANY: _("50 to 200 people wait now."),
    LineLength.VERY_MANY: _("More than 200 people wait now."),
}
FLAW: Mapping[Flaw, str] = {
    Flaw.COLUMNS: _("Not a name and a birth date. Put a name with a comma in quotation marks."),
    Flaw.NAME_MISSING: _("The name is missing."),
    Flaw.NAME_TOO_LONG: _("The name has more than 120 characters."),
    Flaw.NAME_UNREADABLE: _("This is no name, or letters of it were lost. Save the file as CSV UTF-8."),
    Flaw.DATE_MISSING: _("The birth date is missing."),
    Flaw.DATE_UNREADABLE: _("Write the birth date like 1990-07-31 or 7/31/1990."),
    Flaw.DATE_IN_FUTURE: _("This birth date is in the future."),
    Flaw.AGE_IMPLAUSIBLE: _("Check the birth date: nobody of this age applies."),
    Flaw.DUPLICATE: _("This person is on the list already."),
}
MEDIUM: Mapping[Medium, str] = {Medium.PAPER: _("On paper"), Medium.PHONE: _("By phone")}
HELPER: Mapping[HelperRole, str] = {
    HelperRole.COUNTY: _("A county behavioral health agency"),
    HelperRole.COMMUNITY: _("A community organization"),
    HelperRole.PROVIDER: _("A training provider"),
    HelperRole.OTHER: _("Another organization"),
}
INTAKE: Mapping[IntakeStatus, str] = {
    IntakeStatus.ENTERED: _("Waits for a second person"),
    IntakeStatus.RETURNED: _("Sent back to be mended"),
    IntakeStatus.FILED: _("Filed as an application"),
    IntakeStatus.SET_ASIDE: _("Set aside"),
}
MAIL_ABOUT: Mapping[MailAbout, str] = {
    MailAbout.NEW_CODE: _("An e-mail with a new access code"),
    MailAbout.CODE_COPY: _("An e-mail with a copy of an access code"),
    MailAbout.ROUND_OPEN: _("An e-mail that a round is open"),
}
INTAKE_STEP: Mapping[str, str] = {
    "enter": _("Typed in"),
    "correct": _("Mended"),
    "scan": _("Scan added"),
    "delete_scan": _("Scan deleted"),
    "send_back": _("Sent back"),
    "confirm": _("Confirmed and filed"),
    "set_aside": _("Set aside"),
}
"""What each action on a paper or a call was (domain/intake.py)."""
DOCUMENT: Mapping[DocumentKind, str] = {
    DocumentKind.PHOTO_ID: _("Photo ID"),
    DocumentKind.EDUCATION: _("Proof of school"),
    DocumentKind.SCAN: _("Scan of the application on paper"),
    DocumentKind.CERTIFICATE: _("Certificate of completion"),
}
FILE_PROBLEM: Mapping[FileProblem, str] = {
    FileProblem.EMPTY: _("This file is empty. Choose it again, or take a new picture."),
    FileProblem.TOO_LARGE: _("This file is larger than 10 MB. Take a new picture, or choose a smaller file."),
    FileProblem.WRONG_TYPE: _(
        "This is no PDF, JPEG, PNG or HEIC file. Take a picture of the paper, or save it as a PDF."
    ),
    FileProblem.VIRUS: _(
        "We found a virus in this file and deleted it. Please send another one, from another phone or computer."
    ),
    FileProblem.UNCHECKED: _(
        "We could not look into this file. It may be damaged or have a password. Please send another one."
    ),
}
WARNING: Mapping[WarningKind, str] = {
    WarningKind.UNSPENT: _("Much of this money will be left unspent"),
    WarningKind.RUNS_OUT: _("This money will run out soon"),
}
STOP: Mapping[Stop, str] = {
    Stop.ALL_SERVED: _("Nobody is left waiting."),
    Stop.DOES_NOT_FIT: _("The first who waits does not fit in what is left, so nobody behind is served."),
    Stop.SUSPENDED: _("The round is on hold: nobody is served."),
    Stop.PRIORITY: _("Only people named by a county are served for now."),
}

STEP: Mapping[str, str] = {
    "submit": _("You sent your application"),
    "file": _("We entered your application that came on paper or by phone"),
    "hand_in_document": _("You sent us a paper"),
    "delete_documents": _("We deleted your papers: we do not need them any more"),
    "accept_document": _("A reviewer looked at your paper: it is fine"),
    "refuse_document": _("A reviewer asked you for another paper"),
    "determine": _("We checked it against the rules"),
    "revise": _("You sent your answers again"),
    "review_eligible": _("A reviewer found you eligible"),
    "review_ineligible": _("A reviewer decided"),
    "allow_county": _("You let your county see how it stands"),
    "stop_county": _("You took that back: your county does not see how it stands"),
    "propose_ineligible": _("A second reviewer looks at your application"),
    "review_revise": _("A reviewer asked for changes"),
    "nominate": _("Your county named you"),
    "move_deadline": _("You got more time to answer"),
    "close_out": _("The program closed this round"),
    "report_funding": _("You told us that another program pays for some of this"),
    "carry_over": _("You carried your application over and kept your time"),
    "pick": _("Your turn came"),
    "approve_award": _("Your award was approved"),
    "refuse_award": _("An approver decided"),
    "accept_award": _("You accepted the award"),
    "decline_award": _("You said no to the award"),
    "withdraw": _("You withdrew your application"),
    "revoke_award": _("The program ended your award"),
    "remind": _("We reminded you of the last day"),
    "request_extension": _("Our team asked for more time for you"),
    "extend_award": _("You got more time to use the award"),
    "refuse_extension": _("The last day to use the award stays the same"),
    "ask_again": _("You asked for the offer again"),
    "hold_offer": _("Our message with the offer came back: the time to answer waits for you"),
    "resume_offer": _("You got the offer: the time to answer runs again"),
    "notice_again": _("We sent you a message again"),
    "notice_letter": _("We wrote you a letter"),
    "notice_mailed": _("We mailed you a letter"),
    "notice_told": _("We told you by phone or in person"),
    "expire_offer": _("The time to answer the offer ran out"),
    "close_unanswered": _("The time to send your answers ran out"),
    "end_at_use_by": _("The last day to use the award passed"),
    "ask_place": _("You asked for a place in a class"),
    "take_place_back": _("You took your request for a place back"),
    "decline_place": _("A class had no place for you"),
    "class_cancelled": _("A class will not take place"),
    "enroll": _("A training was booked"),
    "cancel_enrollment": _("A booking was undone"),
    "hand_in_certificate": _("Your provider sent your certificate of completion"),
    "claim": _("Your provider sent a bill"),
    "approve_claim": _("The bill was approved"),
    "settle": _("Your provider was paid"),
    "return_payment": _("A payment came back and will be sent again"),
    "charge_fee": _("A fee was paid for you"),
    "credit_fee": _("A fee was paid for you"),
    "file_appeal": _("You asked for an appeal"),
    "uphold_appeal": _("Someone new looked at it: our decision stays as it was"),
    "overturn_appeal": _("Someone new looked at it: our first decision does not count any more"),
}
"""What each action on an application's timeline was."""


def moment_words(language: Language, moment: datetime) -> str:
    """Day and time in California."""
    local = moment.astimezone(PACIFIC)
    pattern = _("{day}, {hour}:{minute} am") if local.hour < 12 else _("{day}, {hour}:{minute} pm")
    return translate(
        language,
        pattern,
        day=day_words(language, pacific_date(moment)),
        hour=(local.hour - 1) % 12 + 1,
        minute=f"{local.minute:02d}",
    )
