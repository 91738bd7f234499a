"""What a decision answers: ids and states, kept with its Idempotency-Key so that a lost reply can be repeated."""

from chalicelib.domain.part import Part


class Receipt(Part):
    status: str
    """The new state of the subject that was decided on."""
    person_id: str | None = None
    application_id: str | None = None
    award_id: str | None = None
    claim_id: str | None = None
    batch_id: str | None = None
    report_key: str | None = None
    proposal_id: str | None = None
    intake_id: str | None = None
    class_id: str | None = None
    delegation_id: str | None = None


class Request(Part):
    """One attempt of one caller: the same key with the same fingerprint is the same request."""

    key: str
    actor: str
    fingerprint: str
