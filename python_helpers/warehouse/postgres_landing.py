"""dlt's PostgreSQL destination, where empty text stays empty text and landing rows are not logged.

dlt's own copy job reads '' as null in every nullable column.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from dlt.destinations.impl.postgres.factory import postgres
from dlt.destinations.impl.postgres.postgres import PostgresClient, PostgresCsvCopyJob


class CopyJob(PostgresCsvCopyJob):
    """Copies a CSV file in which, as Arrow writes it, null is nothing and empty text two quotes."""

    def run(self) -> None:
        """Copy the file into its landing table, all or nothing."""
        client = self._job_client.sql_client
        table = client.make_qualified_table_name(self.load_table_name)
        with Path(self._file_path).open("rb") as file:
            (header,) = csv.reader([file.readline().decode("utf-8")])
            columns = ", ".join(client.escape_column_name(name) for name in header)
            copy = f"copy {table} ({columns}) from stdin with (format csv, encoding 'utf-8')"
            with client.begin_transaction(), client.native_connection.cursor() as cursor:
                cursor.copy_expert(copy, file, size=1 << 20)


class LandingClient(PostgresClient):
    """Creates unlogged tables and fills them by CopyJob."""

    def _make_create_table(self, qualified_name: str, table: Any) -> str:
        return f"create unlogged table {qualified_name}"

    def create_load_job(
        self, table: Any, file_path: str, load_id: str, restore: bool = False
    ) -> Any:
        """CopyJob for CSV, else what dlt does."""
        if file_path.endswith(".csv"):
            return CopyJob(file_path)
        return super().create_load_job(table, file_path, load_id, restore)


class LandingPostgres(postgres):
    """The destination that uses LandingClient."""

    @property
    def client_class(self) -> type[LandingClient]:
        """The client that dlt makes."""
        return LandingClient
