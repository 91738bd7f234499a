"""California as the program sees it: counties, their behavioral health plans, and the regions that pools are for."""

from pydantic import Field, model_validator

from chalicelib.domain.part import Part
from chalicelib.domain.program_values import Slug, Standing, Text

GENERAL = "general"
"""Stands for the region in the id of a benefit's general pool."""


class County(Part):
    id: Slug
    name: str
    plan: Slug
    region: Slug | None
    region_standing: Standing
    participating: bool
    participation_standing: Standing
    source: str


class Plan(Part):
    """A behavioral health plan: one county's, or a joint one (Sutter/Yuba, Tri-City)."""

    id: Slug
    name: str
    counties: tuple[Slug, ...] = Field(min_length=1)
    source: str


class Region(Part):
    id: Slug
    name: Text

    @model_validator(mode="after")
    def _is_no_general_pool(self) -> "Region":
        if self.id == GENERAL:
            raise ValueError(f"region {GENERAL}: that is the name of general pools")
        return self


def county_slug(name: str) -> str:
    """`San Luis Obispo County`, `County of  San Luis Obispo` → `san-luis-obispo`."""
    words = name.lower().replace("/", " ").replace("-", " ").replace("_", " ").split()
    kept = words[2:] if words[:2] in (["county", "of"], ["city", "of"]) else words
    return "-".join(kept[:-1] if len(kept) > 1 and kept[-1] == "county" else kept)
