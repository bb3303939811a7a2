"""Marts that take statistics: computed in Python through Ibis, kept in schema `python_marts`."""
