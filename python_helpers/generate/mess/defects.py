"""The known defects of real OpenDental databases, put into a chunk at the rates of MessRates."""

from __future__ import annotations

from python_helpers.generate.chunk import Chunk
from python_helpers.generate.mess.amounts import mess_up_amounts
from python_helpers.generate.mess.dates import mess_up_dates
from python_helpers.generate.mess.links import mess_up_links, mess_up_plans
from python_helpers.generate.mess.people import mess_up_people
from python_helpers.generate.people.families import People


def make_mess(chunk: Chunk, people: People) -> None:
    """Put every defect into the chunk's rows, at least one row each."""
    rng, rates = chunk.rng("mess"), chunk.site.mess
    mess_up_dates(chunk, rng, rates)
    mess_up_amounts(chunk, rng, rates)
    mess_up_links(chunk, rng, rates)
    mess_up_plans(chunk, rng, rates)
    mess_up_people(chunk, rng, rates, people)
