"""How a page is shown: its language, its addresses, and the headers that keep it private and unframed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from functools import partial
from urllib.parse import urlsplit

from chalice.app import Response

from chalicelib.domain.application import Application
from chalicelib.domain.codes import Code
from chalicelib.domain.person import Language
from chalicelib.domain.program import Reason
from chalicelib.domain.program_values import Text
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.gateways.settings import setting
from chalicelib.gateways.templates import render
from chalicelib.messages.facts import in_language
from chalicelib.store import programs
from chalicelib.web.assets import asset_name
from chalicelib.web.i18n import LANGUAGES, _, translate
from chalicelib.web.visit import KEY_FIELD, LANGUAGE_COOKIE, TOKEN_FIELD, Area, Visit
from chalicelib.web.words import day_words, moment_words

_CONTENT_SECURITY = "; ".join(
    (
        "default-src 'none'",
        "script-src {scripts}",
        "connect-src {scripts}",
        "style-src 'self'",
        "img-src 'self'",
        "form-action {targets}",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would make browsers send `Origin: null` with our own forms; other sites learn nothing either way.
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LEAVE_TO = "https://www.weather.gov/"
"""Where "leave this page quickly" leads: a site that says nothing about whoever looks at it."""
_LANGUAGE_KEPT = timedelta(days=365)
_NOT_WRITTEN = frozenset({KEY_FIELD, "version", "seen", "list"})
"""Fields that a form carries by itself."""
Fields = Sequence[tuple[str, str]]


def page(
    visit: Visit,
    template: str,
    *,
    status: int = 200,
    cookies: tuple[str, ...] = (),
    sends_to: tuple[str, ...] = (),
    **values: object,
) -> Response:
    """The template in the visitor's language. `sends_to`: other sites that a form of this page leads to."""
    html = render(template, **(_common(visit) | values))
    headers = _headers("text/html; charset=utf-8", visit, cookies, sends_to)
    return Response(html, status_code=status, headers=headers)


def see_other(visit: Visit, path: str, cookies: tuple[str, ...] = ()) -> Response:
    """On to a page of this site, by GET."""
    return elsewhere(visit, visit.base + path, cookies)


def elsewhere(visit: Visit, address: str, cookies: tuple[str, ...] = ()) -> Response:
    headers = _headers("text/plain; charset=utf-8", visit, cookies) | {"Location": address}
    return Response("", status_code=303, headers=headers)


def empty(visit: Visit) -> Response:
    """Done, and nothing to show: the answer to a script."""
    return Response("", status_code=204, headers=_headers("text/plain; charset=utf-8", visit, ()))


def download(visit: Visit, text: str, name: str) -> Response:
    """A JSON document to be saved under this name; no browser and nobody between keeps it."""
    headers = _headers("application/json", visit, ())
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(text, status_code=200, headers=headers)


def file(text: str, content_type: str, *, for_good: bool) -> Response:
    kept = "public, max-age=31536000, immutable" if for_good else "no-cache"
    headers: dict[str, str | list[str]] = {**_HEADERS, "Content-Type": content_type, "Cache-Control": kept}
    return Response(text, status_code=200, headers=headers)


def text_file(visit: Visit, text: str, content_type: str, name: str) -> Response:
    """A file to keep, as private as a page."""
    headers = _headers(content_type, visit, ()) | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, status_code=200, headers=headers)


def refusal_page(visit: Visit, refusal: Refused, status: int) -> Response:
    """What stood in the way, in plain words, and what to do about it."""
    if refusal.field in (TOKEN_FIELD, "origin"):
        title = _("This page was open too long")
        told = _("You may have signed in again since, or come from another site. Nothing was changed.")
        return page(visit, "message.html", status=status, title=title, told=told, cure="", code="")
    reason = reason_of(refusal.code)
    title = _("Page not found") if refusal.code is Code.NOT_FOUND else _("That did not work")
    told, cure = in_language(visit.language, reason.text), in_language(visit.language, reason.cure)
    return page(visit, "message.html", status=status, title=title, told=told, cure=cure, code=refusal.code.value)


def sign_in_again_page(visit: Visit, kept: str | None, fields: Fields) -> Response:
    """Signed in too long ago for this, or signed out: nothing is lost on the way back. What could not be `kept` stays
    on this page."""
    reason = reason_of(Code.SIGN_IN_AGAIN)
    told, cure = in_language(visit.language, reason.text), in_language(visit.language, reason.cure)
    if visit.opened is None:
        told = translate(visit.language, _("You were signed out before this was sent."))
        cure = translate(visit.language, _("Sign in again. What you wrote waits half an hour for you."))
    again = [] if kept else [(TOKEN_FIELD, visit.said(TOKEN_FIELD)), *fields]
    return page(
        visit, "staff_sign_in_again.html", status=401, told=told, cure=cure, kept=kept, again=again, sent_to=visit.path
    )


def go_on_page(visit: Visit, path: str, fields: Fields) -> Response:
    """What somebody was about to send when they had to sign in again: one click sends it."""
    wrote = [value for name, value in fields if name not in _NOT_WRITTEN and value]
    return page(visit, "staff_go_on.html", here="/staff", action=path, fields=fields, wrote=wrote)


def broken_page(visit: Visit) -> Response:
    """Something of ours broke: what a form said stands ready to be sent once more."""
    again = [(name, value) for name, values in visit.form.items() for value in values]
    told = (
        _("Something on our side broke. Nothing you typed is lost. Wait a moment, then try again: it counts once.")
        if again
        else _("Something on our side broke. Please try again in a few minutes.")
    )
    title = _("Sorry, that did not work")
    return page(
        visit, "message.html", status=500, title=title, told=told, cure="", code="", again=again, sent_to=visit.path
    )


def reason_of(code: Code) -> Reason:
    return programs.program_at(clock.now()).reason(code)


def reasons_of(application: Application) -> list[Reason]:
    """Why an application stands where it stands, with a reviewer's own words about what to do where there are some."""
    reasons = []
    for code in application.reasons:
        own = application.own_words_for(code)
        cure = {"cure": Text(en=own, es=own)} if own else {}
        reasons.append(reason_of(code).model_copy(update=cure))
    return reasons


def session_cookie(visit: Visit, session_id: str) -> str:
    """For this browser until it is closed; scripts cannot read it, and other sites' forms do not carry it."""
    return _cookie(visit, visit.area.cookie, session_id, visit.area.path)


def dropped_cookie(visit: Visit, name: str, path: str) -> str:
    return f"{_cookie(visit, name, '', path)}; Max-Age=0"


def language_cookie(visit: Visit, language: Language) -> str:
    return f"{_cookie(visit, LANGUAGE_COOKIE, language, '/')}; Max-Age={int(_LANGUAGE_KEPT.total_seconds())}"


def passing_cookie(visit: Visit, name: str, value: str, path: str, seconds: int) -> str:
    return f"{_cookie(visit, name, value, path)}; Max-Age={seconds}"


def _cookie(visit: Visit, name: str, value: str, path: str) -> str:
    return f"{name}={value}; Path={visit.base}{path}; HttpOnly; Secure; SameSite=Lax"


def _headers(
    content_type: str, visit: Visit, cookies: tuple[str, ...], sends_to: tuple[str, ...] = ()
) -> dict[str, str | list[str]]:
    headers: dict[str, str | list[str]] = {**_HEADERS, "Content-Type": content_type, "Cache-Control": "no-store"}
    headers["Vary"] = "Cookie, Accept-Language"
    headers["Content-Language"] = visit.language
    scripts = "'self'" if visit.area is Area.PEOPLE else "'none'"
    targets = " ".join((*_form_targets(visit), *sends_to))
    headers["Content-Security-Policy"] = _CONTENT_SECURITY.format(targets=targets, scripts=scripts)
    if cookies:
        headers["Set-Cookie"] = list(cookies)
    return headers


def _form_targets(visit: Visit) -> list[str]:
    """Our forms lead to ourselves. Leaving quickly leads elsewhere, and signing staff out through the sign-in service:
    browsers check that too."""
    if visit.area is not Area.STAFF:
        return ["'self'", LEAVE_TO]
    service = urlsplit(setting("OIDC_LOGOUT_URL"))
    return ["'self'", f"{service.scheme}://{service.netloc}"]


def left_quickly(visit: Visit) -> Response:
    """Out of the site: no cookie and nothing kept stays in the browser, as far as it does what it is told."""
    kept = ((visit.area.cookie, visit.area.path), (LANGUAGE_COOKIE, "/"))
    answer = elsewhere(visit, LEAVE_TO, tuple(dropped_cookie(visit, *each) for each in kept))
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


def _common(visit: Visit) -> dict[str, object]:
    """What every template may use."""
    say = partial(translate, visit.language)
    return {
        "_": say,
        "base": visit.base,
        "here": visit.path if visit.method == "GET" else visit.area.path,
        "lang": visit.language,
        "languages": [code for code in LANGUAGES if code != visit.language],
        "style": f"{visit.base}/static/{asset_name('site.css')}",
        "script": f"{visit.base}/static/{asset_name('site.js')}",
        "leave_to": LEAVE_TO if visit.area is Area.PEOPLE else "",
        "icon": f"{visit.base}/static/{asset_name('icon.svg')}",
        "area": visit.area.value,
        # Within parts.html `area` is a field of that name.
        "for_staff": visit.area is Area.STAFF,
        "signed_in": visit.opened is not None,
        "helping": visit.opened is not None and visit.opened.session.helps is not None,
        "phone": setting("HELP_PHONE"),
        "form_token": visit.form_token,
        "token_field": TOKEN_FIELD,
        "key_field": KEY_FIELD,
        "fresh_key": _fresh_key,
        "day": partial(day_words, visit.language),
        "moment": partial(moment_words, visit.language),
        "text": partial(in_language, visit.language),
        "choices_of": partial(_choices, visit.language),
    }


def _choices(language: Language, words: Mapping[StrEnum, str]) -> list[tuple[str, str]]:
    """Values and labels of a form's choices."""
    return [(choice.value, translate(language, label)) for choice, label in words.items()]


def _fresh_key() -> str:
    """An Idempotency-Key for one form: however often it is sent, it counts once."""
    return new_id(clock.now())
