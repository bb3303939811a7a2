"""The sample practice: OpenDental's own tables, invented people, and a truth to test against."""

from python_helpers.generate.engine import generate
from python_helpers.generate.options import Options, Summary

__all__ = ["Options", "Summary", "generate"]
