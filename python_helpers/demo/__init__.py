"""The demo: a sample practice from nothing to its key figures."""

from python_helpers.demo.run import run_demo

__all__ = ["run_demo"]
