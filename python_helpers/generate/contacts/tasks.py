"""Tasks on role lists and inboxes, about patients, appointments or nothing; notes and history."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from python_helpers.generate.calendar import BLANK_SECOND, DAY_SECONDS, Ints
from python_helpers.generate.chunk import Chunk, at_work, one_of
from python_helpers.generate.columns import choose_text
from python_helpers.generate.contacts.notes import Told, remember_truth, topic_number, write_notes
from python_helpers.generate.contacts.phrases import assemble
from python_helpers.generate.people.families import People
from python_helpers.generate.site.campaigns import RUNNING_LIST, in_running_campaign
from python_helpers.generate.site.practice import NO_DAY, Category

_NEW, _VIEWED, _DONE = 0, 1, 2
_DONE_SHARE: Final = 0.78
_VIEWED_SHARE: Final = 0.6  # of those not done
_REOPENED: Final = 0.02  # of those not done
_DAYS_TO_DO: Final = 4
_IN_INBOX: Final = 0.35
_ARCHIVED: Final = 0.01  # of tasks: on an archived list
_BLANK_ORIGINAL: Final = 0.05  # of tasks: from before DateTimeOriginal existed
_REMINDERS: Final = 0.05
_REMINDER_GROUPS: Final = 1_000
_REMINDER_TYPES: Final = (2_048, 4, 18)  # once, monthly, weekly on Mondays
_WEEKLY: Final = 2
_REASSIGNED: Final = 0.3
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
    remember_truth(chunk, choose_text(["task"], blank), asked_number, asked)
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
    """Write task and taskhist; `about` is the patient where `kind` says so. Returns TaskNum."""
    site, count = chunk.site, len(text)
    numbers = chunk.keys.take("task", count)
    appointment = one_of(rng, chunk.rows("appointment")["AptNum"], count)
    key = np.select([kind == 1, kind == 2], [people.number[about], appointment], 0)
    reminder = ~is_money & (rng.random(count) < _REMINDERS)
    template = ~is_money & ~reminder & (rng.random(count) < _TEMPLATES)
    fires = entered + np.where(reminder, rng.integers(1, 90, count) * DAY_SECONDS, 0)
    status, finished = _progress(rng, entered, fires, site.last_second)
    authors = np.concatenate([site.staff.front_desk, site.staff.collectors, site.staff.managers])
    shared = {
        "TaskNum": numbers,
        "TaskListNum": np.where(template, 0, _assigned(chunk, rng, is_money, entered)),
        "KeyNum": np.where(template, 0, key),
        "ObjectType": np.where(template, 0, kind),
        "DateTimeEntry": fires,
        "UserNum": one_of(rng, authors, count),
        "PriorityDefNum": _priority(chunk, rng, reminder),
        "DateTimeOriginal": np.where(rng.random(count) < _BLANK_ORIGINAL, BLANK_SECOND, entered),
    }
    group = np.where(reminder, 1 + numbers % _REMINDER_GROUPS, 0)
    chunk.add(
        "task",
        **shared,
        Descript=text,
        TaskStatus=np.where(template, _NEW, status),
        IsRepeating=template.astype(int),
        DateType=np.where(template, _WEEKLY, 0),
        DateTimeFinished=finished,
        ReminderGroupId=choose_text(["", *(f"R{i:05d}" for i in range(_REMINDER_GROUPS))], group),
        ReminderType=np.where(reminder, one_of(rng, _REMINDER_TYPES, count), 0),
        ReminderFrequency=reminder.astype(int),
    )
    changed = np.flatnonzero((rng.random(count) < _CHANGED) & (status > _NEW))
    last = np.where(status == _DONE, finished, np.minimum(entered + 3_600, site.last_second))
    before = {name: column[changed] for name, column in shared.items()}
    reassigned = rng.random(len(changed)) < _REASSIGNED
    before["TaskListNum"] = np.where(
        reassigned, one_of(rng, site.inboxes, len(changed)), before["TaskListNum"]
    )
    chunk.add(
        "taskhist",
        **before,
        TaskHistNum=chunk.keys.take("taskhist", len(changed)),
        UserNumHist=one_of(rng, authors, len(changed)),
        DateTStamp=last[changed],
    )
    return numbers


def _progress(rng: Generator, entered: Ints, fires: Ints, now: int) -> tuple[Ints, Ints]:
    """TaskStatus and DateTimeFinished, which stays where a task was opened again."""
    count = len(entered)
    viewed = np.where(rng.random(count) < _VIEWED_SHARE, _VIEWED, _NEW)
    status = np.where(rng.random(count) < _DONE_SHARE, _DONE, viewed)
    status = np.where(fires > now, _NEW, status)
    took = rng.exponential(_DAYS_TO_DO * DAY_SECONDS, count).astype(np.int64) + 600
    ended = np.where(status == _DONE, np.maximum(entered + took, fires), BLANK_SECOND)
    reopened = (status != _DONE) & (fires <= now) & (rng.random(count) < _REOPENED)
    return status, np.minimum(np.where(reopened, entered + 900, ended), now)


def _assigned(chunk: Chunk, rng: Generator, is_money: np.ndarray, entered: Ints) -> Ints:
    """The list that each task sits in: a role's, a campaign's or somebody's inbox."""
    lists, count = chunk.site.task_lists, len(is_money)
    for_money = [lists[name] for name in ("Collections", "Billing", "Office Manager")]
    for_others = [lists[name] for name in ("Front Desk", "Insurance Follow-up", "Hygiene")]
    role = np.where(is_money, one_of(rng, for_money, count), one_of(rng, for_others, count))
    in_drive = in_running_campaign(chunk.site.as_of, entered // DAY_SECONDS)
    role = np.where(in_drive & is_money, lists[RUNNING_LIST], role)
    roll = rng.random(count)
    inbox = one_of(rng, chunk.site.inboxes, count)
    return np.select([roll < _IN_INBOX, roll > 1 - _ARCHIVED], [inbox, lists["zOld Tasks"]], role)


def _priority(chunk: Chunk, rng: Generator, reminder: np.ndarray) -> Ints:
    slugs = ("normal", "normal", "high", "urgent")
    usual = [chunk.site.definition(Category.priority, slug) for slug in slugs]
    own = chunk.site.definition(Category.priority, "reminder")
    return np.where(reminder, own, one_of(rng, usual, len(reminder)))


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
    remember_truth(chunk, choose_text(["tasknote"], blank), numbers, written)
