"""The files of this repository, for tests that hold them to the rules of the house."""

import ast
import subprocess
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = ("agencies", "accounts", "procedures", "dossiers", "exchange", "reporting", "portal")


@cache
def our_files() -> tuple[Path, ...]:
    """Return the files of the project, those not yet committed too."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name for name in sorted(listed.stdout.decode().split("\0")) if name)
    return tuple(path for path in paths if path.is_file())


def modules(*, with_tests: bool = False) -> list[Path]:
    """Return our Python modules, without migrations."""
    return [
        path
        for path in our_files()
        if path.suffix == ".py"
        and "migrations" not in path.parts
        and (with_tests or not ({"tests"} & set(path.parts) or path.name == "conftest.py"))
    ]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
