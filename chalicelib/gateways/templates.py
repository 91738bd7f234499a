"""Jinja2 over the package's own templates: all but plain text is escaped, and a value that is missing is an error."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

_TEMPLATES = Path(__file__).parent.parent / "templates"


def dollars(cents: int) -> str:
    """`185000` → `$1,850.00`; by integers alone."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}${whole:,}.{rest:02d}"


def one_decimal(hundredths: int) -> str:
    """`125` → `1.3`: hundredths of something, by integers alone."""
    tenths = (hundredths + 5) // 10
    return f"{tenths // 10}.{tenths % 10}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["dollars"] = dollars
    return made


def render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(**values)
