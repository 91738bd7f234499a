"""Filling in the form beside its person: who helps, the person's consent, and the end of the helper's access."""

from chalice.app import Response

from chalicelib.web import words
from chalicelib.web.application_form import ApplicationForm, typed_form
from chalicelib.web.consent import CONSENTS, VERSION
from chalicelib.web.form_page import in_other_language
from chalicelib.web.help_form import help_errors
from chalicelib.web.i18n import translate
from chalicelib.web.pages_apply import first_page, told_before, without_helper
from chalicelib.web.pages_public import Offer, asked_offer
from chalicelib.web.said import Said
from chalicelib.web.shown import page
from chalicelib.web.visit import Visit


def helping_form(visit: Visit) -> Response:
    """Who helps, and the words that the person agrees to."""
    offer = asked_offer(visit)
    return _page(visit, offer, ApplicationForm({})) if offer.is_open else page(visit, "closed.html", offer=offer)


def helping(visit: Visit) -> Response:
    """On to the form's first page, which carries what was said here; nothing is kept before that page is sent.

    Who signed in to it finds there what they said before; the next person of the same helper finds nothing.
    """
    visit = without_helper(visit)
    offer, form = asked_offer(visit), typed_form(Said(visit.form))
    if switched := in_other_language(visit):
        visit, cookies = switched
        return _page(visit, offer, form, cookies=cookies)
    errors = {name: translate(visit.language, told) for name, told in help_errors(Said(visit.form)).items()}
    if errors or not offer.is_open:
        return _page(visit, offer, form.with_errors(errors))
    return first_page(visit, offer.benefit, told_before(visit, offer.benefit))


def helped(visit: Visit) -> Response:
    """The helper's part is over."""
    return page(visit, "helped.html")


def _page(visit: Visit, offer: Offer, form: ApplicationForm, cookies: tuple[str, ...] = ()) -> Response:
    return page(
        visit,
        "helping.html",
        here=visit.path,
        status=422 if form.errors else 200,
        cookies=cookies,
        offer=offer,
        form=form,
        consent=CONSENTS[VERSION],
        version=VERSION,
        roles=[(role.value, translate(visit.language, said)) for role, said in words.HELPER.items()],
    )
