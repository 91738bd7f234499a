"""A person lets the county that named them see how an application stands, or no longer."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.gateways import clock
from chalicelib.services.deciding import decide
from chalicelib.services.own import load_own_folder
from chalicelib.services.submit_application import answers_detail
from chalicelib.store import people
from chalicelib.store.commit import Decision


def allow_county(actor: Actor, application_id: str, *, may_see: bool, request: Request) -> Receipt:
    """Both at any time, also when the application has ended. Raises NOT-FOUND for another person's application."""
    authorize(actor, Operation.ALLOW_COUNTY)
    return decide(lambda: _allowed(actor, application_id, may_see), request)


def _allowed(actor: Actor, application_id: str, may_see: bool) -> Decision:
    folder = load_own_folder(actor, application_id)
    answers = folder.application.answers.model_copy(update={"county_may_see": may_see})
    application = folder.application.model_copy(update={"answers": answers})
    return Decision(
        before=folder,
        after=folder.model_copy(update={"application": application}),
        action="allow_county" if may_see else "stop_county",
        actor=actor,
        now=clock.now(),
        language=people.load_person(actor.id).contact.language,
        detail=answers_detail(application),
        receipt=Receipt(status=application.status.value, application_id=application_id),
    )
