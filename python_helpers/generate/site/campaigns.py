"""The sample practice's own collection campaigns, dated back from the as-of date."""

from __future__ import annotations

from typing import Final

import numpy as np

from python_helpers.generate.calendar import BLANK_DAY, Ints
from python_helpers.generate.columns import Rows, complete
from python_helpers.generate.site.practice import data

RUNNING_LIST: Final = "Past-Due Drive"


def make_campaigns(as_of: int, collectors: list[str]) -> Rows:
    """Rows of `collection_campaigns`; the collectors, by login, take turns."""
    listed = data("site")["campaigns"]
    texts = {
        name: [str(campaign.get(name, "")) for campaign in listed]
        for name in (
            "campaign_code", "campaign_name", "campaign_description", "oldest_bucket_from",
            "oldest_bucket_to", "billing_types", "task_list_name", "hand_set_status",
        )
    }  # fmt: skip
    numbers = {
        name: np.array([campaign.get(name, 0) * unit for campaign in listed])
        for name, unit in {
            "campaign_number": 1,
            "minimum_balance": 100,
            "maximum_balance": 100,
            "exclude_insurance_pending": 1,
            "exclude_payment_plans": 1,
            "priority": 1,
            "goal_amount": 100,
        }.items()
    }
    return complete(
        "collection_campaigns",
        texts
        | numbers
        | {
            "campaign_row": np.arange(1, len(listed) + 1),
            "start_date": np.array([as_of + campaign["starts"] for campaign in listed]),
            "end_date": np.array(
                [
                    as_of + campaign["ends"] if "ends" in campaign else BLANK_DAY
                    for campaign in listed
                ]
            ),
            "assigned_user": [
                collectors[campaign["campaign_number"] % len(collectors)] for campaign in listed
            ],
        },
    )


def in_running_campaign(as_of: int, days: Ints) -> np.ndarray:
    """Which of the days lie in the campaign that keeps its tasks in a list of its own."""
    (campaign,) = (c for c in data("site")["campaigns"] if c.get("task_list_name") == RUNNING_LIST)
    return (days >= as_of + campaign["starts"]) & (days <= as_of + campaign["ends"])
