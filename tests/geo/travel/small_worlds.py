"""Small street networks with everything that is awkward, for laws of all searches.

One-way streets, parallel ones, loops, streets without length or time, parts that do not hang
together, points on one street, at its ends, at corners and off the streets.
"""

from __future__ import annotations

import numpy as np
import shapely
from adjoin.geo.streets.network import network_of_streets
from hypothesis import strategies as st

_PLACE = st.tuples(st.integers(0, 5), st.integers(0, 5))
_STREET = st.fixed_dictionaries(
    {
        "ends": st.tuples(st.integers(0, 5), st.integers(0, 5)),
        "ms": st.sampled_from([0, 0, 1, 2, 3, 7, 10, 999, 1000, 60_000]),
        "mm": st.sampled_from([0, 1, 5, 1000, 99_999]),
        "ways": st.sampled_from([(True, True), (True, False), (False, True)]),
        "bend": st.one_of(st.none(), _PLACE),
    }
)
CASE = st.tuples(
    st.lists(_PLACE, min_size=6, max_size=6),
    st.lists(_STREET, min_size=1, max_size=10),
    st.lists(st.tuples(st.floats(-1, 6), st.floats(-1, 6)) | _PLACE, min_size=2, max_size=7),
)


def made(nodes, streets):
    xy = np.array(nodes, dtype=float) * 100
    lines = []
    for street in streets:
        tail, head = street["ends"]
        bend = [] if street["bend"] is None else [np.array(street["bend"]) * 100.0]
        lines.append(shapely.LineString([xy[tail], *bend, xy[head]]))
    columns = {key: [street[key] for street in streets] for key in ("ends", "ms", "mm", "ways")}
    tail, head = np.array(columns["ends"]).T
    along, against = np.array(columns["ways"]).T
    return network_of_streets(
        np.array(lines, dtype=object), tail, head, node_xy=xy, arc_ms=columns["ms"],
        arc_mm=columns["mm"], along=along, against=against,
    )  # fmt: skip
