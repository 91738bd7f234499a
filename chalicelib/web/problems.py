"""Refusals as answers: one table from reason codes to HTTP, and RFC 9457 problem documents in the person's language."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from chalicelib.domain.codes import Code
from chalicelib.domain.person import Language
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.store import programs
from chalicelib.web.i18n import _, translate

HTTP_STATUS: Mapping[Code, int] = {
    Code.INVALID: 422,
    Code.NOT_ALLOWED: 403,
    Code.SIGN_IN_AGAIN: 401,
    Code.SAME_PERSON: 403,
    Code.NOT_FOUND: 404,
    Code.WRONG_STATE: 409,
    Code.STALE: 409,
    Code.TAKEN_UP: 409,
    Code.KEY_REUSED: 409,
    Code.INSUFFICIENT_FUNDS: 409,
    Code.OVER_CONTRACT: 409,
    Code.DEADLINE_PASSED: 409,
    Code.CLASS_FULL: 409,
    Code.DUPLICATE_APPLICATION: 409,
    Code.ROUND_CLOSED: 409,
    Code.ROUND_SUSPENDED: 409,
    Code.TOO_MANY_TRIES: 429,
    Code.BOOKS_OUT_OF_BALANCE: 409,
}
"""Codes that are not named here are rules of the program that a request broke: 422."""


class FieldProblem(BaseModel):
    field: str
    message: str


class Problem(BaseModel):
    """RFC 9457, with the reason code and, where a field is at fault, its name."""

    type: str = "about:blank"
    title: str
    status: int
    code: Code
    field: str | None = None
    errors: list[FieldProblem] = []


_MESSAGES: Mapping[str, str] = {
    "missing": _("Fill this in."),
    "string_too_short": _("Fill this in."),
    "string_too_long": _("This is too long."),
    "too_long": _("This is too long."),
    "extra_forbidden": _("We do not know this field."),
    "enum": _("Choose one of the answers offered."),
    "literal_error": _("Choose one of the answers offered."),
    "date_from_datetime_parsing": _("Enter a date, with year, month and day."),
    "date_parsing": _("Enter a date, with year, month and day."),
    "date_type": _("Enter a date, with year, month and day."),
    "int_parsing": _("Enter a whole number."),
    "int_type": _("Enter a whole number."),
    "greater_than_equal": _("This number is too small."),
    "less_than_equal": _("This number is too large."),
    "json_invalid": _("This is not valid JSON."),
}
_OTHERWISE = _("We cannot use this answer. Check it and try again.")


def status_of(code: Code) -> int:
    return HTTP_STATUS.get(code, 422)


def reason_text(code: Code, language: Language) -> str:
    """What the program says of a code, in plain words."""
    text = programs.program_at(clock.now()).reason(code).text
    return text.es if language == "es" else text.en


def problem_of(refusal: Refused, language: Language, status: int | None = None) -> Problem:
    return Problem(
        title=reason_text(refusal.code, language),
        status=status or status_of(refusal.code),
        code=refusal.code,
        field=refusal.field,
    )


def problem_of_input(error: ValidationError, language: Language) -> Problem:
    """Every field at fault with what to do about it; the first one is named on top."""
    fields = field_problems(error, language)
    return Problem(
        title=reason_text(Code.INVALID, language),
        status=status_of(Code.INVALID),
        code=Code.INVALID,
        field=fields[0].field,
        errors=fields,
    )


def field_problems(error: ValidationError, language: Language) -> list[FieldProblem]:
    return [
        FieldProblem(
            field=".".join(str(part) for part in found["loc"]) or "body",
            message=translate(language, _MESSAGES.get(found["type"], _OTHERWISE)),
        )
        for found in error.errors(include_url=False, include_input=False)
    ]


def why_not(language: Language, refusal: Refused | None, helps: Mapping[str, str]) -> dict[str, Any]:
    """For a page that shows what was refused above what was typed: status, reason, and what to do about the field.

    `helps` has untranslated words by field; of `moves.0.from` and `public_text.en` a part is enough.
    """
    if refusal is None:
        return {"status": 200, "problem": None, "problem_help": ""}
    field = refusal.field or ""
    told = next((helps[part] for part in (field, field.split(".")[0], field.split(".")[-1]) if part in helps), "")
    return {
        "status": status_of(refusal.code),
        "problem": programs.program_at(clock.now()).reason(refusal.code),
        "problem_help": translate(language, told) if told else "",
    }
