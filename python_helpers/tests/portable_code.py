"""Reads Python source for what runs on some systems only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

POSIX_MODULES = re.compile("fcntl|grp|posix|pty|pwd|readline|resource|syslog|termios|tty")
POSIX_NAMES = {
    "os": re.compile(
        "chown|chroot|fchmod|fork|forkpty|get(e?uid|e?gid|groups|loadavg|pgid|pgrp)|initgroups|"
        "kill|killpg|lchown|mkfifo|nice|openpty|pread|pwrite|sched_.*|set(e?uid|e?gid|pgid|sid)|"
        "statvfs|sync|sysconf|umask|uname|wait|wait3|wait4|waitid|O_NONBLOCK"
    ),
    "signal": re.compile("alarm|pause|setitimer|SIG(ALRM|CHLD|HUP|KILL|PIPE|QUIT|STOP|USR1|USR2)"),
    "time": re.compile("tzset"),
}
POSIX_ARGUMENTS = re.compile("preexec_fn|start_new_session|process_group|user|group|shell")
SUBPROCESS_CALLS = frozenset({"run", "Popen", "check_output", "check_call", "call"})
OTHERS_THAT_OPEN = frozenset({"gzip", "os", "tarfile", "webbrowser"})


def posix_only(source: str) -> list[str]:
    """Line and name of each use of what Windows lacks, or of a shell.

    A function that looks at the system first (sys.platform, os.name, hasattr) may use what it
    likes. Modules of POSIX's own may not be imported outside of such a function.
    """
    return [
        f"{getattr(node, 'lineno', 0)}: {name}"
        for node, functions in _with_functions(ast.parse(source), ())
        for name in _posix_names(node)
        if not _asks_for_the_system(functions)
    ]


def without_encoding(source: str) -> list[str]:
    """Line and name of each call that reads or writes text in the system's own encoding."""
    return [
        f"{node.lineno}: {_called(node)}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and _is_text(node) and not _has_encoding(node)
    ]


def _with_functions(
    node: ast.AST, around: tuple[ast.AST, ...]
) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    """Every node with the functions around it."""
    yield node, around
    inside = (*around, node) if isinstance(node, ast.FunctionDef) else around
    for child in ast.iter_child_nodes(node):
        yield from _with_functions(child, inside)


def _asks_for_the_system(functions: Sequence[ast.AST]) -> bool:
    text = " ".join(ast.unparse(function) for function in functions)
    return any(asked in text for asked in ("sys.platform", "os.name", "hasattr("))


def _posix_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if POSIX_MODULES.fullmatch(alias.name)]
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        if POSIX_MODULES.fullmatch(module):
            return [module]
        return [alias.name for alias in node.names if _lacks(module, alias.name)]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return [node.attr] if _lacks(node.value.id, node.attr) else []
    if isinstance(node, ast.Call) and _called(node) in SUBPROCESS_CALLS:
        given = [keyword.arg or "" for keyword in node.keywords]
        return [name for name in given if POSIX_ARGUMENTS.fullmatch(name)]
    return []


def _lacks(module: str, name: str) -> bool:
    return module in POSIX_NAMES and bool(POSIX_NAMES[module].fullmatch(name))


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _has_encoding(node: ast.Call) -> bool:
    return any(keyword.arg in {"encoding", None} for keyword in node.keywords)


def _is_text(node: ast.Call) -> bool:
    """Whether a call opens, reads or writes text, in a file or at a process."""
    name = _called(node)
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    if name in SUBPROCESS_CALLS:
        return bool({"text", "universal_newlines"} & given.keys())
    if name == "read_text":
        return not node.args
    if name == "write_text":
        return len(node.args) < 2
    if name == "open" and not _opens_something_else(node):
        position = 0 if isinstance(node.func, ast.Attribute) else 1
        return "b" not in _mode(node, given, position, "r")
    if name == "NamedTemporaryFile":
        return "b" not in _mode(node, given, 0, "w+b")
    return False


def _opens_something_else(node: ast.Call) -> bool:
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id in OTHERS_THAT_OPEN


def _mode(node: ast.Call, given: dict[str | None, ast.expr], position: int, default: str) -> str:
    mode = given.get("mode") or (node.args[position] if len(node.args) > position else None)
    return str(mode.value) if isinstance(mode, ast.Constant) else default
