"""Lines of files whose encoding is UTF-8 in some years and Windows-1252 in others."""

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.text import utf8_line


def western_line(line: bytes, name: str, number: int) -> str:
    """One line as UTF-8 or, failing that, Windows-1252: a `decode` for `numbered_lines`.

    Raises InputError, with the file's name and the line number, for NUL bytes, UTF-16 and text in neither.
    """
    try:
        return utf8_line(line, name, number)
    except InputError:
        if b"\0" in line or line.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError as error:
        byte = f"byte 0x{line[error.start]:02X} at column {error.start + 1}"
        raise InputError(f"the line is neither UTF-8 nor Windows-1252 ({byte})", name, number) from error
