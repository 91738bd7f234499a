"""docs/roles.md says what the code does."""

from pathlib import Path

from local import api_table, roles_table

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_of_roles_is_the_tables() -> None:
    """Out of date? `.venv/bin/python -m local.roles_table`"""
    assert (DOCS / "roles.md").read_text(encoding="utf-8") == roles_table.text()


def test_the_page_of_the_api_is_the_endpoints() -> None:
    """Out of date? `.venv/bin/python -m local.api_table`"""
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    assert page == api_table.with_table(page)
