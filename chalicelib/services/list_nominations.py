"""A county sees whom it named, and whether an application was found for each: no more than that."""

from chalicelib.domain.actors import Actor, Operation, authorize
from chalicelib.domain.nomination import Line
from chalicelib.gateways import clock
from chalicelib.services.nominate_people import own_county
from chalicelib.store import nominations, programs


def list_nominations(actor: Actor) -> list[tuple[Line, bool]]:
    """The own county's nominations that count today, by name; each with whether it is matched."""
    authorize(actor, Operation.READ_NOMINATIONS)
    now = clock.now()
    county = own_county(actor, programs.program_at(now))
    return sorted(nominations.lines_of(county.id, now), key=lambda found: found[0].nominee.legal_name.casefold())
