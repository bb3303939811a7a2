"""Our balances beside OpenDental's own: those that it stored, and those of an exported report."""

from python_helpers.reconcile.command import reconcile

__all__ = ["reconcile"]
