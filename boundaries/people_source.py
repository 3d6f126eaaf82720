"""What region.toml says of a source of people, and how it is read."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pydantic import Field

from ..geo.files.described import Columns, DescribedFile, PlacedColumns, Text
from ..geo.files.sources import Source, read_and_check
from .people import people_rows


class PeopleColumns(PlacedColumns):
    """Which column of a source of people holds what."""

    weight: Text = Field(description="How many people each row stands for.")
    id: Columns | None = Field(default=None, description="One or several, joined by '-'.")


class People(DescribedFile):
    """People, as points or zones with a weight."""

    columns: PeopleColumns


def read_people(people: People, *, base: Path) -> Source:
    """Read one source of people.

    Parameters
    ----------
    people
        As region.toml describes it.
    base
        The folder that paths are relative to.
    """
    columns = people.columns.given()
    return read_and_check(
        base / people.path,
        path=people.label,
        columns=columns,
        interpret=partial(people_rows, source=people.label, columns=columns),
        xy=people.columns.xy(),
        **people.reading(base),
    )
