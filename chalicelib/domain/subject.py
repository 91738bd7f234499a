"""What an execution is about: an application, a training claim of one, or a proposal to move money."""

from chalicelib.domain.part import Part


class Subject(Part):
    """Ids alone: all that an execution is ever given. Either an application, with or without a claim, or a proposal."""

    application_id: str | None = None
    claim_id: str | None = None
    proposal_id: str | None = None

    @property
    def name(self) -> str:
        """The id that its executions are named after. Raises ValueError for a subject without any."""
        found = self.proposal_id or self.claim_id or self.application_id
        if found is None:
            raise ValueError("a subject names an application, a claim or a proposal")
        return found

    @property
    def ids(self) -> dict[str, str]:
        return self.model_dump(exclude_none=True)
