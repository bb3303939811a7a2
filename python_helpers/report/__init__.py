"""The picture: one HTML page over the marts, to read on a screen, on a phone and on paper."""

from python_helpers.report.command import write_report

__all__ = ["write_report"]
