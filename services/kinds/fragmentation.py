"""How many agencies do one service side by side, and how small the pieces are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from ..service import Service

COLUMNS: Final = (
    "service", "providers", "unknown", "served_people", "people", "largest_share", "fragmentation",
    "below", "sentence",
)  # fmt: skip


def fragmentation_table(
    scale: pd.DataFrame,
    *,
    services: Mapping[str, Service],
    people: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """How a service is split among the agencies that produce it.

    Fragmentation is 1 less the sum of the squared shares of the people served (Hirschman and
    Herfindahl's index, turned round): 0 for one agency, 0.9 for ten of one size.

    Parameters
    ----------
    scale
        Of `adjoin.services.kinds.scale.scale_table`.
    services
        By id, for the names in sentences.
    people
        By service, the people whom any agency serves, each once; may lack services, or all.

    Returns
    -------
    pandas.DataFrame
        One row for each service: providers (how many agencies produce it, as counted), unknown (for
        how many of them it is not known how many people they serve), served_people (the sum, in which a
        person with two providers counts twice), people (each once; missing where not given),
        largest_share (of the largest in the sum), fragmentation, below (how many are known to be
        below the efficient size; missing without evidence for one), and a sentence. The sum, share
        and fragmentation are missing where the people of any agency are, the latter two also where
        nobody is served. Sorted.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.kinds.fragmentation import fragmentation_table
    >>> from adjoin.services.taxonomy import load_services
    >>> scale = pd.DataFrame({"service": "fleet", "served_people": [300.0, 100.0],
    ...                       "efficient_people": None, "below": None})
    >>> fragmentation_table(scale, services=load_services())["sentence"].tolist()
    ['2 agencies produce Fleet and serve 400 people between them.']
    """
    once = {} if people is None else people
    rows = []
    for service, group in scale.groupby("service", sort=True):
        served = np.sort(group["served_people"].to_numpy(dtype=float))
        unknown = int(np.isnan(served).sum())
        total = float(served.sum())
        shares = served / total if total > 0 else np.full(len(served), np.nan)
        efficient = group["efficient_people"].astype("float64").iloc[0]
        small = int(group["below"].fillna(False).sum())
        rows.append(
            {
                "service": service,
                "providers": len(group),
                "unknown": unknown,
                "served_people": total,
                "people": once.get(str(service), np.nan),
                "largest_share": shares[-1],
                "fragmentation": np.maximum(0.0, 1.0 - (shares**2).sum()),
                "below": None if np.isnan(efficient) else small,
                "sentence": _sentence(
                    services[str(service)].name,
                    len(group),
                    unknown,
                    total,
                    once.get(str(service), np.nan),
                    small,
                    efficient,
                ),
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        {
            "service": "str", "providers": "int64", "unknown": "int64", "served_people": "float64",
            "people": "float64", "largest_share": "float64", "fragmentation": "float64",
            "below": "Int64", "sentence": "str",
        }
    )  # fmt: skip


def _sentence(
    name: str,
    providers: int,
    unknown: int,
    total: float,
    once: float,
    small: int,
    efficient: float,
) -> str:
    """What a row says, in words."""
    one = providers == 1
    text = f"{providers:,} {'agency produces' if one else 'agencies produce'} {name}"
    if not np.isnan(once):
        text += f" for {_persons(once)}"
    elif not unknown:
        text += (
            f" {'for' if one else 'and serve'} {_persons(total)}{'' if one else ' between them'}"
        )
    if unknown:
        some = f"{unknown:,} of them {'serves' if unknown == 1 else 'serve'}"
        each = "it serves" if one else "each serves"
        text += f"; how many people {each if unknown == providers else some} is not known"
    if np.isnan(efficient) or unknown == providers:
        return f"{text}."
    serves = "serves" if small == 1 else "serve"
    return f"{text}; {small:,} {serves} fewer than {efficient:,.0f}."


def _persons(number: float) -> str:
    """How many people, in words."""
    text = f"{number:,.0f}"
    return f"{text} {'person' if text == '1' else 'people'}"
