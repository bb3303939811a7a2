"""How load and build grow with a practice's size, and how far they are from the floor."""

from python_helpers.bench.run import run_bench

__all__ = ["run_bench"]
