"""The data files of the lexicon, and the version of the code that reads them."""

from __future__ import annotations

import hashlib
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


def code_version() -> str:
    """A hash of this package's code, the same whatever the ends of its lines."""
    digest = hashlib.sha256()
    package = files(__package__)
    modules = [entry for entry in package.iterdir() if entry.name.endswith(".py")]
    for module in sorted(modules, key=lambda entry: entry.name):
        digest.update("\n".join(module.read_text(encoding="utf-8").splitlines()).encode())
    return digest.hexdigest()[:16]


def word_set(name: str) -> frozenset[str]:
    """A set of words of word_sets.yml."""
    return frozenset(shipped("word_sets.yml")[name].split())
