"""What a form says: the fields of a request, or those that were kept of an earlier one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

DAY_PARTS = ("year", "month", "day")


@dataclass(frozen=True)
class Said:
    fields: Mapping[str, tuple[str, ...]]

    def said(self, name: str) -> str:
        """What is said in a field, without the blanks around it; empty when nothing is."""
        return self.fields.get(name, ("",))[-1].strip()

    def said_all(self, name: str) -> tuple[str, ...]:
        return self.fields.get(name, ())

    def day(self, name: str) -> date | None:
        """A day told in three fields; None when they do not make one."""
        parts = [self.said(f"{name}_{part}") for part in DAY_PARTS]
        if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
            return None
        try:
            return date(*map(int, parts))
        except ValueError:
            return None

    def only(self, names: frozenset[str]) -> "Said":
        """What is said in these fields."""
        return Said({name: values for name, values in self.fields.items() if name in names})

    def with_other(self, other: "Said", names: frozenset[str]) -> "Said":
        """The same, with these fields as another form has them; a box that it does not have is empty."""
        kept = {name: values for name, values in self.fields.items() if name not in names}
        return Said(kept | dict(other.only(names).fields))
