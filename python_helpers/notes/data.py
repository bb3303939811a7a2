"""The data files of the lexicon."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

FILES = ("words.yml", "cues.yml", "word_sets.yml")


@cache
def shipped(name: str) -> Any:
    """The content of a file of lexicon/."""
    text = files(__package__).joinpath("lexicon", name).read_text(encoding="utf-8")
    return yaml.safe_load(text)


def word_set(name: str) -> frozenset[str]:
    """A set of words of word_sets.yml."""
    return frozenset(shipped("word_sets.yml")[name].split())
