"""Settings of the laws that hypothesis tests here."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes says nothing on a machine that others use as well.
settings.register_profile("adjoin", deadline=None)
settings.load_profile("adjoin")
