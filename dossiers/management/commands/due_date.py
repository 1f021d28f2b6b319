"""`manage.py due_date`: when a dossier is due, and why."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from agencies.calendar_library import days_to_begin_with
from agencies.calendars import calendar_of, national_days
from agencies.models import Agency
from agencies.worktime import VIETNAM, WorkCalendar, parse_sessions, weekdays_worked
from dossiers.deadlines.questions import Question, as_json, as_text, with_hours

USUAL_HOURS = "07:30-11:30,13:00-17:00"
"""What is worked where neither an agency nor hours are named and no calendar has been set up."""

YEARS_AHEAD = 5
COLUMNS = ("case_id", "start", "limit")

EXAMPLES = """
Ví dụ:
  manage.py due_date --start 2026-01-05T16:40 --limit "5 working_days" --explain
  manage.py due_date --start 2026-01-05T16:40 --limit "8 working_hours" --pause 2026-01-06T09:00/2026-01-08T14:00
  manage.py due_date --cases ho-so.csv --json
"""


class Command(BaseCommand):
    """Print the due moment in ISO 8601 with its offset, for one question or for a file of them."""

    help = "Tính ngày hẹn trả kết quả, kèm giải thích từng dòng." + EXAMPLES
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the question, or the file of questions."""
        parser.add_argument("--start", help="Thời điểm tiếp nhận (ISO 8601); không ghi múi giờ là giờ Việt Nam.")
        parser.add_argument(
            "--limit", help="“5 working_days”, “2 months”, “8 working_hours”, “10 calendar_days”, “same_day”."
        )
        parser.add_argument(
            "--pause", action="append", default=[], metavar="TỪ/ĐẾN", help="Khoảng tạm dừng; ghi nhiều lần được."
        )
        parser.add_argument(
            "--begins", default="", help="Thời điểm của sự kiện mà thời hạn tính từ đó, nếu không từ lúc tiếp nhận."
        )
        parser.add_argument("--agency", help="Mã định danh của cơ quan; bỏ trống: lịch chung.")
        parser.add_argument("--sessions", help="Giờ làm việc thay cho giờ của cơ quan, ví dụ 07:30-11:30,13:00-17:00.")
        parser.add_argument("--cases", metavar="TỆP.csv", help="Tệp có các cột case_id,start,limit,sessions,pauses.")
        parser.add_argument("--explain", action="store_true", help="In từng dòng giải thích.")
        parser.add_argument("--json", action="store_true", help="In JSON; với --cases, mỗi dòng một đối tượng.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer; a question that cannot be answered ends with a sentence and an exit code other than 0."""
        try:
            calendar = self._calendar(options["agency"], options["sessions"])
            if options["cases"]:
                self._answer_file(options, calendar)
            else:
                self._answer_one(options, calendar)
        except (ValueError, OverflowError) as error:
            raise CommandError(str(error)) from error

    def _answer_one(self, options: dict[str, Any], calendar: WorkCalendar) -> None:
        if not options["start"] or not options["limit"]:
            raise CommandError(
                "Ông/Bà ghi thời điểm tiếp nhận (--start) và thời hạn (--limit), hoặc một tệp (--cases)."
            )
        question = Question(options["start"], options["limit"], tuple(options["pause"]), begins=options["begins"])
        due = question.answer(calendar)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(due), ensure_ascii=False))
            return
        if options["explain"]:
            for line in as_text(due):
                self.stdout.write(line)
        self.stdout.write(due.at.isoformat())

    def _answer_file(self, options: dict[str, Any], calendar: WorkCalendar) -> None:
        refused = 0
        # Hours of their own stand for no particular agency, so only the nation's days go with them.
        of_hours = calendar if options["agency"] else self._national(options["sessions"] or USUAL_HOURS)
        for number, row in enumerate(_rows_of(options["cases"]), start=2):
            answer: dict[str, Any] = {"case_id": row["case_id"]}
            question = Question(
                row["start"] or "", row["limit"] or "", (row.get("pauses") or "",), row.get("sessions") or ""
            )
            try:
                answer |= as_json(question.answer(of_hours if question.sessions else calendar))
            except (ValueError, OverflowError) as error:
                refused += 1
                answer["error"] = str(error)
                self.stderr.write(f"Dòng {number} ({row['case_id']}): {error}")
            self._write_case(answer, options)
        if refused:
            raise CommandError(f"Có {refused} trường hợp không tính được.")

    def _write_case(self, answer: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        elif "due" in answer:
            self.stdout.write(f"{answer['case_id']} {answer['due']}")
            if options["explain"]:
                for line in answer["lines"]:
                    self.stdout.write(f"    {line['text']}")

    def _calendar(self, agency: str | None, sessions: str | None) -> WorkCalendar:
        """Return the agency's calendar, or the nation's with these hours, or the province's."""
        if agency:
            calendar = _calendar_of_agency(agency)
            return calendar if sessions is None else with_hours(calendar, sessions)
        if sessions is not None:
            return self._national(sessions)
        try:
            province = calendar_of(None)
        except DatabaseError:
            return self._national(USUAL_HOURS)
        return province if any(province.weekly.values()) else self._national(USUAL_HOURS)

    def _national(self, sessions: str) -> WorkCalendar:
        """Return the nation's days with these hours from Monday to Friday.

        No row is needed: what the database does not have, the calendar of a new installation does.
        """
        try:
            days = national_days()
        except DatabaseError:
            days = {}
        days = days or days_to_begin_with(timezone.localdate().year + YEARS_AHEAD)
        return WorkCalendar(VIETNAM, weekdays_worked(parse_sessions(sessions)), days)


def _calendar_of_agency(code: str) -> WorkCalendar:
    try:
        found = Agency.objects.filter(code=code.strip().upper()).first()
        if found is not None:
            return calendar_of(found)
    except DatabaseError as error:
        raise CommandError("Không đọc được cơ sở dữ liệu nên không biết lịch của cơ quan.") from error
    raise CommandError(f"Không có cơ quan mang mã định danh “{code}”.")


def _rows_of(path: str) -> Iterator[dict[str, str]]:
    """Return the rows of a file of questions; raises `CommandError` in words where it is none."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
            if missing:
                raise CommandError(f"Tệp {path} thiếu cột {', '.join(missing)}.")
            yield from reader
    except OSError as error:
        raise CommandError(f"Không mở được tệp {path}. Ông/Bà kiểm tra tên và quyền đọc tệp.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"Tệp {path} không phải văn bản UTF-8.") from error
