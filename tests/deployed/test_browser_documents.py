"""In a real browser: a photo ID goes straight to S3 and the browser comes back, with a script and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.laptop.site import Site
from tests.deployed.browser import Browsers, needs_browser
from tests.deployed.test_browser_form import begins

pytestmark = needs_browser

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"a card with a face" * 1000
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SEND = "form[enctype] button"
TOO_LARGE = 10 * 1024 * 1024 + 1


def written(folder: Path, name: str, content: bytes) -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("language", "kept", "virus", "large", "removed"),
    [
        ("en", "We have your file.", "We found a virus", "This file is larger than 10 MB.", "The paper is removed."),
        ("es", "Ya tenemos su archivo.", "Encontramos un virus", "pesa más de 10 MB", "Se quitó el documento."),
    ],
)
def test_papers_are_sent_without_a_script(
    browsers: Browsers, site: Site, tmp_path: Path, language: str, kept: str, virus: str, large: str, removed: str
) -> None:
    person = browsers(language)
    page = begins(person, site, "Papers Sample")
    person.opens(page.replace("/drafts/", "/documents/").replace("/pages/reach", ""))
    for name, content, told in (
        ("identificación Núñez.jpg", JPEG, kept),
        ("eicar.com", EICAR, virus),
        ("large.jpg", JPEG + b"x" * (TOO_LARGE - len(JPEG)), large),
    ):
        person.attaches("photo_id_file", written(tmp_path, name, content))
        person.clicks(SEND)
        assert person.sees(told)
    person.clicks("form[action$='/removal'] button")
    assert person.sees(removed)


def test_a_script_says_it_before_anything_is_sent(browsers: Browsers, site: Site, tmp_path: Path) -> None:
    person = browsers("en", script=True)
    page = begins(person, site, "Large Sample")
    person.opens(page.replace("/drafts/", "/documents/").replace("/pages/reach", ""))
    person.attaches("photo_id_file", written(tmp_path, "large.jpg", b"x" * TOO_LARGE))
    assert person.objects_to("photo_id_file").startswith("This file is larger than 10 MB.")
    person.attaches("photo_id_file", written(tmp_path, "empty.jpg", b""))
    assert person.objects_to("photo_id_file").startswith("This file is empty.")
    person.attaches("photo_id_file", written(tmp_path, "card.jpg", JPEG))
    assert person.objects_to("photo_id_file") == ""
