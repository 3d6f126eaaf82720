"""Files that nobody described, as a region.toml that runs."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from ...geo.files.guesses import Guess
from ...geo.files.opening import PACKED, SUFFIXES
from ...geo.files.printing import harmless
from ...geo.findings import DataError, Finding, UseError
from ...geo.osm.opening import is_osm
from ...geo.streets.wholefiles import is_graphml
from ..presets import Preset, load_presets
from ..service import Service
from ..taxonomy import load_services
from .drafting import drafted
from .drafts import Draft
from .heap import read_heap
from .regiontext import region_text, to_decide
from .wholefiles import graphml_drafts, osm_drafts

_NO_FILE: Final = ("file-missing", "not-a-file")


class Start(NamedTuple):
    """A region as it was understood.

    Parameters
    ----------
    text
        Of its region.toml.
    drafts
        What every layer was taken for.
    decide
        What is left to a person, the least sure first.
    unreadable
        Why other files are not in it.
    """

    text: str
    drafts: list[Draft]
    decide: list[str]
    unreadable: list[Finding]

    @property
    def runs(self) -> bool:
        """Whether the text names agencies, without which there is no region."""
        return any(draft.role == "agencies" and draft.runs for draft in self.drafts)


def started(
    files: Sequence[str | Path],
    *,
    base: str | Path,
    services: Mapping[str, Service] | None = None,
    presets: Mapping[str, Preset] | None = None,
    name: str | None = None,
) -> Start:
    r"""Look at files, and write the region.toml that they seem to be meant for.

    Nothing is guessed in silence: every line says how sure it is and why, and what is not sure is a
    comment with its choices. Files are looked at in the order of their names, so that the order in
    which they are given does not matter.

    Parameters
    ----------
    files
        In any of the formats that are read; of a folder, those of its files that may be read.
    base
        The folder of the region.toml, which paths will be relative to.
    services, presets
        By id; those that adjoin knows when not given.
    name
        Of the region, where it is known.

    Raises
    ------
    DataError
        Files that are not there: all of them.
    UseError
        No file is given, a folder holds none that may be read, or a name is no UTF-8.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from adjoin.services.starting.start import started
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "fire_stations.csv"
    ...     _ = file.write_text("ID,NAME,LON,LAT\n1,Alder FD,-122.1,38.2\n2,Birch FD,-122.2,38.3\n")
    ...     start = started([file], base=folder)
    >>> start.drafts[0].value("service"), start.drafts[0].value("columns.x")
    ('fire_services', 'LON')
    """
    services = load_services() if services is None else services
    presets = load_presets() if presets is None else presets
    named = sorted({_relative(file, Path(base)): file for file in files_of(files)}.items())
    heap = read_heap([(file, path) for path, file in named if not _is_whole(path)])
    drafts: list[Draft] = []
    unreadable = list(heap.unreadable)
    for path, file in named:
        try:
            if is_osm(path):
                drafts += osm_drafts(file, path, services=services)
            elif is_graphml(path):
                drafts += graphml_drafts(file, path)
        except DataError as error:
            unreadable += [f for f in error.findings if f.severity == "error"]
    missing = [finding for finding in unreadable if finding.rule in _NO_FILE]
    if missing:
        raise DataError([
            f._replace(message=f"there is no file {f.source!r}; name files, or their folder")
            if f.rule == "file-missing" else f
            for f in missing
        ])  # fmt: skip
    drafts = drafted(heap, services=services, presets=presets, others=drafts)
    called = _name(drafts, named) if name is None else Guess("name", name, 1.0, "as you named it")
    text = region_text(drafts, name=called, unreadable=unreadable)
    return Start(text, drafts, list(to_decide(drafts)), unreadable)


def files_of(files: Sequence[str | Path]) -> Iterator[Path]:
    """The files, and those in folders that may be read.

    Parameters
    ----------
    files
        Files and folders.

    Raises
    ------
    UseError
        No file is given, or a folder holds none that may be read.
    """
    if not files:
        raise UseError("no file is given; name those of your region, or their folder")
    for file in map(Path, files):
        if not file.is_dir():
            yield file
            continue
        inside = [each for each in sorted(file.iterdir()) if each.is_file() and _readable(each)]
        if not inside:
            raise UseError(
                f"the folder {str(file)!r} holds no file that may be read; name the files"
            )
        yield from inside


def _is_whole(path: str) -> bool:
    """Whether a file says itself what is what."""
    return is_osm(path) or is_graphml(path)


def _readable(file: Path) -> bool:
    """Whether a file has a suffix that may be read."""
    suffixes = [suffix.lower() for suffix in file.suffixes]
    if _is_whole(file.name):
        return True
    if suffixes and suffixes[-1] in PACKED:
        return suffixes[-1] == ".zip" or (suffixes[-2:-1] != [] and suffixes[-2] in SUFFIXES)
    return bool(suffixes) and suffixes[-1] in SUFFIXES


def _relative(file: Path, base: Path) -> str:
    """A path as region.toml writes it, whatever the system."""
    path = os.path.relpath(file, base)
    if os.path.realpath(base / path) != os.path.realpath(
        file
    ):  # `..` of a linked folder is another
        path = os.path.relpath(os.path.realpath(file), os.path.realpath(base))
    try:
        path.encode()
    except UnicodeEncodeError as error:
        raise UseError(
            f"the name {harmless(path)!r} is no UTF-8, as region.toml is; call it otherwise"
        ) from error
    return Path(path).as_posix()


def _name(drafts: Sequence[Draft], named: Sequence[tuple[str, Path]]) -> Guess:
    """What to call the region: the county that most facilities lie in, or the folder."""
    counties: Counter[str] = Counter()
    for draft in drafts:
        county = draft.value("columns.county")
        if county is not None:
            profile = draft.layer.named(county)
            counties.update(
                dict(zip(profile.values, map(int, (1000 * s for s in profile.shares)), strict=True))
            )
    if counties:
        most, count = counties.most_common(1)[0]
        if count >= 0.9 * counties.total():
            title = most.title() if most.isupper() else most
            title = title if "county" in title.casefold() else f"{title} County"
            return Guess("name", title, 0.8, "the county in most rows")
    alone = len(named) == 1
    file = named[0][1].resolve()
    plain = file.name.split(".")[0] if alone else file.parent.name
    title = " ".join(re.findall(r"[^\W_]+", plain)).capitalize() or "A region"
    where = "file" if alone else "folder of the files"
    return Guess("name", title, 0.8, f"after the {where}; write a better one")
