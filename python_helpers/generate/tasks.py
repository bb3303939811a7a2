"""Tasks on role lists and inboxes, about patients, appointments or nothing; notes and history."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from python_helpers.generate.calendar import BLANK_SECOND, DAY_SECONDS, Ints
from python_helpers.generate.chunk import Chunk, at_work, one_of
from python_helpers.generate.columns import choose_text
from python_helpers.generate.notes import Told, topic_number, write_notes
from python_helpers.generate.people import People
from python_helpers.generate.phrases import assemble
from python_helpers.generate.site import NO_DAY, Category

_DONE: Final = 0.78
_VIEWED: Final = 0.6  # of those not done
_REMINDERS: Final = 0.05
_TEMPLATES: Final = 0.01  # of tasks: repeating templates
_NOTED: Final = 0.3  # of other tasks: a note
_CHANGED: Final = 0.6  # of tasks: an earlier state in taskhist
_OBJECTS: Final = (1, 1, 1, 2, 2, 0, 0)  # ObjectType of other tasks: patient, appointment, none


def write_tasks(
    chunk: Chunk,
    rng: Generator,
    people: People,
    patient: Ints,
    text: pa.Array,
    second: Ints,
    as_task: Ints,
    as_note: Ints,
) -> tuple[Ints, Ints]:
    """Write task, tasknote and taskhist.

    `as_task` and `as_note` are positions of contacts whose text is a task's or a task note's; a
    note's task asks for the contact. Returns their TaskNum and TaskNoteNum.
    """
    site = chunk.site
    wanted = round(site.densities.tasks * len(people.number) * site.options.years)
    others = max(wanted - len(as_task) - len(as_note), len(people.number) // 50)
    active = np.flatnonzero(people.visits_weight > 0)
    other_patient = one_of(rng, active, others)
    other_day = rng.integers(site.first_day, site.as_of + 1, others)
    asked_day = second[as_note] // DAY_SECONDS - 1
    topics = np.repeat(
        [topic_number("task_other"), topic_number("task_collection")], [others, len(as_note)]
    )
    days = np.concatenate([other_day, asked_day])
    cents = rng.integers(40, 900, len(days)) * 100
    blank = np.zeros(len(days), np.int64)
    asked = write_notes(
        chunk, rng, Told(topics, days, cents, blank, blank + 5, blank + NO_DAY, blank)
    )
    count = len(as_task) + len(days)
    everything = assemble(
        count,
        [
            (np.arange(len(as_task)), text.take(pa.array(as_task))),
            (np.arange(len(as_task), count), asked.text),
        ],
    )
    entered = np.concatenate([second[as_task], at_work(rng, days)])
    about = np.concatenate([patient[as_task], other_patient, patient[as_note]])
    kind = np.concatenate(
        [np.ones(len(as_task), np.int64), one_of(rng, _OBJECTS, others), np.ones(len(as_note), int)]
    )
    is_money = np.repeat([True, False, True], [len(as_task), others, len(as_note)])
    numbers = _write(chunk, rng, people, everything, entered, about, kind, is_money)
    asked_number = numbers[len(as_task) :]
    chunk.remember(
        "note_truth",
        source_table=choose_text(["task"], np.zeros(len(days), np.int64)),
        source_id=asked_number,
        contact_outcome=asked.outcome,
        promised_amount=asked.promised,
        promised_date=asked.due,
        follow_up_date=asked.follow_up,
        paid_amount=asked.paid,
    )
    notes = _write_notes(chunk, rng, numbers[len(as_task) + others :], text, second, as_note)
    plain = asked_number[:others][rng.random(others) < _NOTED]
    _write_plain_notes(chunk, rng, plain, other_day[np.isin(asked_number[:others], plain)])
    return numbers[: len(as_task)], notes


def _write(
    chunk: Chunk,
    rng: Generator,
    people: People,
    text: pa.Array,
    entered: Ints,
    about: Ints,
    kind: Ints,
    is_money: np.ndarray,
) -> Ints:
    site, count = chunk.site, len(text)
    numbers = chunk.keys.take("task", count)
    appointments = chunk.rows("appointment")
    appointment = one_of(rng, appointments["AptNum"], count)
    key = np.select([kind == 1, kind == 2], [people.number[about], appointment], 0)
    done = rng.random(count) < _DONE
    status = np.where(done, 2, (rng.random(count) < _VIEWED).astype(int))
    finished = np.minimum(
        entered + rng.exponential(4 * DAY_SECONDS, count).astype(np.int64) + 600, site.last_second
    )
    lists = site.task_lists
    role = np.where(
        is_money,
        one_of(rng, [lists["Collections"], lists["Billing"], lists["Office Manager"]], count),
        one_of(rng, [lists["Front Desk"], lists["Insurance Follow-up"], lists["Hygiene"]], count),
    )
    in_box = rng.random(count) < 0.35
    task_list = np.where(in_box, one_of(rng, site.inboxes, count), role)
    task_list = np.where(rng.random(count) < 0.01, lists["zOld Tasks"], task_list)
    reminder = ~is_money & (rng.random(count) < _REMINDERS)
    template = ~is_money & ~reminder & (rng.random(count) < _TEMPLATES)
    fires = entered + np.where(reminder, rng.integers(1, 90, count) * DAY_SECONDS, 0)
    original = np.where(rng.random(count) < 0.05, BLANK_SECOND, entered)
    authors = np.concatenate([site.staff.front_desk, site.staff.collectors, site.staff.managers])
    author = one_of(rng, authors, count)
    priority = np.where(
        reminder,
        site.definition(Category.priority, "reminder"),
        one_of(
            rng,
            [site.definition(Category.priority, s) for s in ("normal", "normal", "high", "urgent")],
            count,
        ),
    )
    status = np.where(fires > site.last_second, 0, status)
    finished = np.where(status == 2, np.maximum(finished, fires), BLANK_SECOND)
    finished = np.where((status != 2) & (rng.random(count) < 0.02), entered + 900, finished)
    finished = np.minimum(finished, site.last_second)
    chunk.add(
        "task",
        TaskNum=numbers,
        TaskListNum=np.where(template, 0, task_list),
        DateTask=np.where(template, NO_DAY, NO_DAY),
        KeyNum=np.where(template, 0, key),
        Descript=text,
        TaskStatus=np.where(template, 0, status),
        IsRepeating=template.astype(int),
        DateType=template.astype(int) * 2,
        ObjectType=np.where(template, 0, kind),
        DateTimeEntry=fires,
        UserNum=author,
        DateTimeFinished=finished,
        PriorityDefNum=priority,
        ReminderGroupId=choose_text(
            ["", *(f"R{i:05d}" for i in range(1_000))], np.where(reminder, 1 + numbers % 1_000, 0)
        ),
        ReminderType=np.where(reminder, one_of(rng, [2048, 4, 18], count), 0),
        ReminderFrequency=reminder.astype(int),
        DateTimeOriginal=original,
    )
    changed = np.flatnonzero((rng.random(count) < _CHANGED) & (status > 0))
    stamped = np.where(status == 2, finished, entered + 3_600)
    chunk.add(
        "taskhist",
        TaskHistNum=chunk.keys.take("taskhist", len(changed)),
        UserNumHist=one_of(rng, authors, len(changed)),
        DateTStamp=np.minimum(stamped[changed], site.last_second),
        TaskNum=numbers[changed],
        TaskListNum=np.where(
            rng.random(len(changed)) < 0.3,
            one_of(rng, site.inboxes, len(changed)),
            task_list[changed],
        ),
        KeyNum=key[changed],
        ObjectType=kind[changed],
        DateTimeEntry=fires[changed],
        UserNum=author[changed],
        PriorityDefNum=priority[changed],
        DateTimeOriginal=original[changed],
    )
    return numbers


def _write_notes(
    chunk: Chunk, rng: Generator, task: Ints, text: pa.Array, second: Ints, as_note: Ints
) -> Ints:
    numbers = chunk.keys.take("tasknote", len(as_note))
    chunk.add(
        "tasknote",
        TaskNoteNum=numbers,
        TaskNum=task,
        UserNum=one_of(rng, chunk.site.staff.collectors, len(as_note)),
        DateTimeNote=second[as_note],
        Note=text.take(pa.array(as_note)),
    )
    return numbers


def _write_plain_notes(chunk: Chunk, rng: Generator, task: Ints, day: Ints) -> None:
    blank = np.zeros(len(task), np.int64)
    day = np.minimum(day + rng.integers(0, 5, len(task)), chunk.site.as_of)
    told = Told(
        blank + topic_number("task_note"), day, blank, blank, blank + 5, blank + NO_DAY, blank
    )
    written = write_notes(chunk, rng, told)
    numbers = chunk.keys.take("tasknote", len(task))
    chunk.add(
        "tasknote",
        TaskNoteNum=numbers,
        TaskNum=task,
        UserNum=one_of(rng, chunk.site.staff.front_desk, len(task)),
        DateTimeNote=at_work(rng, day),
        Note=written.text,
    )
    chunk.remember(
        "note_truth",
        source_table=choose_text(["tasknote"], blank),
        source_id=numbers,
        contact_outcome=written.outcome,
        promised_amount=written.promised,
        promised_date=written.due,
        follow_up_date=written.follow_up,
        paid_amount=written.paid,
    )
