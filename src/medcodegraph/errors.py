"""The errors that people see.

    MedcodegraphError            exit code 1
    ├── SettingsError            2   an environment variable or an option is wrong
    ├── InputError               3   a file or a row in it is wrong: names file, line, reason
    ├── NotFoundError            4   a name or key does not exist
    ├── DatabaseError            5   Neo4j answered with an error
    │   ├── DatabaseUnavailable      Neo4j cannot be reached, or does not answer in time
    │   ├── StatementRejected        the statement was refused (syntax, write through a read-only door)
    │   ├── StatementTooSlow         Neo4j stopped the statement after its time limit
    │   ├── StatementTooLarge        the statement needed more memory than one may have
    │   └── EmbeddedError            the embedded Neo4j cannot be set up, started or stopped
    ├── RequestError             6   a client's request is wrong: has a `code` for machines
    └── FetchError               8   a file could not be downloaded: names its address

Every message says what to do about it. Exit code 7 is not an error: `load` finished but left rows out.
"""

from pathlib import Path

REJECTS = 7
"""The exit code of a load that left rows out."""


class MedcodegraphError(Exception):
    """The base of errors that are reported as a message rather than as a stack trace."""

    exit_code = 1


class SettingsError(MedcodegraphError):
    """An environment variable or an option is wrong."""

    exit_code = 2


class InputError(MedcodegraphError):
    """A file, or a row of it, is wrong."""

    exit_code = 3

    def __init__(self, reason: str, file: Path | str | None = None, line: int | None = None) -> None:
        self.reason, self.file, self.line = reason, file, line
        place = "" if file is None else f"{file}: " if line is None else f"{file}:{line}: "
        super().__init__(place + reason)


class NotFoundError(MedcodegraphError):
    """A name or a key does not exist."""

    exit_code = 4


class DatabaseError(MedcodegraphError):
    """Neo4j answered with an error."""

    exit_code = 5


class DatabaseUnavailable(DatabaseError):
    """Neo4j cannot be reached, or did not answer in time."""


class DatabaseBusy(DatabaseError):
    """Neo4j has too much to do already."""


class StatementRejected(DatabaseError):
    """Neo4j, or a check before it, refused the statement."""


class StatementTooSlow(DatabaseError):
    """Neo4j stopped the statement after its time limit."""


class StatementTooLarge(DatabaseError):
    """The statement needed more memory than Neo4j allows for one."""


class DiskFull(DatabaseError):
    """There is not enough free space on the disk to write."""


class EmbeddedError(DatabaseError):
    """The embedded Neo4j cannot be set up, started or stopped."""


class RequestError(MedcodegraphError):
    """A client's request is wrong; `code` is for machines, the message for people."""

    exit_code = 6

    def __init__(self, message: str, code: str = "BAD_REQUEST") -> None:
        self.code = code
        super().__init__(message)


class FetchError(MedcodegraphError):
    """A file could not be downloaded."""

    exit_code = 8

    def __init__(self, reason: str, where: Path | str) -> None:
        self.reason, self.where = reason, where
        super().__init__(f"{where}: {reason}")
