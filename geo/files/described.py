"""How region.toml describes a file: where it is, which part of it, what it cannot say itself."""

from __future__ import annotations

import datetime
import warnings
from pathlib import Path
from typing import Annotated, Any

import pyproj
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from .joining import Join


def _as_columns(value: Any) -> Any:
    """One column name as a list of one; anything else is for the type to judge."""
    return (value,) if isinstance(value, str) else value


def _as_date_text(value: Any) -> Any:
    """A date that TOML knows as such, as text."""
    return value.isoformat() if type(value) is datetime.date else value


def _known_crs(text: str) -> str:
    """The text, when PROJ knows it as a coordinate reference system."""
    try:
        with warnings.catch_warnings():
            # Of the old way to write it, `+init=epsg:4326`, which has the same meaning here.
            warnings.simplefilter("ignore", FutureWarning)
            pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise ValueError(
            "is no known coordinate reference system; write it as EPSG:4326"
        ) from error
    return text


Text = Annotated[str, Field(min_length=1)]
Crs = Annotated[Text, AfterValidator(_known_crs)]
Date = Annotated[
    str,
    BeforeValidator(_as_date_text),
    Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"),
]
Columns = Annotated[
    tuple[Text, ...],
    BeforeValidator(_as_columns),
    Field(min_length=1, strict=False),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
            ]
        }
    ),
]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Distance = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Table(BaseModel):
    """A table of region.toml: immutable, no other keys, no guessing of types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def given(self) -> dict[str, Any]:
        """The keys that were written, by the name they have in the file."""
        return self.model_dump(by_alias=True, exclude_none=True)


class JoinedTable(Table):
    """A second table that gives attributes to the rows of a file."""

    path: Text = Field(description="Relative to the folder of region.toml.")
    layer: Text | None = Field(default=None, description="Where the table's file has several.")
    on: Text = Field(description="Column of the file whose values are looked up in the table.")
    equals: Text | None = Field(
        default=None, description="Column of the table, where it is not called the same."
    )


class DescribedFile(Table):
    """A file and how to read it."""

    path: Text = Field(description="Relative to the folder of region.toml.")
    layer: Text | None = Field(default=None, description="Where the file has several.")
    where: Text | None = Field(default=None, description="SQL condition on the attributes.")
    join: JoinedTable | None = Field(
        default=None, description="Attributes from a second table; where may use them."
    )
    crs: Crs | None = Field(default=None, description="Only where the file does not say.")
    date: Date | None = Field(default=None, description="What the data describe: YYYY, -MM, -DD.")
    attribution: Text | None = Field(default=None, description="Shown on every map.")

    @property
    def label(self) -> str:
        """What messages call the file: its path, with its layer where one is named."""
        return self.path if self.layer is None else f"{self.path}[{self.layer}]"

    def joined(self, base: Path) -> Join | None:
        """The second table as `adjoin.geo.files.reading.read_source` takes it; None without one."""
        if self.join is None:
            return None
        table = self.join
        path = table.path if table.layer is None else f"{table.path}[{table.layer}]"
        return Join(base / table.path, path, table.on, table.equals, table.layer)

    def reading(self, base: Path) -> dict[str, Any]:
        """The options of `adjoin.geo.files.sources.read_and_check` that every kind of file has."""
        return {
            "layer": self.layer,
            "where": self.where,
            "crs": self.crs,
            "join": self.joined(base),
        }


class PlacedColumns(Table):
    """The columns of a table that hold its places."""

    x: Text | None = Field(default=None, description="For tables; longitude in EPSG:4326.")
    y: Text | None = None

    def xy(self) -> tuple[str, str] | None:
        """Both columns; None where they are not named."""
        return None if self.x is None or self.y is None else (self.x, self.y)
