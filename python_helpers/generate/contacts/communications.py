"""Contacts written down: commlogs, messages, tasks and task notes, with their truth."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from python_helpers.generate.calendar import BLANK_SECOND, Ints, on_business_day
from python_helpers.generate.chunk import Chunk, at_work, one_of
from python_helpers.generate.columns import choose_text
from python_helpers.generate.contacts.log import Contacts
from python_helpers.generate.contacts.notes import (
    Told,
    Written,
    remember_truth,
    topic_number,
    topics,
    write_notes,
)
from python_helpers.generate.contacts.tasks import write_tasks
from python_helpers.generate.laws import draw_kind
from python_helpers.generate.people.families import People
from python_helpers.generate.site.practice import Category

# Topics that are not about an owed balance fill up the log: share of the filling.
_OTHER_TOPICS: Final = {
    "appointment": 0.20, "recall": 0.08, "clinical": 0.16, "benefits": 0.13, "office": 0.10,
    "appointment_text": 0.25, "reply_text": 0.08,
}  # fmt: skip
_TEXT_TOPICS: Final = ("appointment_text", "reply_text")
_MODE: Final = {"phone": 3, "text_out": 5, "text_in": 5, "text_auto": 5, "email": 1, "mail": 2,
                "in_person": 4, "none": 0}  # fmt: skip
_AS_TASK, _AS_TASK_NOTE = 0.10, 0.035  # of contacts by phone: written into a task instead
_NO: Final = 2
_BOUNCED: Final = 0.10
COMMLOG, TASK, TASK_NOTE = range(3)
SOURCES: Final = ("commlog", "task", "tasknote")
_COMM_TYPES: Final = {"appointment": "appointment", "recall": "recall", "clinical": "clinical",
                      "benefits": "insurance", "office": "misc", "appointment_text": "text",
                      "reply_text": "text"}  # fmt: skip


def write_contacts(chunk: Chunk, people: People, contacts: Contacts) -> None:
    """Write all contacts, filled up with the notes of any office, and remember the truth."""
    rng = chunk.rng("communications")
    _fill(chunk, rng, people, contacts)
    listed = contacts.all()
    count = contacts.count
    told = Told(*(listed[name] for name in Told.__slots__))
    written = write_notes(chunk, rng, told)
    modes = np.array([_MODE[topic.mode] for topic in topics().values()])[told.topic]
    by_phone = (modes == _MODE["phone"]) & (listed["episode"] >= 0)
    roll = rng.random(count)
    place = np.where(by_phone & (roll < _AS_TASK), TASK, COMMLOG)
    place = np.where(by_phone & (roll > 1 - _AS_TASK_NOTE), TASK_NOTE, place)
    source_id = np.zeros(count, np.int64)
    second = at_work(rng, told.day)
    at = np.flatnonzero(place == COMMLOG)
    source_id[at] = _write_commlogs(chunk, rng, people, listed, written, at, second[at])
    task_ids, note_ids = write_tasks(
        chunk, rng, people, listed["patient"], written.text, second,
        np.flatnonzero(place == TASK), np.flatnonzero(place == TASK_NOTE),
    )  # fmt: skip
    source_id[place == TASK] = task_ids
    source_id[place == TASK_NOTE] = note_ids
    remember_truth(chunk, choose_text(SOURCES, place), source_id, written)
    chunk.remember("contact_source", place=place, source_id=source_id)


def _fill(chunk: Chunk, rng: Generator, people: People, contacts: Contacts) -> None:
    site = chunk.site
    wanted = round(site.densities.commlogs * len(people.number) * site.options.years)
    missing = max(wanted - contacts.count, len(people.number) // 10)
    active = np.flatnonzero((people.visits_weight > 0) & (people.arrived < site.as_of))
    patient = one_of(rng, active, missing)
    first = np.maximum(people.arrived[patient], site.first_day)
    last = np.maximum(np.minimum(people.left[patient], site.as_of), first)
    day = on_business_day(first + (rng.random(missing) * (last - first)).astype(np.int64))
    day = np.minimum(day, site.as_of)
    drawn = draw_kind(rng, _OTHER_TOPICS, missing)
    by_text = np.isin(drawn, [list(_OTHER_TOPICS).index(name) for name in _TEXT_TOPICS])
    drawn = np.where(by_text & ~people.can_text[patient], 0, drawn)
    topic = np.array([topic_number(name) for name in _OTHER_TOPICS])[drawn]
    contacts.add(topic, -1, patient, day)


def _write_commlogs(
    chunk: Chunk,
    rng: Generator,
    people: People,
    listed: dict[str, Ints],
    written: Written,
    at: Ints,
    second: Ints,
) -> Ints:
    site, count = chunk.site, len(at)
    numbers = chunk.keys.take("commlog", count)
    names = list(topics())
    mode_names = np.array([topic.mode for topic in topics().values()])[listed["topic"][at]]
    mode = np.array([_MODE[topic.mode] for topic in topics().values()])[listed["topic"][at]]
    automatic = mode_names == "text_auto"
    received = mode_names == "text_in"
    by_topic = np.array(
        [site.definition(Category.commlog, _COMM_TYPES.get(name, "financial")) for name in names]
    )
    misfiled = rng.random(count) < 0.12
    kind = np.where(
        misfiled, site.definition(Category.commlog, "misc"), by_topic[listed["topic"][at]]
    )
    is_text = mode == _MODE["text_out"]
    kind = np.where(is_text & ~misfiled, site.definition(Category.commlog, "text"), kind)
    direction = np.select(
        [received, mode == 0, mode == 4], [2, 0, 0], np.where(rng.random(count) < 0.15, 2, 1)
    )
    source = np.where(automatic, one_of(rng, [3, 4, 6], count), 0)
    collectors = np.concatenate([site.staff.collectors, site.staff.front_desk])
    user = np.where(automatic | received, 0, one_of(rng, collectors, count))
    patient = listed["patient"][at]
    ended = (mode == 3) & (rng.random(count) < 0.5)
    text = written.text.take(pa.array(at))
    chunk.add(
        "commlog",
        CommlogNum=numbers,
        PatNum=people.number[patient],
        CommDateTime=second,
        CommType=kind,
        Note=text,
        Mode_=mode,
        SentOrReceived=direction,
        UserNum=user,
        DateTimeEnd=np.where(ended, second + rng.integers(30, 900, count), BLANK_SECOND),
        CommSource=source,
        DateTEntry=np.minimum(second + rng.integers(0, 600, count), site.last_second),
    )
    _write_messages(chunk, rng, people, patient, numbers, text, second, mode_names)
    return numbers


def _write_messages(
    chunk: Chunk,
    rng: Generator,
    people: People,
    patient: Ints,
    commlog: Ints,
    text: pa.Array,
    second: Ints,
    mode: np.ndarray,
) -> None:
    """The text or e-mail itself, whose twin the commlog is."""
    site = chunk.site
    body = pc.replace_substring_regex(text, r"^Text message (sent|received): ", "")
    out = np.flatnonzero((mode == "text_out") | (mode == "text_auto"))
    about_money = mode[out] == "text_out"
    roll = rng.random(len(out))
    status = np.select([roll < 0.92, roll < 0.96, roll < 0.98], [2, 3, 4], 5)
    chunk.add(
        "smstomobile",
        SmsToMobileNum=chunk.keys.take("smstomobile", len(out)),
        PatNum=people.number[patient[out]],
        MsgType=np.where(
            about_money, one_of(rng, [11, 27, 27, 1], len(out)), one_of(rng, [3, 5, 6, 2], len(out))
        ),
        MsgText=body.take(pa.array(out)),
        SmsStatus=status,
        ClinicNum=site.clinics[people.clinic[patient[out]]],
        DateTimeSent=second[out],
        DateTimeTerminated=second[out] + rng.integers(1, 90, len(out)),
    )
    into = np.flatnonzero(mode == "text_in")
    stopped = pc.equal(body, "STOP").to_numpy(zero_copy_only=False)
    chunk.rows("patient")["TxtMsgOk"][patient[stopped]] = _NO
    ambiguous = rng.random(len(into)) < 0.04
    chunk.add(
        "smsfrommobile",
        SmsFromMobileNum=chunk.keys.take("smsfrommobile", len(into)),
        PatNum=np.where(ambiguous, 0, people.number[patient[into]]),
        ClinicNum=site.clinics[people.clinic[patient[into]]],
        CommlogNum=commlog[into],
        MsgText=body.take(pa.array(into)),
        DateTimeReceived=second[into],
        SmsStatus=(rng.random(len(into)) < 0.9).astype(int),
        MatchCount=np.where(ambiguous, 2, 1),
    )
    mailed = np.flatnonzero(mode == "email")
    failed = rng.random(len(mailed)) < _BOUNCED
    chunk.add(
        "emailmessage",
        EmailMessageNum=chunk.keys.take("emailmessage", len(mailed)),
        PatNum=people.number[patient[mailed]],
        PatNumSubj=people.number[patient[mailed]],
        Subject="Your statement",
        MsgDateTime=second[mailed],
        SentOrReceived=np.where(failed, 17, 1),
        UserNum=one_of(rng, site.staff.front_desk, len(mailed)),
        SecDateTEntry=second[mailed],
        MsgType="Statement",
        FailReason=choose_text(["", "Mailbox unavailable"], failed.astype(int)),
    )
