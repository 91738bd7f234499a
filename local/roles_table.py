"""Who may do what, as a page: made from the table of permissions, the pages and the endpoints.

`python -m local.roles_table` writes docs/roles.md; `… check` changes nothing and exits 1 when the page is another one.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from chalicelib.domain.delegation import APART
from chalicelib.domain.permissions import ANYONE, FRESH, PERMISSIONS, Operation
from chalicelib.domain.roles import DELEGABLE, Role
from chalicelib.web.api import ENDPOINTS
from chalicelib.web.fields import FIELDS
from chalicelib.web.pages import PAGES
from chalicelib.web.words import ROLE

PAGE = Path("docs/roles.md")
_HEAD = """# Roles

Who may do what. The page is made from `PERMISSIONS` in `chalicelib/domain/permissions.py`, which pages and API share,
and from `chalicelib/web/fields.py`. What is not in the tables is refused. A test fails when this page is another one:

    .venv/bin/python -m local.roles_table

A role is a group in Cognito, looked up at every request. No role reaches one's own case or one's own earlier step:
that is decided per subject (`SAME-PERSON`, [privacy and security](privacy-and-security.md))."""


def text() -> str:
    return "\n".join([_HEAD, *_roles(), *_operations(), *_delegation(), *_fields()]) + "\n"


def _roles() -> Iterator[str]:
    yield from ("", "## What each role may do", "", "| role | is | may |", "|---|---|---|")
    for role in Role:
        named = [
            operation.value for operation in Operation if role in PERMISSIONS[operation] and operation not in ANYONE
        ]
        yield f"| `{role.value}` | {ROLE[role]} | {', '.join(named)} |"
    anyone = ", ".join(sorted(operation.value for operation in ANYONE))
    yield f"| (nobody signed in) | | {anyone} |"


def _operations() -> Iterator[str]:
    yield from ("", "## Where each operation is asked for", "")
    yield "An operation marked *fresh* needs a sign-in of the last `fresh_sign_in_minutes` (a policy setting)."
    yield from ("", "| operation | roles | pages | API |", "|---|---|---|---|")
    for operation in Operation:
        who = "anyone" if operation in ANYONE else _named(PERMISSIONS[operation])
        fresh = " *fresh*" if operation in FRESH else ""
        pages = "<br>".join(f"`{page.method} {page.path}`" for page in PAGES if page.operation is operation)
        calls = "<br>".join(f"`{each.method} {each.path}`" for each in ENDPOINTS if each.operation is operation)
        yield f"| {operation.value}{fresh} | {who} | {pages} | {calls} |"


def _delegation() -> Iterator[str]:
    yield from ("", "## Delegation", "")
    yield f"These roles can be given to a colleague for some days: {_named(DELEGABLE)}."
    yield "Nobody gets, by that, a second one of the same line:"
    yield ""
    for group in APART:
        yield f"- {_named(group)}"


def _fields() -> Iterator[str]:
    yield from ("", "## Fields of the API", "", "What is not listed for a role is left out of its answers.", "")
    yield from ("| answer | fields | roles |", "|---|---|---|")
    for model, fields in sorted(FIELDS.items()):
        by_roles: dict[frozenset[Role], list[str]] = {}
        for field, roles in fields.items():
            by_roles.setdefault(roles, []).append(field)
        for roles, names in by_roles.items():
            yield f"| `{model}` | {', '.join(names)} | {_named(roles)} |"


def _named(roles: frozenset[Role]) -> str:
    return "all" if roles == frozenset(Role) else ", ".join(sorted(role.value for role in roles))


def main(arguments: list[str]) -> int:
    present = text()
    if arguments == ["check"]:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == present
        if not same:
            print(f"{PAGE} is not that of the code; run python -m local.roles_table")
        return int(not same)
    PAGE.write_text(present, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
