from typing import NamedTuple

import numpy as np


class Most(NamedTuple):
    covered: object
    bound: object
    gap: object


def most_covered(reach, weights, *, sites, gap=0.005):
    n = len(sites)
    return Most(np.zeros(n), np.zeros(n), np.zeros(n))
