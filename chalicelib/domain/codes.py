"""Every reason code a person or a client can meet: DOMAIN.md section 7.10 and SCENARIOS.md, last paragraph."""

from enum import StrEnum


class Code(StrEnum):
    """A reason. Its English and Spanish text, cure and weight are program data (`program/reasons.yaml`)."""

    # The order is the order in which failed rules are listed.
    ID_EXPIRED = "ID-EXPIRED"
    ID_UNREADABLE = "ID-UNREADABLE"
    ID_NO_PHOTO = "ID-NO-PHOTO"
    NAME_MISMATCH = "NAME-MISMATCH"
    UNDER_18 = "UNDER-18"
    EDU_MISSING = "EDU-MISSING"
    EDU_UNREADABLE = "EDU-UNREADABLE"
    ETHICS_UNSIGNED = "ETHICS-UNSIGNED"
    SELF_ID_MISSING = "SELF-ID-MISSING"
    RECIPROCITY_PATHWAY = "RECIPROCITY-PATHWAY"
    COUNTY_NOT_PARTICIPATING = "COUNTY-NOT-PARTICIPATING"
    NO_COUNTY_NEXUS = "NO-COUNTY-NEXUS"
    NOT_NOMINATED = "NOT-NOMINATED"
    NOT_CERTIFIED = "NOT-CERTIFIED"
    CERT_NOT_GOOD_STANDING = "CERT-NOT-GOOD-STANDING"
    AREA_ALREADY_AWARDED = "AREA-ALREADY-AWARDED"
    ITEM_FUNDED_ELSEWHERE = "ITEM-FUNDED-ELSEWHERE"
    FEE_ALREADY_PAID = "FEE-ALREADY-PAID"
    POSSIBLE_DUPLICATE = "POSSIBLE-DUPLICATE"

    DUPLICATE_APPLICATION = "DUPLICATE-APPLICATION"
    ROUND_CLOSED = "ROUND-CLOSED"
    ROUND_SUSPENDED = "ROUND-SUSPENDED"
    FUNDS_DEPLETED = "FUNDS-DEPLETED"
    PROVIDER_NOT_APPROVED = "PROVIDER-NOT-APPROVED"
    PROVIDER_NO_CONTRACT = "PROVIDER-NO-CONTRACT"
    COURSE_LANGUAGE_NOT_APPROVED = "COURSE-LANGUAGE-NOT-APPROVED"
    PRICE_OVER_CAP = "PRICE-OVER-CAP"
    TRAINING_BEFORE_AWARD = "TRAINING-BEFORE-AWARD"
    CERTIFICATE_INVALID = "CERTIFICATE-INVALID"
    RETAKE_NOT_COVERED = "RETAKE-NOT-COVERED"
    CLASS_FULL = "CLASS-FULL"
    CLASS_AFTER_USE_BY = "CLASS-AFTER-USE-BY"
    ATTEMPTS_EXHAUSTED = "ATTEMPTS-EXHAUSTED"
    USE_BY_PASSED = "USE-BY-PASSED"
    NO_RESPONSE_TO_REVISION = "NO-RESPONSE-TO-REVISION"
    WITHDRAWN = "WITHDRAWN"
    CONFLICT_OF_INTEREST = "CONFLICT-OF-INTEREST"
    FRAUD_SUSPECTED = "FRAUD-SUSPECTED"
    STAFF_ERROR = "STAFF-ERROR"

    DOCUMENTS_MISSING = "DOCUMENTS-MISSING"
    """A photo ID or a proof of school that the person told of was not handed in, and is needed now."""
    NOT_ALLOWED = "NOT-ALLOWED"
    SAME_PERSON = "SAME-PERSON"
    INSUFFICIENT_FUNDS = "INSUFFICIENT-FUNDS"
    OVER_CONTRACT = "OVER-CONTRACT"
    DEADLINE_PASSED = "DEADLINE-PASSED"
    WRONG_STATE = "WRONG-STATE"
    STALE = "STALE"
    TAKEN_UP = "TAKEN-UP"
    """A colleague works on it at this moment."""
    NOT_FOUND = "NOT-FOUND"
    INVALID = "INVALID"
    KEY_REUSED = "KEY-REUSED"
    """The same Idempotency-Key came with a different request."""
    LETTERS_NOT_SAFE = "LETTERS-NOT-SAFE"
    """The person did not say that letters are safe, or not where to: nothing is mailed to them."""
    SIGN_IN_AGAIN = "SIGN-IN-AGAIN"
    """Whoever asks showed too long ago who they are, for a decision like this one."""
    TOO_MANY_TRIES = "TOO-MANY-TRIES"
    """Somebody guesses, or seems to: they have to wait."""
    BOOKS_OUT_OF_BALANCE = "BOOKS-OUT-OF-BALANCE"
    """Balances and journal disagree: nothing is paid until someone has found out why (DESIGN.md section 6)."""


CURABLE = frozenset(
    {
        Code.ID_EXPIRED,
        Code.ID_UNREADABLE,
        Code.ID_NO_PHOTO,
        Code.NAME_MISMATCH,
        Code.EDU_MISSING,
        Code.EDU_UNREADABLE,
        Code.ETHICS_UNSIGNED,
        Code.SELF_ID_MISSING,
    }
)
"""A failed rule with one of these asks for a revision at once; any other failure goes to a reviewer (SCENARIOS.md)."""

DOCUMENT_CODES = frozenset(code for code in CURABLE if code.startswith(("ID-", "EDU-")))
"""Papers take longer to get: these give the longer time to answer (SCENARIOS.md, Defaults)."""


def in_listing_order(codes: "set[Code] | list[Code]") -> tuple[Code, ...]:
    """The same codes once each, in the order of the enum, so that a list of reasons is always told the same way."""
    return tuple(code for code in Code if code in codes)
