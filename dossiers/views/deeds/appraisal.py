"""Deeds of the appraisal: taking, giving, proposing, and what is asked of others."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from agencies.calendars import calendar_of
from agencies.worktime import CalendarHole
from dossiers import services
from dossiers.access import roles_in
from dossiers.errors import InvalidInput
from dossiers.forms.moves import appraisal as forms_of
from dossiers.models import Dossier, Outcome, ResultTemplate, ReturnMethod
from dossiers.queries.opinions import question_to
from dossiers.rules import rule_for
from dossiers.services.assigning import appraisers_of
from dossiers.services.consulting import agencies_to_consult, latest_answer
from dossiers.services.obligations import unpaid
from dossiers.views.deeds.deed import Deed, Words, on_calendar, plain, with_actor, with_fields
from dossiers.workflow import Action
from procedures.models import ClockCause


# ── Who appraises ────────────────────────────────────────────────────────────────────────
def _assign_form(dossier: Dossier, _user: User, **options: Any) -> forms.Form:
    at = timezone.now()
    return forms_of.AssignForm(officers=appraisers_of(dossier.agency_id, at=at), **options)


def _assign(dossier: Dossier, form: Any, who: Words) -> None:
    services.assign(dossier, officer=form.chosen(), words=form.cleaned_data["words"], **who)


# ── The proposal ─────────────────────────────────────────────────────────────────────────
def _propose_form(dossier: Dossier, user: User, **options: Any) -> forms.Form:
    letters = ResultTemplate.objects.filter(
        agency=dossier.agency_id, procedure__versions=dossier.version_id, withdrawn_at=None
    )
    return forms_of.ProposeForm(actor=user, has_letters=letters.exists(), **options)


def _proposed_before(dossier: Dossier) -> Words:
    """Sent back: the officer goes on from what they proposed."""
    result = getattr(dossier, "result", None)
    if result is None:
        return {"is_electronic": dossier.return_method == ReturnMethod.ELECTRONIC}
    names = ("outcome", "reason", "legal_ground", "is_electronic")
    return {name: getattr(result, name) for name in names}


def _propose(dossier: Dossier, form: Any, who: Words) -> None:
    given = form.cleaned_data
    services.propose(
        dossier,
        outcome=Outcome(given["outcome"]),
        reason=given["reason"],
        legal_ground=given["legal_ground"],
        file=form.kept_file,
        is_electronic=given.get("is_electronic", False),
        **who,
    )


# ── Opinions ─────────────────────────────────────────────────────────────────────────────
def _consult_form(dossier: Dossier, _user: User, **options: Any) -> forms.Form:
    at = timezone.now()
    rule = rule_for(dossier, ClockCause.CONSULTATION)
    latest = latest_answer(dossier, rule, at=at, calendar=calendar_of(dossier.agency))
    until = _("Chậm nhất %(day)s.") % {"day": f"{timezone.localtime(latest):%d/%m/%Y}"} if latest else ""
    return forms_of.ConsultForm(agencies=agencies_to_consult(dossier, at=at), due_hint=until, **options)


def _consult(dossier: Dossier, form: Any, who: Words) -> None:
    given, rows = form.cleaned_data, form.filled()
    calendar = calendar_of(dossier.agency)

    def end_of(number: int) -> datetime:
        """The answer is due when the office closes; on a day off, when the last one before it closed."""
        day: date = given[f"due_on-{number}"]
        try:
            return calendar.closing(day if calendar.is_working_day(day) else calendar.previous_working_day(day))
        except CalendarHole as hole:
            raise InvalidInput(str(hole), field=f"due_on-{number}") from hole

    questions = [
        services.Question(form.agencies[given[f"agency-{n}"]], given[f"question-{n}"], end_of(n)) for n in rows
    ]
    _at_rows(rows, lambda: services.consult(dossier, questions, calendar=calendar, **who))


def _at_rows(rows: Sequence[int], perform: Any) -> None:
    """Let a refusal name the row of the form, where rows between were left empty."""
    try:
        perform()
    except InvalidInput as error:
        name, dash, number = (error.field or "").rpartition("-")
        if dash and re.fullmatch(r"\d+", number) and int(number) < len(rows):
            error.field = f"{name}-{rows[int(number)]}"
        raise


def _answer_form(dossier: Dossier, user: User, **options: Any) -> forms.Form:
    return forms_of.AnswerForm(actor=user, question=question_to(user, dossier, at=timezone.now()), **options)


def _answer(dossier: Dossier, form: Any, who: Words) -> None:
    calendar = calendar_of(dossier.agency)
    services.answer(dossier, opinion=form.cleaned_data["opinion"], file=form.kept_file, calendar=calendar, **who)


# ── A look at the place, money that is owed ──────────────────────────────────────────────
def _report(dossier: Dossier, form: Any, who: Words) -> None:
    calendar = calendar_of(dossier.agency)
    findings = form.cleaned_data["findings"]
    services.report_verification(dossier, findings=findings, file=form.kept_file, calendar=calendar, **who)


def _request_payment(dossier: Dossier, form: Any, who: Words) -> None:
    given, rows = form.cleaned_data, form.filled()
    owed = [services.Owed(given[f"name-{n}"], given[f"amount-{n}"], given[f"ground-{n}"]) for n in rows]
    calendar = calendar_of(dossier.agency)
    _at_rows(rows, lambda: services.request_payment(dossier, owed, calendar=calendar, **who))


def _confirm_form(dossier: Dossier, user: User, **options: Any) -> forms.Form:
    roles = roles_in(user, dossier, today=timezone.localdate())
    return forms_of.ConfirmPaymentForm(is_at_counter=Role.CLERK in roles, obligations=unpaid(dossier), **options)


def _confirm_payment(dossier: Dossier, form: Any, who: Words) -> None:
    given = form.cleaned_data
    is_cash = given.get("is_cash", False)
    calendar = calendar_of(dossier.agency)
    services.confirm_payment(dossier, evidence=given["evidence"], is_cash=is_cash, calendar=calendar, **who)


ROWS = "dossiers/desk/_rows_form.html"

DEEDS: dict[Action, Deed] = {
    Action.TAKE: Deed(perform=with_fields(services.take), done=gettext_lazy("Ông/Bà đã nhận xử lý hồ sơ %(code)s.")),
    Action.ASSIGN: Deed(form=_assign_form, perform=_assign, done=gettext_lazy("Đã phân công hồ sơ %(code)s.")),
    Action.DISCONTINUE: Deed(
        form=plain(forms_of.DiscontinueForm),
        perform=with_fields(services.discontinue, "reason", "returned_papers"),
        done=gettext_lazy("Đã dừng giải quyết hồ sơ %(code)s và lập thông báo."),
    ),
    Action.PROPOSE: Deed(
        form=_propose_form,
        initial=_proposed_before,
        perform=_propose,
        done=gettext_lazy("Đã trình hồ sơ %(code)s."),
        template="dossiers/desk/_propose.html",
    ),
    Action.CONSULT: Deed(
        form=_consult_form,
        perform=_consult,
        done=gettext_lazy("Đã gửi xin ý kiến về hồ sơ %(code)s."),
        template=ROWS,
    ),
    Action.ANSWER: Deed(
        form=_answer_form,
        perform=_answer,
        done=gettext_lazy("Đã gửi ý kiến về hồ sơ %(code)s."),
        template="dossiers/desk/_answer.html",
    ),
    Action.CLOSE_CONSULTATION: Deed(
        form=plain(forms_of.CloseConsultationForm),
        perform=on_calendar(services.close_consultation, "reason"),
        done=gettext_lazy("Đã kết thúc lấy ý kiến về hồ sơ %(code)s."),
    ),
    Action.VERIFY: Deed(
        form=plain(forms_of.VerifyForm),
        perform=on_calendar(services.verify, "planned_at", "place", "members", "reason", "legal_ground"),
        done=gettext_lazy("Đã ghi lịch xác minh thực tế hồ sơ %(code)s."),
    ),
    Action.REPORT_VERIFICATION: Deed(
        form=with_actor(forms_of.ReportVerificationForm),
        perform=_report,
        done=gettext_lazy("Đã ghi kết quả xác minh hồ sơ %(code)s."),
        template="dossiers/desk/_with_file.html",
    ),
    Action.REQUEST_PAYMENT: Deed(
        form=plain(forms_of.RequestPaymentForm),
        perform=_request_payment,
        done=gettext_lazy("Đã thông báo nghĩa vụ tài chính của hồ sơ %(code)s."),
        template=ROWS,
    ),
    Action.CONFIRM_PAYMENT: Deed(
        form=_confirm_form,
        perform=_confirm_payment,
        done=gettext_lazy("Đã xác nhận nộp tiền của hồ sơ %(code)s."),
        template="dossiers/desk/_confirm_payment.html",
    ),
}
