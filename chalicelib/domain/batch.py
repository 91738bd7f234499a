"""Payment batches: claims paid together, prepared, approved and reconciled by three different people."""

from datetime import datetime

from pydantic import Field

from chalicelib.domain.application import ApplicationId, AwardId
from chalicelib.domain.award import ClaimId
from chalicelib.domain.chain import ChainHead
from chalicelib.domain.part import Part
from chalicelib.domain.program import ItemId, PoolId
from chalicelib.domain.states import BATCH_MOVES, BatchStatus, move


class BatchLine(Part):
    """One claim in a batch, with its amount as prepared (cents)."""

    claim_id: ClaimId
    application_id: ApplicationId
    award_id: AwardId
    item: ItemId
    pool: PoolId
    provider: str
    cents: int
    applicant_email_digest: str | None


class Settlement(Part):
    """What the reconciler found: every line was paid but for those returned, claim id → the return's code."""

    by: str
    at: datetime
    returned: dict[str, str]


class Batch(Part):
    id: str
    status: BatchStatus
    count: int
    cents: int
    """As prepared; lines that come back change neither (SCENARIOS.md, How money moves)."""
    prepared_by: str
    prepared_at: datetime
    approved_by: str | None = None
    settlement: Settlement | None = None
    chain: ChainHead = Field(default_factory=ChainHead)

    @property
    def version(self) -> int:
        """Every change appends one audit event, so their number is the version."""
        return self.chain.seq

    def to(self, status: BatchStatus, **changes: object) -> "Batch":
        return self.model_copy(update={"status": move(BATCH_MOVES, self.status, status), **changes})
