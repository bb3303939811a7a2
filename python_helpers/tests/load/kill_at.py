"""Run a load in this process and die, as by `kill -9`, at the nth call of one of its functions.

usage: kill_at.py MODULE NAME NTH SOURCE PRACTICE TARGET
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from typing import Any, NoReturn


def die() -> NoReturn:
    """End at once: nothing is flushed, closed or rolled back."""
    if hasattr(signal, "SIGKILL"):
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(9)


def arm(module: str, name: str, nth: int) -> None:
    """Replace a function, or a method as Class.method, by one whose nth call is fatal."""
    owner: Any = importlib.import_module(module)
    *classes, attribute = name.split(".")
    for part in classes:
        owner = getattr(owner, part)
    real = getattr(owner, attribute)
    calls = 0

    def fatal(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth:
            die()
        return real(*args, **kwargs)

    setattr(owner, attribute, fatal)


if __name__ == "__main__":
    from python_helpers.load import load
    from python_helpers.settings import Target

    module, name, nth, source, practice, target = sys.argv[1:]
    arm(module, name, int(nth))
    load(source, int(practice), Target(target))
