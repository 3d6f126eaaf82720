"""One side of the benchmark of duplications in a process of its own: FOLDER ours | case | plain.

FOLDER holds the files of a metro; the last line printed is the figures.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from timing import cpu_s, peak_mb


def main() -> None:
    """Answer."""
    folder, side = Path(sys.argv[1]), sys.argv[2]
    answer = {"ours": _ours, "case": _case, "plain": _plain}[side](folder)
    print("\n" + json.dumps(answer | {"peak_mb": peak_mb(), "cpu_s": cpu_s()}))


def _ours(folder: Path) -> dict[str, Any]:
    from duplications_ours import whole_run

    return whole_run(folder / "region.toml")


def _case(folder: Path) -> dict[str, Any]:
    """Leave the tables for the plain way, so that it need not import anything of ours."""
    from duplications_ours import plain_case

    with (folder / "case.pickle").open("wb") as file:
        pickle.dump(plain_case(folder / "region.toml"), file)
    return {}


def _plain(folder: Path) -> dict[str, Any]:
    from duplications_plain import figures

    # pandana warns of every two nodes without a way between them.
    warnings.simplefilter("ignore")
    with (folder / "case.pickle").open("rb") as file:
        case = pickle.load(file)
    start = time.perf_counter()
    found, stages = figures(case)
    return {"seconds": time.perf_counter() - start, "figures": found, "stages": stages}


if __name__ == "__main__":
    main()
