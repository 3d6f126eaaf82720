"""What the tests of this folder share: the corpus, and what became of each of its cases."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

# The corpus is made of several files that import each other; `python tests/fire/harness.py` runs
# the whole of it by hand.
sys.path.insert(0, str(Path(__file__).parent))

import harness

#: ADJOIN_FIRE=all runs the whole corpus, which takes minutes.
ALL = os.environ.get("ADJOIN_FIRE") == "all"


@pytest.fixture(scope="session")
def corpus() -> list:
    """Every case of the corpus."""
    return harness.every_case()


@pytest.fixture(scope="session")
def tried(corpus, tmp_path_factory) -> list:
    """What became of the cases: of a sample that reaches every kind, or of all."""
    chosen = corpus if ALL else harness.sampled(corpus)
    return harness.run(chosen, tmp_path_factory.mktemp("fire"))
