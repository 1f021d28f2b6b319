"""What is counted beside the settlement: every count opens onto exactly its rows, and the parts add up."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency
from dossiers.models import ApologyChannel, Dossier, FeedbackKind
from dossiers.queries.apologies import debt
from dossiers.queries.stages import reports_of
from dossiers.services import feedback as petitions
from dossiers.services.apologies import record_delivery
from dossiers.services.feedback import Petition
from dossiers.services.ratings import Grades, rate
from dossiers.tests.apologising import apologise
from dossiers.tests.cast import MONDAY, instant
from dossiers.tests.linking import ask, newborn_group
from dossiers.verdicts import LATE, RESOLVED
from dossiers.workflow import Action, Status
from procedures.models import Channel, Step
from reporting.answers import figures
from reporting.indicators import BY_KEY, INDICATORS
from reporting.measures import MEASURE_OF, REGISTRY
from reporting.measures.holding import BY_KEEPER, BY_STEP, IN_ALL, culprits, held, minutes_by_unit
from reporting.periods import Period
from reporting.questions import Key, Question, Where
from reporting.rates import wilson

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
SPRING = Period(date(2026, 3, 1), date(2026, 4, 30))

SUMS = {"payments_amount", *(count for count in MEASURE_OF if count.startswith("minutes_"))}
"""What is added up in place of counted."""


def day(number, clock="09:00"):
    return instant(MONDAY + timedelta(days=number), clock)


@pytest.fixture
def spring(world, dossier_in):
    """A dossier in every state, late ones with and without apology, by every channel; feedback, a rating, a group."""
    for number, status in enumerate(Status):
        dossier_in(status, at=day(number % 3))
    for channel in (Channel.POSTAL, Channel.IN_PERSON):
        for status in (Status.RETURNED, Status.SUPPLEMENTING, Status.IN_DELIVERY):
            dossier_in(status, channel=channel)
    late = dossier_in(Status.IN_APPROVAL)
    late = world.act(late, Action.APPROVE, at=day(10))
    world.act(late, Action.SEAL, at=day(11))
    apologise(world, dossier_in(Status.IN_APPRAISAL), at=day(6))
    late_twice = apologise(world, dossier_in(Status.IN_APPRAISAL), at=day(6, "10:00"))
    assert late_twice.new_due_at < day(20)
    rate(dossier_in(Status.RETURNED), Grades(3), actor=world.an, at=day(2))
    for number, kind in enumerate(FeedbackKind):
        words = Petition(
            kind=kind, agency=world.department, subject="Hỏi", words="Bao giờ xong?", name="Bảy", address="Phường Thử"
        )
        petitions.receive(words, key=uuid4(), actor=None, at=day(number), calendar=world.calendar)
    ask(world, newborn_group(world), at=day(1))
    return world


def whole(measure, period=SPRING, **asked):
    return REGISTRY[measure].read(Question(period, **asked))[()]


# ── Counts are lists ─────────────────────────────────────────────────────────────────────
def test_every_count_is_as_long_as_its_list_and_parts_are_the_whole(spring):
    for read in REGISTRY.values():
        for asked in ({}, {"as_of": day(9)}, {"is_cohort": True, "as_of": day(40)}):
            in_all = read.read(Question(SPRING, **asked))[()]
            for by in ((), (Key.AGENCY,), (Key.CHANNEL, Key.MONTH), (Key.PROCEDURE, Key.LEVEL, Key.SECTOR)):
                question = Question(SPRING, by=by, **asked)
                cells = read.read(question)
                for values, counts in cells.items():
                    for count in set(counts) - SUMS:
                        behind = read.behind(question, count, dict(zip(by, values, strict=True)))
                        assert behind.count() == counts[count], (asked, values, count)
                for count in read.counts:
                    # A stock of two months is not the sum of what was there at the end of each.
                    if read.answers(question, count) and (Key.MONTH not in by or asked.get("is_cohort")):
                        assert sum(counts[count] for counts in cells.values()) == in_all[count], (asked, by, count)


def test_a_question_about_a_place_counts_only_there(spring):
    for measure in REGISTRY.values():
        by_agency = measure.read(Question(SPRING, by=(Key.AGENCY,)))
        for code, pk in Agency.objects.values_list("code", "pk"):
            there = Question(SPRING, where=Where(agency_pks=frozenset({pk})))
            for count, number in measure.read(there)[()].items():
                if measure.answers(there, count):
                    assert by_agency.get((code,), {}).get(count, 0) == number, count


def test_the_number_of_queries_does_not_grow_with_cells_and_rows(spring, dossier_in):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for measure in REGISTRY.values():
                measure.read(Question(MARCH, by=(Key.AGENCY, Key.CHANNEL, Key.PROCEDURE)))
        return len(queries)

    before = asked()
    for _number in range(5):
        dossier_in(Status.RETURNED, channel=Channel.POSTAL)
    assert asked() == before


def test_every_count_and_every_part_of_a_rate_has_its_definition():
    assert set(MEASURE_OF) <= set(BY_KEY)
    for indicator in INDICATORS:
        assert set(indicator.denominator) <= set(BY_KEY)
        if indicator.numerator != (indicator.key,):
            assert set(indicator.numerator) <= set(BY_KEY)
        assert str(indicator.sentence).endswith("."), indicator.key


# ── Who holds the time ───────────────────────────────────────────────────────────────────
def test_the_minutes_are_those_of_the_stages_and_add_up_to_the_whole(spring):
    question = Question(SPRING, as_of=day(30, "09:07"))
    dossiers = list(REGISTRY["holding"].behind(question, "dossiers_timed"))
    reports = reports_of(dossiers, at=day(30, "09:07")).values()
    minutes = whole("holding", as_of=day(30, "09:07"))

    assert minutes["dossiers_timed"] == len(dossiers) > 5
    assert minutes[IN_ALL] == sum(report.minutes for report in reports) > 0
    for step in Step:
        assert minutes[BY_STEP[step]] == sum(report.by_step.get(step, 0) for report in reports)
    for keeper, count in BY_KEEPER.items():
        assert minutes[count] == sum(report.by_keeper.get(keeper, 0) for report in reports)
    parts = [*BY_STEP.values(), *BY_KEEPER.values()]
    assert sum(minutes[part] for part in parts) == minutes[IN_ALL]
    by_unit = minutes_by_unit(question)
    for agency in Agency.objects.all():
        in_all = sum(report.by_unit.get(agency.short_name, 0) for report in reports)
        assert by_unit.get(agency.code, 0) == in_all
    without_unit = minutes["minutes_with_citizen"] + minutes["minutes_with_post"]
    assert sum(by_unit.values()) + without_unit == minutes[IN_ALL]
    assert sum(each.minutes for each in held(question)) == minutes[IN_ALL]


def test_each_late_dossier_names_the_step_that_consumed_the_budget(spring):
    late = list(Dossier.objects.filter(RESOLVED, LATE))
    assert late
    found = culprits(late, at=day(30))
    assert {found[dossier.pk][0] for dossier in late} == {"Phê duyệt: Ký chứng chỉ"}


# ── Apologies, pauses, ratings ───────────────────────────────────────────────────────────
def test_what_is_read_afterwards_is_what_was_owed_at_that_instant(world, dossier_in):
    owed = {}

    def note(*numbers):
        for number in numbers:
            owed[day(number, "12:00")] = set(Dossier.objects.filter(debt(day(number, "12:00"))))

    for status in (Status.IN_APPRAISAL, Status.SUPPLEMENTING, Status.RETURNED, Status.SUBMITTED):
        dossier_in(status)
    note(1, 5)
    apology = apologise(world, dossier_in(Status.IN_APPRAISAL), at=day(6))
    record_delivery(apology, channel=ApologyChannel.EMAIL, proof="250 OK", at=day(6, "10:00"))
    late = dossier_in(Status.IN_APPROVAL, channel=Channel.IN_PERSON)
    note(6, 7, 8)
    late = world.act(late, Action.APPROVE, at=day(8, "15:00"))
    world.act(late, Action.SEAL, at=day(8, "16:00"))
    note(9, 10, 12, 20, 33)

    for at, then in owed.items():
        found = REGISTRY["apologies"].behind(Question(SPRING, as_of=at), "apologies_owed")
        assert set(found) == then, at
    assert len({frozenset(then) for then in owed.values()}) > 2


def test_what_is_paused_is_split_by_what_it_waits_for(spring):
    for asked in ({}, {"as_of": day(3)}, {"as_of": day(60)}):
        counts = whole("pauses", **asked)
        (cell,) = figures(Question(SPRING, **asked))
        assert sum(counts.values()) == cell.counts["paused"] > 0
    assert counts["paused_for_supplement"] == 3
    assert counts["paused_for_payment"] == counts["paused_for_verification"] == 1
    assert counts["paused_otherwise"] == 0


def test_ratings_are_counted_among_all_who_were_answered_even_by_a_refusal(spring):
    counts = whole("ratings")
    assert (counts["rated"], counts["rated_favourably"]) == (1, 1)
    (cell,) = figures(Question(SPRING))
    ended = ("resolved", "refused", "withdrawn", "discontinued")
    assert counts["dossiers_ended"] == sum(cell.counts[end] for end in ended)
    assert wilson(1, 1).low < 30


def test_a_rating_that_comes_after_the_period_is_counted_as_of_a_later_day(world, dossier_in):
    rate(dossier_in(Status.RETURNED), Grades(1), actor=world.an, at=day(40))
    assert whole("ratings", MARCH)["rated"] == 0
    assert whole("ratings", MARCH, as_of=day(45))["rated_not_satisfied"] == 1


def test_uncollected_results_are_those_of_the_end_of_the_period(world, dossier_in):
    dossier = dossier_in(Status.RESULT_READY)
    world.act(dossier, Action.HAND_OVER, at=instant(date(2026, 4, 20)))
    assert whole("returned", MARCH)["results_uncollected"] == 1
    assert whole("returned", SPRING)["results_uncollected"] == 0
    assert whole("returned", SPRING)["returned_at_counter"] == 1
