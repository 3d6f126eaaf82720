"""What is varied to see which findings stand: the standard, the speed of streets, the tolerance."""

from __future__ import annotations

from typing import Final, NamedTuple


class Scenario(NamedTuple):
    """One thing varied at a time.

    Parameters
    ----------
    parameter
        `none` (the run itself), `minutes`, `speed` or `tolerance`.
    factor
        How many times what was run.
    """

    parameter: str
    factor: float

    @property
    def minutes(self) -> float:
        """By how much the standard is multiplied."""
        return self.factor if self.parameter == "minutes" else 1.0

    @property
    def speed(self) -> float:
        """By how much the speed of streets is multiplied."""
        return self.factor if self.parameter == "speed" else 1.0


AS_RUN: Final = Scenario("none", 1.0)

#: The domain's usual range for standards and speeds: a fifth less, a fifth more.
CATCHMENT_SCENARIOS: Final = (
    AS_RUN,
    Scenario("minutes", 0.8),
    Scenario("minutes", 1.2),
    Scenario("speed", 0.8),
    Scenario("speed", 1.2),
)

#: As `stable` of the relations: half and twice the tolerance.
TOLERANCE_SCENARIOS: Final = (Scenario("tolerance", 0.5), Scenario("tolerance", 2.0))
