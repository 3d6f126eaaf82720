"""Which encoding bytes of text are in: what a file says of it, or what they look like."""

from __future__ import annotations

import re

# Encodings of text in public data. Python has codecs beyond these that are none (rot13, idna), or
# that give plain letters a meaning of their own (utf-7, unicode_escape).
_ENCODINGS = re.compile(
    r"utf[-_ ]?8|cp\d{3,5}|iso8859-\d{1,2}|latin[-_ ]?\d{0,2}|(?:us-)?ascii|gb(?:k|2312|18030)"
    r"|big5(?:[-_]?hkscs)?|euc[-_]?(?:jp|kr|cn)|s(?:hift)?[-_]?jis|koi8[-_][rtu]|mac[-_]?[a-z]+"
)


def stated_encoding(text: str) -> str | None:
    """The codec that a file such as a `.cpg` names.

    Parameters
    ----------
    text
        A name or the number of a code page, as programs write it: `UTF-8`, `ANSI 1252`, `88591`.

    Returns
    -------
    str or None
        None where it is no encoding of text that is known.

    Examples
    --------
    >>> from adjoin.geo.files.encodings import stated_encoding
    >>> stated_encoding("ANSI 1250"), stated_encoding("ISO 8859-1"), stated_encoding("rot13")
    ('cp1250', 'iso8859-1', None)
    """
    name = re.sub(r"^(ansi|oem|cp|windows)[ _-]?(?=\d)", "", text.strip().lower())
    number = re.fullmatch(r"(?:iso[ _-]?)?8859[ _-]?(\d{1,2})", name)
    if number is not None:
        name = f"iso8859-{number[1]}"
    elif name == "65001":
        name = "utf-8"
    elif re.fullmatch(r"\d{3,4}", name):
        name = f"cp{name}"
    if not _ENCODINGS.fullmatch(name):
        return None
    try:
        return name if b"a".decode(name) == "a" else None
    except (LookupError, ValueError):
        return None


def guessed_encoding(content: bytes) -> str:
    """The encoding that bytes can be read in: UTF-8 if they are that, else that of Windows.

    Text in another encoding is hardly ever UTF-8 by accident, so it is tried first and strictly.
    Windows-1252 is Latin-1 with quotation marks and dashes where Latin-1 has nothing.

    Parameters
    ----------
    content
        The text; UTF-8 may begin with a byte order mark.

    Returns
    -------
    str
        `utf-8`, `cp1252`, or `latin-1` where bytes have no meaning in Windows-1252.

    Examples
    --------
    >>> from adjoin.geo.files.encodings import guessed_encoding
    >>> guessed_encoding("Doña Ana".encode("latin-1"))
    'cp1252'
    """
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"
