"""Which files may be opened: known suffixes, contents that match them, nothing that points elsewhere."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from .contents import Kind, contents_trouble
from .findings import DataError, Finding

SUFFIXES: dict[str, Kind] = {
    ".gpkg": "gpkg",
    ".geojson": "geojson",
    ".json": "geojson",
    ".shp": "shapefile",
    ".parquet": "parquet",
    ".geoparquet": "parquet",
    ".csv": "csv",
}

#: A compressed file that grows beyond this is refused rather than read into memory.
UNPACKED_BYTES = 2 * 1024**3

# What belongs to a Shapefile; GDAL looks for these beside the .shp.
_COMPANIONS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


class Opened(NamedTuple):
    """A file that may be read.

    Parameters
    ----------
    kind
        The format, decided by the suffix and confirmed by the first bytes.
    path
        The file on disk.
    member
        The file inside a `.zip`, else empty.
    content
        The unpacked bytes of a `.gz` or of the member; for a Shapefile in a `.zip`, a new archive
        of just its own files; else None: read `path`.
    """

    kind: Kind
    path: Path
    member: str
    content: bytes | None


def open_source(path: str | Path, *, source: str) -> Opened:
    """Decide what a file is and refuse whatever could read something else in its place.

    The suffix must be a known one (`.zip` and `.gz` around it are looked through) and the contents
    must be those of that format (`adjoin.geo.contents`), so that a virtual dataset under another
    name never reaches GDAL. Addresses and GDAL's virtual file systems are refused, and so are
    names with `!` or `;`, which mean something else to the reader.

    Parameters
    ----------
    path
        A file on this disk.
    source
        What messages call it: the path as the user wrote it.

    Raises
    ------
    DataError
        The file is missing, is not a file, has an unknown suffix, does not hold what the suffix
        says, or unpacks to more than 2 GiB.
    """
    text = str(path)
    if "://" in text or text.replace("\\", "/").startswith("/vsi"):
        raise _refused(source, "not-a-file", f"{text!r} is an address; save it as a file first")
    path = Path(path)
    try:
        if not path.exists():
            message = f"there is no file {text!r}; paths are relative to region.toml"
            raise _refused(source, "file-missing", message)
        if not path.is_file():
            raise _refused(source, "not-a-file", f"{text!r} is not a file; name the file itself")
        return _open_file(path, source)
    except OSError as error:
        raise _refused(
            source, "file-unreadable", f"the file cannot be read ({error.strerror or error})"
        ) from error


def _open_file(path: Path, source: str) -> Opened:
    """Open an existing file, looking through `.zip` and `.gz`."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    last = suffixes[-1] if suffixes else ""
    if last == ".zip":
        return _open_zip(path, source)
    if last == ".gz":
        kind = _kind(suffixes[-2] if len(suffixes) > 1 else "", source)
        with path.open("rb") as packed:
            return _checked(Opened(kind, path, "", _unpack(packed, source)), source)
    if any(sign in str(path.absolute()) for sign in "!;"):
        message = f"{str(path)!r} has a '!' or ';' in its name or folder; rename it"
        raise _refused(source, "name-unreadable", message)
    return _checked(Opened(_kind(last, source), path, "", None), source)


def _refused(source: str, rule: str, message: str) -> DataError:
    """Build the error that says why a file is not read."""
    return DataError([Finding("error", source, "", rule, message)])


def _kind(suffix: str, source: str) -> Kind:
    """Look the format up by its suffix."""
    if suffix not in SUFFIXES:
        known = ", ".join(sorted(SUFFIXES))
        raise _refused(
            source,
            "suffix-unknown",
            f"the suffix {suffix or '(none)'!r} is not one that is read; known are {known}, also inside .zip or .gz",
        )
    return SUFFIXES[suffix]


def _unpack(packed: IO[bytes], source: str) -> bytes:
    """Unpack a gzip stream, up to the limit."""
    try:
        with gzip.GzipFile(fileobj=packed) as stream:
            content = stream.read(UNPACKED_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _refused(
            source, "file-unreadable", f"the file cannot be unpacked ({error}); pack it again"
        ) from error
    if len(content) > UNPACKED_BYTES:
        raise _refused(
            source, "file-too-large", "the file unpacks to more than 2 GiB; give it unpacked"
        )
    return content


def _open_zip(path: Path, source: str) -> Opened:
    """Find the one readable member of a `.zip`."""
    try:
        with zipfile.ZipFile(path) as archive:
            member = _only_member(archive, source)
            kind = _kind(PurePosixPath(member.filename).suffix.lower(), source)
            if kind == "shapefile":
                content = _repacked(archive, member.filename, source)
            else:
                content = _member_bytes(archive, member, source)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError,
    ) as error:  # fmt: skip
        raise _refused(
            source, "file-unreadable", f"the .zip cannot be read ({error}); pack it again"
        ) from error
    opened = Opened(kind, path, member.filename, content)
    return opened if kind == "shapefile" else _checked(opened, source)


def _only_member(archive: zipfile.ZipFile, source: str) -> zipfile.ZipInfo:
    """The one data set of an archive; what macOS adds to archives is passed over."""
    members = sorted(
        (
            info
            for info in archive.infolist()
            if PurePosixPath(info.filename).suffix.lower() in SUFFIXES
            and not info.is_dir()
            and not PurePosixPath(info.filename).name.startswith("._")
        ),
        key=lambda info: info.filename,
    )
    if len(members) != 1:
        names = ", ".join(info.filename for info in members) or "none"
        message = f"a .zip must hold one data set, this one holds {len(members)} ({names}); give each its own file"
        raise _refused(source, "zip-members", message)
    return members[0]


def _member_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: str) -> bytes:
    """Unpack one member, up to the limit."""
    with archive.open(member) as stream:
        content = stream.read(UNPACKED_BYTES + 1)
    if len(content) > UNPACKED_BYTES:
        raise _refused(source, "file-too-large", f"{member.filename!r} unpacks to more than 2 GiB")
    return content


def _repacked(archive: zipfile.ZipFile, shp: str, source: str) -> bytes:
    """A new archive of just the files of one Shapefile, under a plain name.

    GDAL never sees the archive that was given: neither the paths of its members nor how far they
    unpack.
    """
    stem = shp[: -len(".shp")].lower()
    packed, total = io.BytesIO(), 0
    name = PurePosixPath(shp.replace("\\", "/")).stem
    with zipfile.ZipFile(packed, "w") as clean:
        for info in archive.infolist():
            ending = info.filename[-len(".shp") :].lower()
            if info.filename[: -len(".shp")].lower() != stem or ending not in _COMPANIONS:
                continue
            content = _member_bytes(archive, info, source)
            total += len(content)
            if total > UNPACKED_BYTES:
                raise _refused(source, "file-too-large", f"{shp!r} unpacks to more than 2 GiB")
            if ending == ".shp":
                _checked(Opened("shapefile", Path(shp), shp, content), source)
            clean.writestr(f"{name}{ending}", content)
    return packed.getvalue()


def _checked(opened: Opened, source: str) -> Opened:
    """Refuse contents that are not those of the format, or that point outside the file."""
    trouble = contents_trouble(
        opened.kind, opened.path if opened.content is None else opened.content
    )
    if trouble is not None:
        raise _refused(source, "content-unexpected", trouble)
    return opened
