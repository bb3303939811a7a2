"""Judges raw tables before a build may use them: measures by SQL, bounds by Great Expectations."""

from python_helpers.quality.command import check, show, told

__all__ = ["check", "show", "told"]
