"""Which files may be opened: known suffixes, contents that match them, nothing that points elsewhere."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from ..findings import DataError, Finding
from .contents import Kind, contents_trouble
from .packages import ZIP_ERRORS, too_many_members
from .paths import utf8_path

SUFFIXES: dict[str, Kind] = {
    ".gpkg": "gpkg",
    ".geojson": "geojson",
    ".json": "geojson",
    ".topojson": "topojson",
    ".shp": "shapefile",
    ".fgb": "flatgeobuf",
    ".parquet": "parquet",
    ".geoparquet": "parquet",
    ".csv": "csv",
    ".xlsx": "xlsx",
}

#: Suffixes of what may stand around a file, but not within an archive.
PACKED = (".zip", ".gz")

# Suffixes of formats that people have and that are not read, with the way out.
_WAYS_OUT = {
    ".xls": "open it and save it as .xlsx",
    ".xlsm": "save it as .xlsx, without macros",
    ".xlsb": "save it as .xlsx",
    ".ods": "save it as .xlsx",
    ".tsv": "rename it to .csv; cells parted by tabs are read",
    ".txt": "rename it to .csv; cells parted by commas, semicolons or tabs are read",
    ".kml": "export it as GeoPackage",
    ".kmz": "export it as GeoPackage",
    ".gdb": "export the layer as GeoPackage",
    ".osm": "OpenStreetMap files can be agencies, facilities and streets, not inside .zip",
    ".pbf": "OpenStreetMap files can be agencies, facilities and streets, not inside .zip",
    ".bz2": "unpack it, or pack it as .gz",
    ".dbf": "name the .shp beside it, or save the table as CSV",
}

#: A compressed file that grows beyond this is refused rather than read into memory.
UNPACKED_BYTES = 2 * 1024**3

#: Beyond 256 MiB, what unpacks to more than fifty times its size was made to fill the memory;
#: tables and shapes pack to a twentieth, or hardly less.
UNSUSPECTED_BYTES, UNPACKED_TIMES = 256 * 1024**2, 50

# What belongs to a Shapefile; GDAL looks for these beside the .shp.
_COMPANIONS = (".shp", ".shx", ".dbf", ".prj", ".cpg")

# What else GDAL and SQLite open beside a file when it is there.
_BESIDE: dict[Kind, tuple[str, ...]] = {
    "shapefile": (*_COMPANIONS, ".qix", ".sbn", ".sbx", ".idm", ".ind"),
    "gpkg": (".gpkg-wal", ".gpkg-journal", ".gpkg-shm"),
}


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

    def for_reader(self) -> str | bytes:
        """The content, or an absolute path in UTF-8, which libraries take whatever the locale."""
        if self.content is not None:
            return self.content
        try:
            return utf8_path(self.path)
        except UnicodeDecodeError:
            return self.path.read_bytes()


def open_source(path: str | Path, *, source: str) -> Opened:
    """Decide what a file is and refuse whatever could read something else in its place.

    The suffix must be a known one (`.zip` and `.gz` around it are looked through) and the contents
    must be those of that format (`adjoin.geo.files.contents`), so that a virtual dataset under another
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
        says, or unpacks to more than 2 GiB (or than fifty times its size).
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
        if kind == "shapefile":
            message = "a Shapefile is several files; put its .shp, .shx, .dbf, .prj and .cpg into one .zip"
            raise _refused(source, "content-unexpected", message)
        return _checked(Opened(kind, path, "", _unpack(path, source)), source)
    if any(sign in str(path.absolute()) for sign in "!;"):
        message = f"{str(path)!r} has a '!' or ';' in its name or folder; rename it"
        raise _refused(source, "name-unreadable", message)
    kind = _kind(last, source)
    for ending in _BESIDE.get(kind, ()):
        for beside in (path.with_suffix(ending), path.with_suffix(ending.upper())):
            # Reading a pipe or a device may never end.
            if beside.exists() and not beside.is_file():
                message = f"{beside.name!r} beside it is not a file; move it away"
                raise _refused(source, "not-a-file", message)
    return _checked(Opened(kind, path, "", None), source)


def _refused(source: str, rule: str, message: str) -> DataError:
    """Build the error that says why a file is not read."""
    return DataError([Finding("error", source, "", rule, message)])


def _kind(suffix: str, source: str) -> Kind:
    """Look the format up by its suffix."""
    if suffix not in SUFFIXES:
        known = ", ".join(sorted(SUFFIXES))
        message = (
            f"the suffix {suffix or '(none)'!r} is not one that is read; known are {known}, "
            "also inside .zip or .gz"
        )
        if suffix in PACKED:
            message = f"the file is packed twice ({suffix} within another); pack it once"
        elif suffix in _WAYS_OUT:
            message += f"; {_WAYS_OUT[suffix]}"
        raise _refused(source, "suffix-unknown", message)
    return SUFFIXES[suffix]


def _unpack(path: Path, source: str) -> bytes:
    """Unpack a `.gz`, up to the limit."""
    try:
        with gzip.open(path, "rb") as stream:
            return _read_unpacked(stream, path.stat().st_size, path.name, source)
    except (OSError, EOFError, zlib.error) as error:
        raise _refused(
            source, "file-unreadable", f"the file cannot be unpacked ({error}); pack it again"
        ) from error


def _most_unpacked(packed: int) -> int:
    """To how many bytes so many packed ones may unpack."""
    return min(UNPACKED_BYTES, max(UNSUSPECTED_BYTES, UNPACKED_TIMES * packed))


def _read_unpacked(stream: IO[bytes] | gzip.GzipFile, packed: int, name: str, source: str) -> bytes:
    """Unpack a stream piece by piece: no more memory is asked for than it fills."""
    content, most = io.BytesIO(), _most_unpacked(packed)
    while piece := stream.read(1 << 20):
        content.write(piece)
        if content.tell() > most:
            raise _too_large(name, most, source)
    return content.getvalue()


def _too_large(name: str, most: int, source: str) -> DataError:
    """Build the error for what unpacks to more than may be."""
    message = f"{name!r} unpacks to more than {most / 1024**3:.3g} GiB; give it unpacked"
    return _refused(source, "file-too-large", message)


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
    except ZIP_ERRORS as error:
        if isinstance(error, DataError):
            raise
        raise _refused(
            source, "file-unreadable", f"the .zip cannot be read ({error}); pack it again"
        ) from error
    opened = Opened(kind, path, member.filename, content)
    return opened if kind == "shapefile" else _checked(opened, source)


def _only_member(archive: zipfile.ZipFile, source: str) -> zipfile.ZipInfo:
    """The one data set of an archive; what macOS adds to archives is passed over."""
    many = too_many_members(archive)
    if many is not None:
        raise _refused(source, "zip-members", many)
    nested = sorted(
        name
        for name in archive.namelist()
        if name.lower().endswith(PACKED) and not PurePosixPath(name).name.startswith("._")
    )
    if nested:
        message = f"the .zip holds a packed file ({nested[0]}); pack the data set itself, once"
        raise _refused(source, "zip-nested", message)
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
        names = names if len(names) <= 300 else names[:300] + " ..."
        message = f"a .zip must hold one data set, this one holds {len(members)} ({names}); give each its own file"
        raise _refused(source, "zip-members", message)
    return members[0]


def _member_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: str) -> bytes:
    """Unpack one member, up to the limit."""
    most = _most_unpacked(member.compress_size)
    if member.file_size > most:
        raise _too_large(member.filename, most, source)
    with archive.open(member) as stream:
        return _read_unpacked(stream, member.compress_size, member.filename, source)


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
                raise _too_large(shp, UNPACKED_BYTES, source)
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
