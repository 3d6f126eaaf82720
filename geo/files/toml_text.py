"""A TOML file that a person wrote, as a document, or one finding why there is none."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from ..findings import DataError, Finding

LARGEST_BYTES, LONGEST_LINE = 1024**2, 10_000
"""What is larger was not written by hand, and may take forever to parse."""


def read_toml(path: Path, *, label: str, wanted: str) -> dict[str, Any]:
    """Read a TOML file.

    Parameters
    ----------
    path
        The file.
    label
        What findings call it.
    wanted
        What it should be, for messages: `a region.toml`.

    Returns
    -------
    dict
        The document, as TOML gives it; a byte-order mark and Windows line ends do not matter.

    Raises
    ------
    DataError
        With one finding: the file is missing, no file, too large, not UTF-8, or not TOML.
    """
    item, rule = "", "missing-file"
    try:
        return tomllib.loads(_text_of(path, label=label, wanted=wanted))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line \d+", str(error))
        item, rule = place[0] if place else "end of file", "toml-syntax"
        message = (
            f"is not TOML: {error}; texts need quotes, every bracket its partner, and a path is "
            "written with / or in single quotes"
        )
    except UnicodeDecodeError as error:
        item, rule = f"byte {error.start}", "encoding"
        message = "is not UTF-8 text; save it as UTF-8"
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}); give the path of {wanted}"
    except RecursionError:
        rule, message = "toml-syntax", "brackets stand within brackets too deeply; write it flatter"
    except DataError:
        raise
    except ValueError as error:  # a whole number of thousands of digits
        rule, message = "toml-syntax", f"cannot be read as TOML: {error}"
    raise DataError([Finding("error", label, item, rule, message)])


def _text_of(path: Path, *, label: str, wanted: str) -> str:
    """The text of a file, if it is one that a person could have written."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise _unreadable(label, f"is no file but a pipe or a device; give the path of {wanted}")
    with path.open("rb") as stream:
        content = stream.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise _unreadable(label, f"has more than {LARGEST_BYTES} bytes; give the path of {wanted}")
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    longest = max(map(len, text.split("\n")))
    if longest > LONGEST_LINE:
        message = f"has a line of {longest} letters, more than {LONGEST_LINE}; part it, or mend it"
        raise _unreadable(label, message)
    return text


def _unreadable(label: str, message: str) -> DataError:
    """Build the error for a file that is not what was wanted."""
    return DataError([Finding("error", label, "", "toml-syntax", message)])
