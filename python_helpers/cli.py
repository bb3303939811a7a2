"""The command line, `dental-collections`: each command is a few lines over what does the work."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from python_helpers.errors import UserError
from python_helpers.settings import Target, as_of_date, project_dir

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="What a dental practice is owed: equal to OpenDental's own balances, to the cent.",
)
console = Console(highlight=False)

TargetOption = Annotated[Target, typer.Option(help="The engine of the warehouse.")]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day that every 'today' means."),
]


class Profile(StrEnum):
    """Kinds of practice that the generator knows."""

    general = "general"
    ortho = "ortho"


@app.command()
def demo(as_of: AsOfOption = None) -> None:
    """Generate a sample practice, load it, build the warehouse and print what it says."""
    from python_helpers.demo import run_demo

    run_demo(as_of_date(as_of), console)


@app.command()
def setup() -> None:
    """Fill dbt_packages/ with dbt_utils: from the hub, else from the stand-in."""
    from python_helpers.dbt.packages import ensure_dbt_packages

    ensure_dbt_packages()


@app.command()
def generate(
    out: Annotated[Path, typer.Option(help="Folder to write; one Parquet file a table.")],
    patients: Annotated[int, typer.Option(min=1)] = 2500,
    years: Annotated[int, typer.Option(min=1)] = 5,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    as_of: AsOfOption = None,
    profile: Annotated[
        Profile, typer.Option(help="General dentistry or orthodontics.")
    ] = Profile.general,
    pay_plans_version: Annotated[
        int, typer.Option(min=1, max=4, help="OpenDental's preference PayPlansVersion.")
    ] = 2,
    aging_proc_lifo: Annotated[
        bool, typer.Option(help="OpenDental's preference AgingProcLifo.")
    ] = True,
    truth: Annotated[
        bool,
        typer.Option(
            help="Also work out each family's balances, and store them as OpenDental does."
        ),
    ] = True,
) -> None:
    """Generate a sample practice: OpenDental's own tables, invented people, known truth."""
    from python_helpers.generate import Options
    from python_helpers.generate import generate as generate_practice

    summary = generate_practice(
        Options(
            patients=patients,
            years=years,
            seed=seed,
            as_of=as_of_date(as_of),
            out=out,
            profile=profile.value,
            pay_plans_version=pay_plans_version,  # type: ignore[arg-type]
            aging_proc_lifo=aging_proc_lifo,
            truth=truth,
        ),
        on_progress=console.print,
    )
    console.print(
        f"{sum(summary.rows.values()):,} rows in {len(summary.rows)} tables written to {out}"
    )


@app.command()
def connect(
    source: Annotated[str, typer.Option("--from", help="mysql://user@host:port/database")],
    sql: Annotated[
        bool,
        typer.Option(
            "--sql",
            help="Print only the statements that make a user for loads: CREATE USER, GRANT.",
        ),
    ] = False,
) -> None:
    """Check a login to OpenDental and say what loading it takes."""
    from python_helpers.load import connect as check_connection

    report = check_connection(source)
    if sql:
        typer.echo("\n".join(report.grants))
    else:
        console.print(report)


@app.command()
def load(
    source: Annotated[
        str,
        typer.Option("--from", help="Folder of Parquet files, or mysql://user@host:port/database"),
    ],
    practice: Annotated[
        int, typer.Option(min=0, help="practice_id, as in seeds/practices.csv.")
    ] = 0,
    target: TargetOption = Target.duckdb,
    full: Annotated[bool, typer.Option(help="Read everything, not just what changed.")] = False,
    accept_source: Annotated[
        bool,
        typer.Option(
            "--accept-source",
            help="The practice's rows may come from another database than before, and its "
            "number need not be in seeds/practices.csv.",
        ),
    ] = False,
) -> None:
    """Load a practice's OpenDental tables into the warehouse: all of them or none."""
    from python_helpers.load import load as load_practice

    load_practice(source, practice, target, full=full, accept_source=accept_source, console=console)


@app.command()
def notes(
    target: TargetOption = Target.duckdb,
    practice: Annotated[
        int | None, typer.Option(min=0, help="practice_id; every practice when not given.")
    ] = None,
    score: Annotated[
        Path | None,
        typer.Option(
            help="Only say how well notes are read: a labelled CSV or a generated folder."
        ),
    ] = None,
) -> None:
    """Read the notes that are new or changed since they were last read."""
    if score:
        from python_helpers.notes.score import score_file

        console.print(score_file(score))
        return
    from python_helpers.notes.facts import update_note_facts

    report = update_note_facts(target, practice)
    console.print(
        f"{report.notes_read:,} notes read, {report.facts_removed:,} facts removed, "
        f"{report.facts_total:,} there now"
    )


@app.command()
def check(
    target: TargetOption = Target.duckdb,
    as_of: AsOfOption = None,
    accept: Annotated[
        bool,
        typer.Option("--accept", help="What is there now is meant: later checks compare with it."),
    ] = False,
) -> None:
    """Judge the loaded tables before they are used. Exit code 8 when they must not be."""
    from python_helpers.quality import check as check_raw
    from python_helpers.quality import show
    from python_helpers.run.steps import ExitCode

    report = check_raw(target, as_of_date(as_of), accept=accept)
    show(report, console)
    if report.stops and not accept:
        raise typer.Exit(ExitCode.check_stopped)


@app.command()
def build(
    target: TargetOption = Target.duckdb,
    as_of: AsOfOption = None,
    select: Annotated[
        str | None, typer.Option(help="dbt selection; everything when not given.")
    ] = None,
    tests: Annotated[bool, typer.Option(help="Run the tests as well.")] = True,
    full_refresh: Annotated[
        bool, typer.Option(help="Rebuild incremental models from nothing.")
    ] = False,
) -> None:
    """Build the warehouse with dbt, and test it."""
    from python_helpers.dbt.runner import run_dbt
    from python_helpers.warehouse import require_loaded

    today = as_of_date(as_of) if as_of else None
    require_loaded(target)
    arguments = ["build"]
    if select:
        arguments += ["--select", *select.split()]
    if not tests:
        arguments += ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    if full_refresh:
        arguments.append("--full-refresh")
    run_dbt(arguments, target, today)


@app.command()
def marts(target: TargetOption = Target.duckdb, as_of: AsOfOption = None) -> None:
    """Compute the marts that take statistics, after a build: efficiency and forecast."""
    from python_helpers.run.orchestrate import run_marts

    run_marts(target, as_of_date(as_of) if as_of else None, console)


@app.command()
def run(
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            help="Folder of Parquet files, or mysql://user@host:port/database; "
            "once for each practice, and none to build what is there.",
        ),
    ] = None,
    practice: Annotated[
        list[int] | None,
        typer.Option(min=0, help="practice_id of each --from, in the same order; 0 for one."),
    ] = None,
    target: TargetOption = Target.duckdb,
    as_of: AsOfOption = None,
) -> None:
    """Load, build, compute the Python marts and test, in one go. Exit codes: docs/scheduling.md."""
    from python_helpers.run.orchestrate import paired
    from python_helpers.run.orchestrate import run as run_all
    from python_helpers.run.steps import ExitCode
    from python_helpers.warehouse.lock import AlreadyRunningError

    pairs = paired(source or [], practice or [])
    today = as_of_date(as_of) if as_of else None
    try:
        code = run_all(target, pairs, today, console)
    except AlreadyRunningError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"error: {error}", markup=False)
        raise typer.Exit(ExitCode.already_running) from None
    if code:
        raise typer.Exit(int(code))


@app.command()
def report(
    target: TargetOption = Target.duckdb,
    as_of: AsOfOption = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write; data/report.html when not given.")
    ] = None,
    practice: Annotated[
        int | None, typer.Option(min=0, help="practice_id; every practice when not given.")
    ] = None,
) -> None:
    """Write one HTML page of the warehouse as built: to read, to send, to print."""
    from python_helpers.report import write_report

    path = write_report(target, as_of_date(as_of) if as_of else None, out, practice)
    console.print(f"open {path}", soft_wrap=True, markup=False)


@app.command()
def reconcile(
    target: TargetOption = Target.duckdb,
    against: Annotated[
        Path | None, typer.Option(help="An aging report exported from OpenDental, as CSV.")
    ] = None,
    practice: Annotated[
        int | None,
        typer.Option(min=0, help="Only this practice; needed with --against in a group."),
    ] = None,
) -> None:
    """Compare our balances with OpenDental's own. Exit code 1 when a difference is unexplained."""
    from python_helpers.reconcile import reconcile as reconcile_balances

    if not reconcile_balances(target, against, console, practice):
        raise typer.Exit(1)


@app.command()
def bench(
    sizes: Annotated[
        str, typer.Option(help="Patients, separated by commas.")
    ] = "5000,50000,250000",
    targets: Annotated[str, typer.Option(help="Engines, separated by commas.")] = "duckdb,postgres",
    out: Annotated[Path | None, typer.Option(help="Folder for the generated practices.")] = None,
    against: Annotated[
        str | None, typer.Option(help="A commit whose code is measured in turn with this one.")
    ] = None,
) -> None:
    """Measure load and build at several sizes, as ratios in one run."""
    from python_helpers.bench import run_bench

    try:
        patients = [int(size) for size in sizes.split(",")]
        engines = [Target(target.strip()) for target in targets.split(",")]
    except ValueError as error:
        raise UserError(
            f"--sizes {sizes} --targets {targets}: give numbers of patients and names of engines, "
            "each separated by commas"
        ) from error
    run_bench(patients, engines, out or project_dir() / "data" / "bench", console, against)


@app.command()
def docs(target: TargetOption = Target.duckdb) -> None:
    """Write dbt's documentation of every model and column as one page for the browser."""
    from python_helpers.dbt.runner import run_dbt, target_folder

    run_dbt(["docs", "generate", "--static"], target, quiet=True)
    console.print(f"open {target_folder(target) / 'static_index.html'}", soft_wrap=True)


@app.command()
def lint(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="SQL files or folders; all when not given.")
    ] = None,
) -> None:
    """Check the dbt project with sqlfluff and dbt-bouncer. Exit code 1 when a rule is broken."""
    from python_helpers.dbt.lint import lint as lint_project

    if not lint_project(paths or []):
        raise typer.Exit(1)


@app.command()
def check_dbt_utils(
    package: Annotated[
        Path | None, typer.Argument(help="Folder of the real dbt_utils; else dbt's hub is asked.")
    ] = None,
) -> None:
    """Compare the dbt_utils stand-in with the real package. Exit code 1 when they differ."""
    from python_helpers.dbt.utils_check import check_dbt_utils as check

    outcome = check(package)
    for name in outcome.different:
        console.print(f"differs: {name}")
    console.print(f"{len(outcome.compared)} tests compared, {len(outcome.different)} differ")
    if outcome.different:
        raise typer.Exit(1)


def main() -> None:
    """Entry point: what the user can put right is one line on standard error and exit code 2."""
    try:
        sys.exit(app(standalone_mode=False))
    except UserError as error:
        _stop(str(error))
    except typer.TyperException as error:
        _stop(error.format_message())
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)


def _stop(message: str) -> NoReturn:
    # without arguments there was help instead of a message
    if line := " ".join(message.split()):
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"error: {line}", markup=False)
    sys.exit(2)
