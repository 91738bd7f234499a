"""Staff find an application or a person. A name is sent as a form, so that no address ever holds one."""

from chalice.app import Response

from chalicelib.domain.permissions import PERMISSIONS, Operation
from chalicelib.domain.refusal import Refused
from chalicelib.services.search_applications import Found, read_person
from chalicelib.services.search_applications import search as find
from chalicelib.web.visit import Visit
from chalicelib.web.work_page import case_page


def search_form(visit: Visit) -> Response:
    return _page(visit, None)


def search(visit: Visit) -> Response:
    """What was found, on the same page."""
    try:
        return _page(visit, find(visit.known_actor, visit.said("sought"), visit.said("after") or None))
    except Refused as refusal:
        return _page(visit, None, refusal)


def _page(visit: Visit, found: Found | None, refusal: Refused | None = None) -> Response:
    by_name = bool(visit.known_actor.roles & PERMISSIONS[Operation.READ_PERSON])
    return case_page(visit, "staff_search.html", "", refusal, here="/staff/search", results=found, by_name=by_name)


def person(visit: Visit) -> Response:
    view = read_person(visit.known_actor, visit.params["person_id"])
    return case_page(visit, "staff_person.html", "", None, here=visit.path, view=view)
