"""What the facilities of a service cover, each by itself and all of them together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from .ground import Ground, Reached, alarm_of, quickest_of
from .kinds.coverage import FULL_ALARM_STATIONS, OF_PEOPLE, coverage, full_alarm_share
from .kinds.joint_coverage import joint_coverage


def covered(reached: Reached, ground: Ground) -> Iterator[tuple[str, pd.DataFrame]]:
    """The tables `coverage`, `joint_coverage` and `coverage_curve` of a service.

    Parameters
    ----------
    reached
        Its catchments.
    ground
        What it is measured on.

    Yields
    ------
    name, table
        None where the service has no catchments of what its cover is measured by. In `coverage`,
        `at` is the position of the facility.
    """
    main = reached.main
    if main is None:
        return
    alarm = alarm_of(reached, ground)
    owners = len(reached.ids)
    together = joint_coverage(main, reached.people, reached.owner, owners, alarm=alarm)
    yield "joint_coverage", together.row
    yield "coverage_curve", together.curve
    by_unit = {
        found.unit: coverage(
            found,
            ground.facilities,
            reached.owner,
            owners,
            # How long it takes is told of people; of streets only how many are reached.
            quickest_of(found, demand, ground, k=2) if found is reached.people else None,
        )
        for found, demand in ((reached.people, ground.people), (reached.work, ground.work))
        if found is not None and demand is not None
    }
    table = by_unit[main.unit]
    if "road_km" in by_unit:
        streets = by_unit["road_km"]
        table = by_unit.get("people", streets.assign(**dict.fromkeys(OF_PEOPLE, np.nan)))
        table = table.assign(
            road_km_reached=streets["people_reached"], road_km_lost=streets["people_lost"]
        )
    if alarm is not None and reached.people is not None:
        table = table.assign(
            full_alarm_minutes=reached.service.full_alarm_minutes,
            full_alarm_share=full_alarm_share(reached.people, alarm, stations=FULL_ALARM_STATIONS),
        )
    yield "coverage", table.assign(in_every_optimum=together.in_every, at=main.facility)
