"""The table of endpoints in docs/api.md, made from `chalicelib.web.api.ENDPOINTS`.

`python -m local.api_table` puts the present table into the page; `… check` changes nothing and exits 1 when the page's
table is another one.
"""

import re
import sys
from pathlib import Path

from chalicelib.domain.permissions import ANYONE, PERMISSIONS, Operation
from chalicelib.web.api import ENDPOINTS
from chalicelib.web.endpoint import Endpoint

PAGE = Path("docs/api.md")
_PLACE = re.compile(r"(?<=<!-- endpoints -->\n).*?(?=<!-- /endpoints -->)", re.DOTALL)


def table() -> str:
    """One line an endpoint, in the order of the code."""
    lines = ["| endpoint | does | who | body | answers |", "|---|---|---|---|---|"]
    return "\n".join(lines + [_line(endpoint) for endpoint in ENDPOINTS]) + "\n"


def _line(endpoint: Endpoint) -> str:
    call = f"`{endpoint.method} {endpoint.path}`"
    answers = f"{endpoint.status} `{endpoint.returns.__name__}`"
    return f"| {call} | {endpoint.summary} | {_who(endpoint.operation)} | {_body(endpoint)} | {answers} |"


def _who(operation: Operation) -> str:
    return "anyone" if operation in ANYONE else ", ".join(sorted(role.value for role in PERMISSIONS[operation]))


def _body(endpoint: Endpoint) -> str:
    """The fields, those that may be left out in brackets."""
    fields = endpoint.takes.model_fields if endpoint.takes else {}
    named = {field.alias or name: field for name, field in fields.items()}
    return " ".join(f"`{name}`" if field.is_required() else f"[`{name}`]" for name, field in named.items())


def with_table(page: str) -> str:
    """The page with the present table. Raises ValueError when it has no place for it."""
    if not _PLACE.search(page):
        raise ValueError("the page has no <!-- endpoints --> … <!-- /endpoints -->")
    return _PLACE.sub(lambda _: table(), page)


def main(arguments: list[str]) -> int:
    page = PAGE.read_text(encoding="utf-8")
    present = with_table(page)
    if arguments == ["check"]:
        if present != page:
            print(f"{PAGE}: the table is not that of the code; run python -m local.api_table")
        return int(present != page)
    PAGE.write_text(present, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
