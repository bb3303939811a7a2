"""The collection forecast: expected cash by stream, with intervals, held to a backtest."""

from python_helpers.marts.forecast.run import forecast_tables

__all__ = ["forecast_tables"]
