"""Promises to pay: what accounts said they will pay in the next two weeks."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from python_helpers.marts.forecast.history import History

PROMISE_DAYS: Final = 14
_LOOK_BACK: Final = 730
_PRIOR_PROMISES: Final = 10  # of which half the dollars come


def with_promises(history: History, origin: int, done: np.ndarray, owed: np.ndarray) -> np.ndarray:
    """Patients' cash of work done with open promises in place of those accounts' share of the
    curve.

    done: (clinics, days) from the day after the origin; owed: (clinics,) what all accounts owe. An
    open promise brings amount × the share of promised dollars that came by their grace dates,
    never more than the account owes, on its due day; the curve gives up the same accounts' balance
    × the share of all balances that it expects in these days.
    """
    promises = _open_promises(history, origin)
    if len(promises) == 0:
        return done
    kept = kept_share(history, origin)
    clinic = np.searchsorted(history.clinics, promises["clinic_id"].to_numpy())
    clinic = np.minimum(clinic, len(history.clinics) - 1)
    day = promises["due_day"].to_numpy() - origin - 1
    made = done.copy()
    window = done[:, :PROMISE_DAYS].sum(axis=1)
    rate = np.divide(window, owed, out=np.zeros(len(window)), where=owed > 0)
    rate = np.clip(rate, 0, 1)
    accounts = promises.drop_duplicates("account_id")
    home = np.searchsorted(history.clinics, accounts["clinic_id"].to_numpy())
    home = np.minimum(home, len(history.clinics) - 1)
    given_up = np.bincount(
        home, weights=accounts["balance"].to_numpy() * rate[home], minlength=len(window)
    )
    left = np.divide(window - given_up, window, out=np.ones(len(window)), where=window > 0)
    made[:, :PROMISE_DAYS] *= np.clip(left, 0, 1)[:, None]
    np.add.at(made, (clinic, day), promises["amount"].to_numpy() * kept)
    return made


def kept_share(history: History, origin: int) -> float:
    """Share of the dollars promised that came by the grace date, of promises whose grace is over.

    Drawn to one half by ten average promises; each promise counts what its account paid from its
    making to its grace date, at most the amount.
    """
    promises = _with_amounts(history, origin)
    rows = (promises["grace_day"] <= origin) & (promises["made_day"] > origin - _LOOK_BACK)
    matured = promises[rows & (promises["amount"] > 0)]
    if len(matured) == 0:
        return 0.5
    amount = matured["amount"].to_numpy()
    paid = _paid_between(
        history, origin, matured["account_id"], matured["made_day"], matured["grace_day"]
    )
    prior = _PRIOR_PROMISES * amount.mean()
    return float((np.clip(paid, 0, amount).sum() + prior / 2) / (amount.sum() + prior))


def _open_promises(history: History, origin: int) -> pd.DataFrame:
    """Promises made by the origin and due within two weeks, with what is left of them."""
    promises = _with_amounts(history, origin)
    due = promises["due_day"]
    rows = (promises["made_day"] <= origin) & (due > origin) & (due <= origin + PROMISE_DAYS)
    promises = promises[rows].copy()
    if len(promises) == 0:
        return promises
    origin_days = np.full(len(promises), origin)
    paid = _paid_between(history, origin, promises["account_id"], promises["made_day"], origin_days)
    promises["balance"] = np.maximum(
        _balance(history, origin, promises["account_id"], origin_days), 0
    )
    promises["amount"] = np.maximum(promises["amount"] - np.maximum(paid, 0), 0)
    # a dollar serves one promise: the earliest due first, all together at most the balance
    promises = promises.sort_values(["account_id", "due_day", "promise_id"], ignore_index=True)
    before = promises.groupby("account_id")["amount"].cumsum() - promises["amount"]
    promises["amount"] = np.clip(promises["balance"] - before, 0, promises["amount"])
    return promises


def _with_amounts(history: History, origin: int) -> pd.DataFrame:
    """Promises made by the origin; one that names no amount is of what the account owed then."""
    promises = history.promises[history.promises["made_day"] <= origin].copy()
    blank = promises["amount"].isna().to_numpy()
    if blank.any():
        unstated = promises[blank]
        owed = _balance(history, origin, unstated["account_id"], unstated["made_day"])
        promises.loc[blank, "amount"] = np.maximum(owed, 0)
    return promises


def _balance(history: History, origin: int, account: Any, day: Any) -> np.ndarray:
    lines = history.promise_lines
    return _sums_until(lines[lines["known_day"] <= origin], account, day)


def _paid_between(history: History, origin: int, account: Any, start: Any, end: Any) -> np.ndarray:
    """Cash of accounts from start to end, both days included."""
    lines = history.promise_lines
    lines = lines[(lines["known_day"] <= origin) & lines["is_cash"].astype(bool)]
    before = np.asarray(start) - 1
    return _sums_until(lines, account, before) - _sums_until(lines, account, end)


def _sums_until(lines: pd.DataFrame, account: Any, day: Any) -> np.ndarray:
    """Sum of each account's lines up to a day."""
    if len(lines) == 0:
        return np.zeros(len(np.asarray(account)))
    wide = 2**22  # days fit in 22 bits
    # account keys have up to 19 digits: places instead of numbers
    accounts, place = np.unique(lines["account_id"].to_numpy(), return_inverse=True)
    key = place * wide + lines["ledger_day"].to_numpy()
    order = np.argsort(key, kind="stable")
    running = np.concatenate([[0.0], np.cumsum(lines["amount"].to_numpy()[order])])
    wanted = np.asarray(account)
    at = np.minimum(np.searchsorted(accounts, wanted), len(accounts) - 1)
    found = accounts[at] == wanted
    upper = np.searchsorted(key[order], at * wide + np.asarray(day), side="right")
    lower = np.searchsorted(key[order], at * wide - 2**21, side="left")
    return np.where(found, running[upper] - running[lower], 0.0)
