"""What MySQL can hold and other databases cannot, and who may read it."""

from __future__ import annotations

import random
import re
import struct
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from python_helpers.errors import UserError
from python_helpers.load import connect, load
from python_helpers.load.mysql_session import MySQLAddress, MySQLSession
from python_helpers.opendental.catalog import CATALOG
from python_helpers.settings import Target
from python_helpers.tests.load.sources import change, source_rows
from python_helpers.tests.load.targets import postgres_rows, query, raw_rows
from python_helpers.tests.opendental_schema import create_tables
from python_helpers.tests.servers import MariaDBServer, PostgresServer, own_mariadb

pytestmark = pytest.mark.servers

TEXTS = [
    *("", None, '"', '""', "a,b", "line\nline\r\n", "\\", "\\N", "'", "\t", "%s"),
    *("Zoë 😀 漢", "a\0b"),
]


@pytest.fixture
def office(mariadb_server: MariaDBServer, mariadb_database: str) -> str:
    """The declared tables with all their columns, empty."""
    with closing(mariadb_server.connect(mariadb_database)) as connection:
        create_tables(connection, "InnoDB", frozenset(CATALOG))
    return mariadb_database


def test_dates_that_no_calendar_has_are_null(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    change(
        mariadb_server,
        office,
        "insert into patient (PatNum, Birthdate, DateTimeDeceased) values "
        "(1, '0000-00-00', '0000-00-00 00:00:00'), (2, '2020-00-15', '2020-01-00 10:00:00'), "
        "(3, '2021-02-31', '2021-02-31 01:02:03'), (4, null, null), "
        "(5, '0001-01-01', '0001-01-01 00:00:00'), (6, '9999-12-31', '9999-12-31 23:59:59')",
    )

    load(mariadb_server.url(office), 0, Target.duckdb)

    assert query(
        duckdb_file, "select birthdate, datetimedeceased from opendental.patient order by patnum"
    ) == [
        (None, None),
        (None, None),
        (None, None),
        (None, None),
        (date(1, 1, 1), datetime(1, 1, 1)),
        (date(9999, 12, 31), datetime(9999, 12, 31, 23, 59, 59)),
    ]


def test_text_comes_whole_on_both_targets(
    mariadb_server: MariaDBServer,
    postgres_server: PostgresServer,
    office: str,
    duckdb_file: Path,
    postgres_database: str,
) -> None:
    with closing(mariadb_server.connect(office)) as connection, connection.cursor() as cursor:
        cursor.execute("alter table commlog modify Note mediumtext character set utf8mb4")
        cursor.execute("alter table tasknote modify Note text character set latin1")
        for key, text in enumerate(TEXTS, 1):
            cursor.execute("insert into commlog (CommlogNum, Note) values (%s, %s)", (key, text))
        cursor.execute("insert into tasknote (TaskNoteNum, Note) values (1, 'caf\u00e9')")

    load(mariadb_server.url(office), 0, Target.duckdb)
    load(mariadb_server.url(office), 0, Target.postgres)

    expected = [(text and text.replace("\0", ""),) for text in TEXTS]
    notes = query(duckdb_file, "select note from opendental.commlog order by commlognum")
    assert notes == expected
    assert raw_rows(duckdb_file, "commlog") == postgres_rows(
        postgres_server, postgres_database, "commlog"
    )
    assert query(duckdb_file, "select note from opendental.tasknote") == [("café",)]


def test_doubles_come_to_the_last_bit(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    chance = random.Random(7)
    doubles = [0.1, 1 / 3, 1e22, 5e-324, 1.7976931348623157e308, 123456789012345.67, -0.005]
    while len(doubles) < 2000:
        (value,) = struct.unpack("<d", chance.randbytes(8))
        if abs(value) < 1.7e308:
            doubles.append(value)
    with closing(mariadb_server.connect(office)) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "insert into adjustment (AdjNum, AdjAmt) values (%s, %s)", list(enumerate(doubles, 1))
        )

    load(mariadb_server.url(office), 0, Target.duckdb)

    assert [
        row[0]
        for row in query(duckdb_file, "select adjamt from opendental.adjustment order by adjnum")
    ] == doubles


def test_tinyint_1_stays_a_number(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    change(
        mariadb_server,
        office,
        "alter table patient modify TxtMsgOk tinyint(1)",
        "insert into patient (PatNum, TxtMsgOk) values (1, 0), (2, 1), (3, 2), (4, null)",
    )

    load(mariadb_server.url(office), 0, Target.duckdb)

    assert query(duckdb_file, "select txtmsgok from opendental.patient order by patnum") == [
        (0,),
        (1,),
        (2,),
        (None,),
    ]


def test_random_and_sparse_keys(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from python_helpers.load import mysql_source

    monkeypatch.setattr(mysql_source, "KEYS_PER_READ", 7)
    monkeypatch.setattr(mysql_source, "ROWS_PER_READ", 1000)
    chance = random.Random(3)
    keys = sorted({chance.randrange(1, 2**63) for _ in range(100)} | {-5, 2**63 - 1})
    values = ", ".join(f"({key}, 'P{key}')" for key in keys)
    change(mariadb_server, office, f"insert into patient (PatNum, LName) values {values}")
    load(mariadb_server.url(office), 0, Target.duckdb)
    change(mariadb_server, office, f"delete from patient where PatNum in ({keys[3]}, {keys[-1]})")

    load(mariadb_server.url(office), 0, Target.duckdb)

    assert len(raw_rows(duckdb_file, "patient")) == len(keys) - 2
    assert raw_rows(duckdb_file, "patient") == source_rows(
        mariadb_server, office, CATALOG["patient"]
    )
    with pytest.raises(UserError, match="patient has PatNum of 10\\^12 or more"):
        load(mariadb_server.url(office), 1, Target.duckdb, accept_source=True)


def test_a_column_of_another_type_is_named_without_its_values(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    change(
        mariadb_server,
        office,
        "alter table patient modify BillingType varchar(50)",
        "insert into patient (PatNum, BillingType) values (1, 'Invented Person')",
    )

    with pytest.raises(UserError, match="table patient: BillingType does not hold") as failure:
        load(mariadb_server.url(office), 0, Target.duckdb)

    assert "Invented" not in str(failure.value)


def test_the_session_cannot_write(mariadb_server: MariaDBServer, office: str) -> None:
    session = MySQLSession(MySQLAddress.parse(mariadb_server.url(office)))
    with closing(session), pytest.raises(UserError, match="error 1792"):
        session.rows("insert into patient (PatNum) values (1)")


def test_a_damaged_table_is_named_with_the_mend(tmp_path: Path, duckdb_file: Path) -> None:
    with own_mariadb() as server, server.temporary_database() as name:
        with closing(server.connect(name)) as connection, connection.cursor() as cursor:
            create_tables(connection, "MyISAM", frozenset({"patient", "procedurelog"}))
            create_tables(connection, "InnoDB", frozenset({"preference"}))
            cursor.execute("insert into patient (PatNum, LName) values (1, 'Invented')")
            cursor.execute("flush tables")
            cursor.execute("select @@datadir")
            ((folder,),) = cursor.fetchall()
        # the mark that a table bears when the power went while it was written
        with Path(folder, name, "patient.MYI").open("r+b") as index:
            index.seek(26)
            index.write(bytes([2]))

        with pytest.raises(UserError, match=r"table patient is damaged .* REPAIR TABLE") as told:
            load(server.url(name), 0, Target.duckdb)

    assert "Invented" not in str(told.value)


@pytest.fixture
def reader(mariadb_server: MariaDBServer, office: str) -> Iterator[str]:
    """A user with a password and no rights."""
    name = f"r_{office.removeprefix('dental_test_')}"
    change(mariadb_server, office, f"create user '{name}'@'%' identified by 'right'")
    yield name
    change(mariadb_server, office, f"drop user '{name}'@'%'")


def test_the_printed_grants_are_enough_and_no_more(
    mariadb_server: MariaDBServer,
    office: str,
    reader: str,
    duckdb_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change(
        mariadb_server,
        office,
        "insert into patient (PatNum, LName, SSN) values (1, 'Invented', '000-00-0000')",
        "alter table patient drop column ShortCodeOptIn",
        "insert into preference (PrefNum, PrefName, ValueString) values "
        "(1, 'DataBaseVersion', '24.3.10.0'), (2, 'PayPlansVersion', '2'), (3, 'Unrelated', 'x')",
        "insert into clinic (ClinicNum, Abbr, IsHidden) values (1, 'North', 0), (2, 'Old', 1)",
    )
    before_grants = connect(mariadb_server.url(office))
    assert before_grants.can_write
    assert before_grants.opendental_version == "24.3.10.0"
    assert before_grants.preferences == (("DataBaseVersion", "24.3.10.0"), ("PayPlansVersion", "2"))
    assert before_grants.clinics == ("North",)
    assert before_grants.engines == ("InnoDB",)
    printed = StringIO()
    Console(file=printed, width=80).print(before_grants)
    grants = re.findall(r"^GRANT [^;]*;", printed.getvalue(), re.MULTILINE)
    assert len(grants) == len(CATALOG)
    assert "IDENTIFIED BY" not in printed.getvalue(), "a password is no matter for a report"
    made, *statements = before_grants.grants
    assert re.fullmatch(
        r"CREATE USER IF NOT EXISTS 'dental_collections'@'\S+' IDENTIFIED BY .*;", made
    )
    assert statements == [" ".join(grant.split()) for grant in grants]
    recipient = "'dental_collections'@'127.0.0.1'"
    change(
        mariadb_server,
        office,
        *(grant.replace(recipient, f"'{reader}'@'%'") for grant in grants),
    )
    monkeypatch.setenv("OPENDENTAL_PASSWORD", "right")
    url = mariadb_server.url(office, reader)

    report = connect(url)
    load(url, 0, Target.duckdb)

    assert not report.can_write
    assert report.missing_tables == ()
    assert report.missing_columns == ("patient.ShortCodeOptIn",)
    # a preference that nothing reads comes without its value
    assert [row[2:] for row in raw_rows(duckdb_file, "preference")] == [
        ("DataBaseVersion", "24.3.10.0"),
        ("PayPlansVersion", "2"),
        ("Unrelated", None),
    ]
    for name in ("commlog", "clinic"):
        assert raw_rows(duckdb_file, name) == source_rows(mariadb_server, office, CATALOG[name])
    assert query(duckdb_file, "select lname from opendental.patient") == [("Invented",)]
    session = MySQLSession(MySQLAddress.parse(url))
    with closing(session), pytest.raises(UserError, match="may not read"):
        session.rows("select SSN from patient")


def test_wrong_logins_are_one_clear_line(
    mariadb_server: MariaDBServer,
    office: str,
    reader: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = mariadb_server.url(office, reader)
    secret = tmp_path / "secret.txt"
    secret.write_text("wrong-password\n", encoding="utf-8")
    monkeypatch.setenv("OPENDENTAL_PASSWORD_FILE", str(secret))
    told = {url: f"refused user {reader}"}
    _assert_told(told)

    secret.write_text("right\n", encoding="utf-8")
    _assert_told({url: f"no database {office} that user {reader} may read"})
    change(mariadb_server, office, f"grant select on `{office}`.* to '{reader}'@'%'")
    assert not connect(url).can_write

    secret.unlink()
    _assert_told({url: "OPENDENTAL_PASSWORD_FILE names"})
    monkeypatch.delenv("OPENDENTAL_PASSWORD_FILE")
    _assert_told(
        {
            mariadb_server.url("no_such_database"): "has no database no_such_database",
            mariadb_server.url("mysql"): "shows no table patient, procedurelog, preference",
            "mysql://root@127.0.0.1:1/opendental": "cannot be reached",
            "mysql://root@no-such-host.invalid/opendental": "cannot be reached",
            mariadb_server.url(office)
            + "?ca=nowhere.pem&tls=verify": "ca=nowhere.pem cannot be read",
            "data/practice": "connect checks a database",
        }
    )


def test_tls_is_verified_unless_told_otherwise(tmp_path: Path) -> None:
    _make_certificate(tmp_path)
    options = (f"--ssl-cert={tmp_path / 'server.pem'}", f"--ssl-key={tmp_path / 'key.pem'}")
    with ExitStack() as stack:
        server = stack.enter_context(own_mariadb(*options))
        name = stack.enter_context(server.temporary_database())
        with closing(server.connect(name)) as connection:
            create_tables(
                connection, "MyISAM", frozenset({"patient", "procedurelog", "preference"})
            )
        url = server.url(name)
        authority = (tmp_path / "server.pem").as_posix()

        assert connect(f"{url}?tls=verify&ca={authority}").encrypted
        assert connect(f"{url}?tls=skip-verify").encrypted
        assert not connect(f"{url}?tls=off").encrypted
        _assert_told({f"{url}?tls=verify": "offers no TLS that can be verified"})


def test_a_server_without_tls_is_refused_when_tls_is_asked_for(
    mariadb_server: MariaDBServer, office: str
) -> None:
    _assert_told(
        {
            f"{mariadb_server.url(office)}?tls={mode}": "offers no TLS"
            for mode in ("verify", "skip-verify")
        }
    )


def test_only_loopback_may_do_without_tls() -> None:
    assert MySQLAddress.parse("mysql://u@127.0.0.1/db").tls == "off"
    assert MySQLAddress.parse("mysql://u@[::1]:3307/db").tls == "off"
    assert MySQLAddress.parse("mysql://u@server.clinic.example/db").tls == "verify"
    assert MySQLAddress.parse("mysql://u@localhost.clinic.example/db").tls == "verify"


def _assert_told(expected: dict[str, str]) -> None:
    for url, words in expected.items():
        with pytest.raises(UserError) as failure:
            connect(url)
        message = str(failure.value)
        assert words in message
        assert "\n" not in message and "wrong-password" not in message


def _make_certificate(folder: Path) -> None:
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            "key.pem",
            "-out",
            "server.pem",
        ],
        check=True,
        capture_output=True,
        cwd=folder,
    )
