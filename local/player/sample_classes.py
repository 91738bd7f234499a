"""Classes that nobody teaches, posted with the sample round: whoever gets an award there finds one to ask for."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from chalicelib.domain.program import Program
from chalicelib.domain.training_class import courses
from local.player.calls import ApiCall

_FIRST_AFTER, _APART = timedelta(days=21), timedelta(days=7)
_SEATS = 12
_PRICE = {"core_training": 155_000, "specialization_training": 150_000}
"""In cents. Nobody charges these; DBSA's published price is $1,600."""
_JOINING = {
    "en": "This is a sample class. Call 555-0100 for the link.",
    "es": "Esta es una clase de muestra. Llame al 555-0100 para recibir el enlace.",
}


def sample_classes(program: Program, today: date) -> Iterator[ApiCall]:
    """For every course one class online in each language, and one at a place in English; the first in three weeks."""
    for _course, item, area in courses(program):
        about = {"item": item, "area": area, "seats": _SEATS, "cents": _PRICE[item]}
        here = {"online": False, "county": "alameda", "city": "Oakland", "access": ["wheelchair", "large_print"]}
        for language, where in (("es", {"online": True}), ("en", {"online": True}), ("en", here)):
            starts = today + _FIRST_AFTER + _APART * (language == "es") + 2 * _APART * (where is here)
            said: dict[str, Any] = {"starts": starts.isoformat(), "language": language, "joining": _JOINING[language]}
            yield ApiCall("v1/classes", {**about, **said, **where})
