"""Showing pages of the form: their questions with what was typed, and what is wrong about it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chalice.app import Response

from chalicelib.domain.codes import Code
from chalicelib.domain.program import Benefit, Reason
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.application_form import ApplicationForm
from chalicelib.web.attestation import ATTESTATIONS, VERSION
from chalicelib.web.i18n import LANGUAGES, _
from chalicelib.web.problems import status_of
from chalicelib.web.questions import LABEL, choices
from chalicelib.web.shown import language_cookie, page, reason_of
from chalicelib.web.topics import Topic, asked
from chalicelib.web.visit import KEY, Visit

SIGNED_OUT = _("You were signed out because nothing happened for 30 minutes. Nothing you typed is lost.")
SIGN_IN_AGAIN = _("Sign in again in another tab. Then come back to this page and send the form once more.")
BACK_AGAIN = (_("You are signed in again, and nothing you typed is lost."), _("Please send the form once more."))
"""Message ids: what happened, and what to do."""


def form_page(
    visit: Visit,
    template: str,
    benefit: Benefit,
    topics: tuple[Topic, ...],
    form: ApplicationForm,
    *,
    refusal: Refused | None = None,
    alert: tuple[str, str] | None = None,
    reasons: Sequence[Reason] = (),
    cookies: tuple[str, ...] = (),
    status: int | None = None,
    **shown: Any,
) -> Response:
    """Pages of the form. `alert`: message ids, what happened and what to do."""
    program = programs.program_at(clock.now())
    found = status_of(refusal.code) if refusal else 422 if form.errors else 403 if alert else 200
    return page(
        visit,
        template,
        here=visit.path,
        status=status or found,
        cookies=cookies,
        form=form,
        benefit=benefit,
        topics=topics,
        asked=asked(benefit, other_name=Code.NAME_MISMATCH in [reason.code for reason in reasons]),
        label=LABEL,
        choices=lambda name: choices(name, program, benefit, visit.language),
        accepted_ids=program.accepted_ids,
        attestation=ATTESTATIONS[VERSION],
        attested_version=VERSION,
        months=words.month_words(visit.language),
        problem=reason_of(refusal.code) if refusal and not form.errors else None,
        alert=alert,
        reasons=reasons,
        key=key_for(visit, refusal),
        **shown,
    )


def in_other_language(visit: Visit) -> tuple[Visit, tuple[str, ...]] | None:
    """The visit in the language that a button inside the form asks for, so that changing it loses nothing."""
    chosen = next((language for language in LANGUAGES if language == visit.said("switch_to")), None)
    if chosen is None:
        return None
    return replace(visit, language=chosen), (language_cookie(visit, chosen),)


def key_for(visit: Visit, refusal: Refused | None) -> str:
    """The key that the form came with, so that it counts once however often it is sent; a new one for a spent one."""
    spent = refusal is not None and refusal.code is Code.KEY_REUSED
    said = visit.said("key")
    return said if KEY.fullmatch(said) and not spent else new_id(clock.now())
