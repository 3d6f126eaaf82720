"""Texts that name agencies."""

from __future__ import annotations

import pandas as pd
import pytest
from adjoin.boundaries.naming import agency_named, agency_names, nearest_name

AGENCIES = pd.DataFrame(
    {
        "agency_id": ["1", "p-1", "p-2", "p-3", "Novato"],
        "name": ["Napa", "Marin", "NOVATO", "San  Rafael", "Novato"],
    }
)
NAMES = agency_names(AGENCIES)


@pytest.mark.parametrize(
    ("text", "prefix", "expected"),
    [
        ("1", "p-", ["1"]),
        ("2", "p-", ["p-2"]),
        ("2", "", []),
        (" san rafael", "", ["p-3"]),
        ("Novato", "", ["Novato"]),
        ("novato", "", ["Novato", "p-2"]),
        ("Nov", "", []),
    ],
)
def test_an_id_comes_before_a_prefixed_one_and_that_before_a_name(text, prefix, expected):
    assert agency_named(text, NAMES, id_prefix=prefix) == expected


def test_the_nearest_is_what_is_most_alike_and_nothing_where_nothing_is():
    assert nearest_name("San Raphael", NAMES) == "San  Rafael"
    assert nearest_name("P-33", NAMES) == "p-3"
    assert nearest_name("Eureka", NAMES) is None
