"""A command of `manage.py` that is killed, as a machine kills it, right before the database hears its Nth statement.

    python -m reporting.tests.killed_at N COMMAND …

SIGKILL leaves a process no last word: nothing is rolled back, released or written down by it. Statements are counted
from the first that concerns the runs of the statistics, and COMMIT is one of them. With N = 0 nothing is killed, and
the last line says how many there were.
"""

import os
import runpy
import signal
import sys
from pathlib import Path
from typing import Any

FIRST = "reporting_statisticsrun"


class Counter:
    """Counts statements, and kills this very process before one of them."""

    def __init__(self, deadly: int) -> None:
        self.deadly = deadly
        self.sent = 0

    def hear(self, sql: str) -> None:
        if not self.sent and FIRST not in sql:
            return
        self.sent += 1
        if self.sent == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    def __call__(self, execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        self.hear(sql)
        return execute(sql, parameters, many, context)


def main() -> None:
    counter = Counter(int(sys.argv[1]))
    import django
    from django.db import connection

    django.setup()
    commit = connection._commit

    def counted_commit() -> Any:
        counter.hear("COMMIT")
        return commit()

    connection._commit = counted_commit
    connection.execute_wrappers.append(counter)
    sys.argv = ["manage.py", *sys.argv[2:]]
    runpy.run_path(str(Path(__file__).parents[2] / "manage.py"), run_name="__main__")
    sys.stderr.write(f"{counter.sent}\n")


if __name__ == "__main__":
    main()
