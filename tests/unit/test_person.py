"""What makes two records possibly one human being."""

from datetime import date
from typing import Any

import pytest

from chalicelib.domain.person import identifying_texts, normalized_email, normalized_name
from tests.unit.builders import contact


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("María  O'Neil-Ñuñez", "maria oneil nunez"),
        ("  MARIA ONEIL NUNEZ ", "maria oneil nunez"),
        ("Jean\u2011Luc d\u2019Ormesson", "jean luc dormesson"),  # the hyphen and apostrophe that editors put
        ("Ana\u2013Sample", "ana sample"),
        ("Đặng Łukasz Sørensen", "dang lukasz sorensen"),
        ("Kaʻiulani", "kaiulani"),
        ("Dr. Ana B. Sample", "dr ana b sample"),
        ("Björk", "bjork"),
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("'", ""),
    ],
)
def test_a_name_in_its_plainest_form(written: str, plain: str) -> None:
    assert normalized_name(written) == plain


def test_an_email_is_compared_without_case_and_spaces() -> None:
    assert normalized_email(" Ana@Example.ORG ") == "ana@example.org"


def shared(one: dict[str, Any], number: str | None, other: dict[str, Any], other_number: str | None) -> set[str]:
    """Which kinds of identifying text two records have in common."""
    common = set(identifying_texts(contact(**one), number)) & set(identifying_texts(contact(**other), other_number))
    return {text.split(":")[0] for text in common}


BEA = {"legal_name": "Bea Other", "birth_date": date(1990, 1, 1)}


@pytest.mark.parametrize(
    ("one", "number", "other", "other_number", "kinds"),
    [
        ({}, None, {}, None, {"name"}),
        ({}, None, {"legal_name": "ANA SÁMPLE"}, None, {"name"}),
        ({}, None, {"birth_date": date(1985, 5, 6)}, None, set()),
        ({"email": "a@b.org"}, None, BEA | {"email": "A@B.org "}, None, {"email"}),
        ({"email": None}, None, BEA | {"email": None}, None, set()),
        ({}, "CMPSS-1", BEA, " cmpss-1 ", {"certification"}),
        ({}, None, BEA, None, set()),
        ({}, "CMPSS-1", BEA, "CMPSS-2", set()),
    ],
)
def test_name_with_birth_date_email_or_certification_number(
    one: dict[str, Any], number: str | None, other: dict[str, Any], other_number: str | None, kinds: set[str]
) -> None:
    assert shared(one, number, other, other_number) == kinds
