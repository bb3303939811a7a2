"""Load OpenDental tables from Parquet or MySQL into the raw schema of a target."""

from python_helpers.load.connect import connect
from python_helpers.load.report import ConnectionReport, LoadReport, TableReport
from python_helpers.load.run import load

__all__ = ["ConnectionReport", "LoadReport", "TableReport", "connect", "load"]
