"""The project runs on Linux, macOS and Windows, from a clone or a wheel, anywhere on the disk."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

from python_helpers.tests.portable_code import posix_only, without_encoding

PROJECT = Path(__file__).parents[3]
PACKAGE = PROJECT / "python_helpers"
LARGEST_FILE = 5_000_000


def tracked_files() -> list[str]:
    """What a clone would hold, besides what is new and not ignored."""
    if not (PROJECT / ".git").exists():
        pytest.skip("not a clone: git's list of files is not there")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    return [name for name in listed.split("\0") if name and (PROJECT / name).is_file()]


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("find", [posix_only, without_encoding])
def test_no_module_depends_on_the_system(find: Callable[[str], list[str]]) -> None:
    found = {path.relative_to(PROJECT).as_posix(): find(read(path)) for path in modules()}
    assert {name: uses for name, uses in found.items() if uses} == {}


@pytest.mark.parametrize(
    "code",
    [
        "import fcntl",
        "def lock():\n    import fcntl",
        "from os import fork",
        "import os\nos.getuid()",
        "import signal\nsignal.SIGKILL",
        "def stop():\n    import os\n    os.kill(1, 9)",
        "import subprocess\nsubprocess.run('ls', shell=True)",
        "import subprocess\nsubprocess.Popen(['a'], start_new_session=True)",
    ],
)
def test_what_windows_lacks_is_found(code: str) -> None:
    assert posix_only(code)


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.replace('a', 'b')",
        "def wait():\n    if sys.platform != 'win32':\n        os.wait4(1, 0)",
    ],
)
def test_what_asks_for_the_system_first_may_use_it(code: str) -> None:
    assert posix_only(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "open('a')",
        "open('a', 'w')",
        "Path('a').open()",
        "Path('a').open('w', newline='')",
        "Path('a').read_text()",
        "Path('a').write_text('b')",
        "tempfile.NamedTemporaryFile('w')",
        "subprocess.run(['a'], text=True)",
    ],
)
def test_text_in_the_systems_own_encoding_is_found(code: str) -> None:
    assert without_encoding(code)


@pytest.mark.parametrize(
    "code",
    [
        "open('a', 'rb')",
        "Path('a').open('wb')",
        "open('a', encoding='utf-8')",
        "Path('a').write_text('b', 'utf-8')",
        "tempfile.NamedTemporaryFile()",
        "subprocess.run(['a'], capture_output=True)",
    ],
)
def test_bytes_and_stated_encodings_are_let_pass(code: str) -> None:
    assert without_encoding(code) == []


def test_time_zones_do_not_come_from_the_system() -> None:
    code = "from python_helpers.settings import as_of_date, practices; as_of_date(); practices()"
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env=os.environ | {"PYTHONTZPATH": ""},
        check=True,
    )
    dependencies = pyproject()["project"]["dependencies"]
    assert any(name.startswith("tzdata") for name in dependencies)


def pyproject() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(read(PROJECT / "pyproject.toml"))


def test_no_file_is_large() -> None:
    large = [name for name in tracked_files() if (PROJECT / name).stat().st_size > LARGEST_FILE]
    assert large == []


def test_file_names_are_good_on_every_system() -> None:
    names = tracked_files()
    reserved = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
    bad = [
        name
        for name in names
        if len(name) > 160
        or re.search(r'[<>:"|?*\\]', name)
        or any(reserved.fullmatch(part) or part.endswith((" ", ".")) for part in name.split("/"))
    ]
    assert bad == []
    lower = Counter(name.lower() for name in names)
    assert [name for name, times in lower.items() if times > 1] == []


def test_no_file_names_a_machine() -> None:
    machine = re.compile(
        r"(?<![\w.:/}\]-])/(home|Users|root|work|mnt|private)/\w|\b[A-Z]:\\+Users\\|\.\./shared\b"
    )
    found = [
        f"{name}:{number}"
        for name in tracked_files()
        if PurePosixPath(name).name != Path(__file__).name
        for number, line in enumerate(
            (PROJECT / name).read_bytes().decode("utf-8", errors="replace").splitlines(), start=1
        )
        if machine.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_holds_names_and_versions_only(name: str) -> None:
    lines = read(PROJECT / name).splitlines()
    line = re.compile(r"[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==[\w.!+]+( ; .+)?")
    assert [text for text in lines if not line.fullmatch(text)] == []


def test_the_lock_files_agree_and_hold_every_direct_dependency() -> None:
    default, everything = (
        {line.partition(" ;")[0] for line in read(PROJECT / name).splitlines()}
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert default - everything == set()
    project = pyproject()["project"]
    assert direct(project["dependencies"]) - direct(default) == set()
    extras = [name for group in project["optional-dependencies"].values() for name in group]
    assert direct(extras) - direct(everything) == set()


def direct(requirements: Iterable[str]) -> set[str]:
    """The packages' names without extras and versions."""
    return {re.split(r"[^\w.-]", text, maxsplit=1)[0] for text in requirements}


def test_make_only_calls_the_projects_own_commands() -> None:
    recipes = [
        line.strip() for line in read(PROJECT / "Makefile").splitlines() if line.startswith("\t")
    ]
    own = re.compile(
        r"@?(\$\(BIN\)/|\$\(MAKE\) |test -x \$\(BIN\)|touch \$@|rm -rf target )"
        r"|@grep .*MAKEFILE_LIST"
    )
    assert [line for line in recipes if not own.match(line)] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names of all files in the wheel that `pip install .` makes."""
    pytest.importorskip("pip", reason="the wheel is built by pip")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(
        PACKAGE, source / "python_helpers", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(PROJECT / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps"]
    command += ["--no-build-isolation", "--wheel-dir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with ZipFile(built) as archive:
        return archive.namelist()


def test_the_wheel_carries_every_file_that_the_code_reads(wheel: list[str]) -> None:
    files = [path.relative_to(PROJECT) for path in PACKAGE.rglob("*") if path.is_file()]
    needed = {path.as_posix() for path in files if not {"__pycache__", "tests"} & set(path.parts)}
    assert "python_helpers/opendental/tables.yml" in needed
    assert needed - set(wheel) == set()


def test_the_wheel_leaves_the_tests_out(wheel: list[str]) -> None:
    assert [name for name in wheel if name.startswith("python_helpers/tests/")] == []
