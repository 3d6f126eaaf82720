"""adjoin: finds where neighbouring public agencies deliver the same service twice.

>>> import tempfile
>>> from pathlib import Path
>>> from adjoin import Region, analyse
>>> from adjoin.services.demo.files import write_demo
>>> with tempfile.TemporaryDirectory() as folder:
...     results = analyse(Region.load(write_demo(Path(folder) / "region")))
>>> "duplication_id" in results.duplications.columns
True
"""

from __future__ import annotations

from importlib.metadata import version

from .pipeline import analyse, run
from .region import Region
from .services.results import Results, read_results

__all__ = ["Region", "Results", "analyse", "read_results", "run"]

__version__ = version("adjoin")
