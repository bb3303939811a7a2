"""The one exception that users are meant to read."""

from __future__ import annotations


class UserError(Exception):
    """Something that the user can put right.

    The message is one line that names the place and the fix. It must never carry
    credentials or patient data. The command line prints it and exits with code 2.
    """


_DISK_FULL = ("No space left on device", "not enough space on the disk", "could not extend file")


def disk_full(error: object) -> str | None:
    """The words by which an error, or a text of errors, says that a disk is full; None if not."""
    told = str(error)
    return next((words for words in _DISK_FULL if words in told), None)


def extra_missing(what: str, extra: str, error: ModuleNotFoundError) -> UserError:
    """What to tell whoever asked for `what` without having installed its extra."""
    return UserError(f"{what} needs {error.name}: run pip install 'dental-collections[{extra}]'")
