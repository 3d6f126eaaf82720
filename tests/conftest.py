"""What several folders of tests share: where the real data are, and how a browser is found."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says nothing on a machine that others use as well.
settings.register_profile(
    "adjoin", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("adjoin")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the repository; the test is skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real data are not beside the repository ({SHARED_DATA.name} is absent)")
    return SHARED_DATA


def _beside(name: str) -> ModuleType:
    """A module beside this file; the tests are no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def towns() -> ModuleType:
    """The region small enough to work out by hand (`towns.py`)."""
    return _beside("towns")


@pytest.fixture(scope="session")
def shuffling() -> ModuleType:
    """Writes regions with everything in another order (`shuffling.py`)."""
    return _beside("shuffling")
