"""How the domain says no."""

from chalicelib.domain.codes import Code


class Refused(Exception):  # noqa: N818 - a refusal is an ordinary answer, not an error of the program
    """A request that may not be carried out, with its reason code and, where one is at fault, the field."""

    def __init__(self, code: Code, *, field: str | None = None) -> None:
        super().__init__(code.value if field is None else f"{code.value}: {field}")
        self.code = code
        self.field = field


def invalid(field: str) -> Refused:
    """A refusal for a field that cannot be used as given."""
    return Refused(Code.INVALID, field=field)
