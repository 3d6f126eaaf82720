"""A network made ready for searching, each part of it when it is first needed."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..streets.network import Network
from .adjacency import Adjacency, adjacency, fits
from .graph import SearchGraph, search_graph
from .hierarchycache import kept, load, store
from .telling import Tell, silent

if TYPE_CHECKING:
    from .hierarchy import Hierarchy


class Roads:
    """A network and what searching it needs.

    Parameters
    ----------
    network
        Without the parts that are not used (`largest_parts`).
    cache
        Folder that keeps hierarchies over runs; None keeps them in memory alone.
    workers
        Threads; all cores when not given.
    tell
        Is given a line about whatever may take longer than two seconds.
    """

    def __init__(
        self,
        network: Network,
        *,
        cache: Path | None = None,
        workers: int | None = None,
        tell: Tell = silent,
    ) -> None:
        self.network = network
        self.cache = cache
        self.workers = workers
        self.tell = tell
        #: Seconds that searches without compiled code are expected to have taken so far.
        self.dense_s = 0.0

    @cached_property
    def graph(self) -> SearchGraph:
        """The arcs that count."""
        return search_graph(self.network)

    @cached_property
    def near(self) -> Adjacency:
        """The arcs side by side."""
        return adjacency(self.graph)

    @cached_property
    def packs(self) -> bool:
        """Whether time and length of all ways fit into one number, as compiled searches need it."""
        return fits(self.graph, access_mm=int(self.network.arc_mm.max(initial=0)))

    @property
    def has_hierarchy(self) -> bool:
        """Whether the hierarchy is at hand: in memory, or on disk as far as can be told."""
        return "hierarchy" in self.__dict__ or (
            self.cache is not None and kept(self.near, self.cache)
        )

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The hierarchy: from the cache, or made now and kept there."""
        if self.cache is not None:
            found = load(self.near, self.cache, tell=self.tell)
            if found is not None:
                return found
        from .hierarchy import contracted_arcs  # compiled: not before it is needed

        nodes = len(self.near.place)
        if nodes > 50_000:
            self.tell(f"preparing the streets for many searches ({nodes:,} nodes)")
        made = contracted_arcs(self.near, workers=self.workers)
        if self.cache is not None:
            store(self.near, made, self.cache, tell=self.tell)
        return made


def as_roads(network: Network | Roads) -> Roads:
    """A network as roads; roads stay as they are, with all that is ready."""
    return network if isinstance(network, Roads) else Roads(network)
