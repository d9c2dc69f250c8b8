"""Text whose indices are byte offsets, for readers that scan with regular expressions.

Each byte becomes the character of its number, so a match's `start()` is a byte offset; `utf8` turns a piece back
into what people wrote. Syntax characters are ASCII in every format read so, so nothing is lost.
"""


def scan_text(data: bytes) -> str:
    """The bytes of a document as a text of the same length, a byte order mark blanked."""
    text = data.decode("latin-1")
    return "   " + text[3:] if data.startswith(b"\xef\xbb\xbf") else text


def utf8(piece: str) -> str:
    """A piece of a scan text as people wrote it; bytes that are not UTF-8 become replacement characters."""
    return piece if piece.isascii() else piece.encode("latin-1", "replace").decode("utf-8", "replace")
