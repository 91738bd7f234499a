"""The style sheet, the script and the icon, from the package, under names that change with their content."""

import hashlib
from functools import cache
from pathlib import Path

_STATIC = Path(__file__).parent.parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}


@cache
def _files() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in _STATIC.iterdir() if path.suffix in _TYPES}


def asset_name(name: str) -> str:
    """`site.css` → `site.1a2b3c4d5e.css`."""
    digest = hashlib.sha256(_files()[name].encode()).hexdigest()[:10]
    return f"{Path(name).stem}.{digest}{Path(name).suffix}"


def asset(asked: str) -> tuple[str, str, bool] | None:
    """Text, content type and whether it may be kept for good: not so under a name of another version of it."""
    for name, text in _files().items():
        if asked == asset_name(name):
            return text, _TYPES[Path(name).suffix], True
        if asked.split(".", maxsplit=1)[0] == Path(name).stem and Path(asked).suffix == Path(name).suffix:
            return text, _TYPES[Path(name).suffix], False
    return None
