"""Which encoding bytes of text are in, when nothing says so."""

from __future__ import annotations


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
