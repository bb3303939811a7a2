"""For which versions of OpenDental the ledger's rules are known, and what to say of others."""

from __future__ import annotations

from typing import Final

OLDEST: Final = (21, 1)
NEWEST: Final = (24, 3)
"""Branches whose rules seeds/reference/opendental_ledger_rules.csv holds, both included."""

_ARBITRARY: Final = {(23, 3): range(37, 40), (24, 1): range(4, 7)}
"""Releases that store all discounts of planned treatment on one account of their choice."""


def version_caution(version: str | None) -> str | None:
    """What a reader of the figures should know about a version such as 24.3.10.0; none if nothing.

    `version` is preference DataBaseVersion; None or text that is none means that nobody told it.
    """
    parts = (version or "").split(".")
    if len(parts) < 2 or not all(part.isdecimal() for part in parts):
        return "its version is not told: balances follow the rules of OpenDental 24.3"
    branch, release = (int(parts[0]), int(parts[1])), int([*parts, "0"][2])
    if branch < OLDEST:
        return (
            f"OpenDental {version} is older than 21.1, the first whose rules are known: balances "
            "follow those of 21.1; compare them before you rely on them"
        )
    if branch > NEWEST:
        return (
            f"OpenDental {version} is newer than 24.3, the last whose rules are known: balances "
            "follow those of 24.3; compare them before you rely on them"
        )
    if release in _ARBITRARY.get(branch, ()):
        return (
            f"OpenDental {version} stores the discounts of all planned treatment on payment plans "
            "on one account, which nobody can repeat: here each is on its own patient's"
        )
    return None
