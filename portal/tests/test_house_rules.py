"""The rules of the house that a machine can keep. Each failure is a sentence that says what to do."""

import ast
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from dossiers.workflow import MOVES, Status
from portal.tests.addresses import AFTERNOON, Pattern, patterns, populated_world
from portal.tests.crawl import addresses_of, visits
from portal.tests.our_files import ROOMS, ROOT, modules, named, our_files, tree_of

CAST = ("an", "binh", "chi", "dung", "giang", "ha", "khoa", "mai")


# ── What a stranger may see ──────────────────────────────────────────────────────────────
PUBLIC = """
    /
    tro-giup/
    thu-tuc/
    thu-tuc/<code:code>/
    thu-tuc/bieu-mau/<slug:digest>/<str:name>
    thu-tuc/<code:code>/quy-trinh/
    thu-tuc/<code:code>/bao-gio-co-ket-qua/
    thu-tuc/goi-y/
    thu-tuc/chon/
    thu-tuc/chon/<slug:slug>/
    thu-tuc/lien-thong/
    thu-tuc/lien-thong/<slug:code>/
    thu-tuc/thong-ke/
    thu-tuc/<code:code>.pdf
    thu-tuc/<code:code>/phien-ban/
    thu-tuc/<code:code>/phien-ban/<int:number>/
    thu-tuc/<code:code>/phien-ban/<int:number>/so-voi/<int:other>/
    du-lieu-mo/thu-tuc/
    du-lieu-mo/thu-tuc/thu-tuc.json
    du-lieu-mo/thu-tuc/datapackage.json
    du-lieu-mo/thu-tuc/<slug:slug>.csv
    du-lieu-mo/so-lieu/
    du-lieu-mo/so-lieu/rebuild_figures.py
    du-lieu-mo/so-lieu/<slug:name>.csv
    du-lieu-mo/so-lieu/<slug:slug>/<slug:name>.csv
    quyet-dinh-cong-bo/
    quyet-dinh-cong-bo/atom.xml
    quyet-dinh-cong-bo/<slug:slug>.pdf
    quyet-dinh-cong-bo/<slug:slug>/
    tra-cuu/
    lay-so/
    lay-so/<code:office>/
    lay-so/<code:office>/may/
    lay-so/<code:office>/may/lich-hen/
    lay-so/<code:office>/may/<slug:secret>/
    so-thu-tu/<slug:secret>/
    so-thu-tu/<slug:secret>/huy/
    man-hinh/<code:office>/
    man-hinh/<code:office>/dang-goi/
    dat-lich/
    dat-lich/<code:office>/
    lich-hen/<code:booking>/<slug:secret>/
    lich-hen/<code:booking>/<slug:secret>/huy/
    xin-loi/
    danh-gia/
    danh-gia/tai-quay/
    phan-anh/
    phan-anh/gui/
    phan-anh/tra-cuu/
    kiem-tra-van-ban/
    kiem-tra-van-ban/<code:code>/
    kiem-tra-so-lieu/
    cong-bo/
    cong-bo/atom.xml
    cong-bo/dang-ky/
    cong-bo/dang-ky/da-gui/
    cong-bo/dang-ky/<uuid:key>/
    cong-bo/thoi-nhan/<uuid:key>/
    cong-bo/<slug:slug>.<slug:form>
    cong-bo/<slug:slug>/
    thong-ke/
    thong-ke/chi-tieu/
    thong-ke/co-quan/
    thong-ke/co-quan.<slug:form>
    thong-ke/co-quan/<str:agency>/
    thong-ke/co-quan/<str:agency>/<slug:name>.<slug:form>
    thong-ke/linh-vuc/
    thong-ke/linh-vuc.<slug:form>
    thong-ke/linh-vuc/<str:sector>/
    thong-ke/linh-vuc/<str:sector>/<slug:name>.<slug:form>
    thong-ke/thu-tuc/<str:procedure>/
    thong-ke/thu-tuc/<str:procedure>/<slug:name>.<slug:form>
    thong-ke/<str:slug>.csv
    thong-ke/<str:slug>/
    api/
    api/schema/
    api/v1/procedures/
    api/v1/^procedures/{CODE}/$
    api/v1/^procedures/{CODE}/due-date/$
    api/v1/sectors/
    api/v1/apologies/
    api/v1/tracking/
    api/v1/agencies/
    api/v1/figures/
    api/v1/^figures/(?P<month>[0-9]{4}-[0-9]{2})/$
    api/v1/reports/
    api/v1/reports/<slug:slug>/
    api/^v1/(?:.*/)?$
    healthz
    readyz
    tai-khoan/dang-ky/
    tai-khoan/dang-nhap/
    tai-khoan/dang-xuat/
    tai-khoan/ma/
    tai-khoan/ma/nhap/
    tai-khoan/ma/mo-tai-khoan/
    tai-khoan/vneid/
    tai-khoan/vneid/ve/
    tai-khoan/vneid/tai-khoan/
    tai-khoan/vneid/ma/
    tai-khoan/tam-khoa/
    tai-khoan/mat-khau/quen/
    tai-khoan/mat-khau/quen/da-gui/
    tai-khoan/mat-khau/quen/xong/
    tai-khoan/^mat-khau/quen/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$
    tai-khoan/thu-dien-tu/cho-xac-nhan/
    tai-khoan/^thu-dien-tu/xac-nhan/(?P<key>[-:\\w]+)/$
    ngon-ngu/
    giao-dien/
    robots.txt
"""
"""Every address that needs no account. A new one is written here by hand, after thinking about what it shows."""


def _route(pattern: Pattern) -> str:
    return re.sub(r"\(\?P<code>[^)]*\)", "{CODE}", pattern.route) or "/"


def test_the_public_pages_are_these_and_no_others():
    public = {_route(pattern) for pattern in patterns() if pattern.is_public}
    listed = set(PUBLIC.split())

    assert not public - listed, (
        "Anybody can open these addresses. If that is meant, write them into PUBLIC; else take @login_not_required off."
    )
    assert not listed - public, "These addresses are gone or private now: take them out of PUBLIC."


@pytest.mark.one_database
@time_machine.travel(AFTERNOON)
def test_every_other_page_sends_a_stranger_to_sign_in(db, client):
    populated = populated_world()
    client.raise_request_exception = False
    open_doors = []
    for pattern in patterns():
        if pattern.is_public:
            continue
        for address in populated.addresses(pattern):
            for method in (client.get, client.post):
                answer = method(address)
                is_led_away = answer.status_code == 302 and answer["Location"].startswith("/tai-khoan/dang-nhap/")
                if not (is_led_away or answer.status_code in {401, 403, 404, 405}):
                    open_doors.append(f"{answer.status_code} {address}")

    assert not open_doors, "A stranger got past the door; these views must ask who is there."


def test_every_address_has_a_name():
    nameless = [pattern.route for pattern in patterns() if not pattern.name and "v1" not in pattern.route]

    assert not nameless, "Give these addresses a name: without one no test can try them."


# ── Reading never writes ─────────────────────────────────────────────────────────────────
@pytest.mark.one_database
@pytest.mark.parametrize("name", [*CAST, ""], ids=[*CAST, "stranger"])
@time_machine.travel(AFTERNOON)
def test_no_get_writes(db, client, name):
    populated = populated_world()
    if name:
        client.force_login(getattr(populated.world, name))
    seen = list(visits(client, addresses_of(name, populated), name=name))
    broken = [f"{one.status} {one.address}" for one in seen if one.status >= 500 and one.address != "/readyz"]
    written = [f"{one.address}: {sql[:160]}" for one in seen for sql in one.written]

    assert not broken, "These pages broke."
    assert not written, "Browsers, scanners and link previews send GET as they please: write on POST only."


@pytest.mark.one_database
def test_the_crawl_reaches_a_dossier_in_every_status(db):
    populated = populated_world()
    addresses = populated.all_addresses()
    moves = {(move.before, move.action) for move in MOVES if move.before}

    assert len(populated.codes) == len(Status)
    desks = {f"/xu-ly/{code}/" for code in populated.codes.values()}
    pages = {
        f"/xu-ly/{populated.codes[before]}/{action.value.replace('_', '-')}/" for before, action in moves if before
    }
    assert desks | pages <= set(addresses)


# ── Names and homes ──────────────────────────────────────────────────────────────────────
HOMELESS = {"utils", "util", "helpers", "helper", "common", "core", "mixins", "signals", "misc", "base", "tools"}


def test_no_module_is_named_after_nothing():
    homeless = [
        named(path) for path in modules(with_tests=True) if HOMELESS & {path.stem, *path.relative_to(ROOT).parent.parts}
    ]

    assert not homeless, "A function without a home has no name yet: name the module after a noun of the domain."


def test_every_room_is_known():
    rooms = {path.parent.name for path in our_files() if path.name == "apps.py"}

    assert rooms == set(ROOMS), "A new room needs a reason, a place in pyproject.toml's layers, and a place in ROOMS."


# ── Models hold columns ──────────────────────────────────────────────────────────────────
def test_no_model_does_things_when_it_is_saved():
    surprising = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        for ancestor in model.__mro__
        if ancestor.__module__.split(".")[0] in ROOMS and issubclass(ancestor, models.Model)
        for name in ("save", "delete", "asave", "adelete", "__init__")
        if name in vars(ancestor)
    ]

    assert not surprising, "What saving causes must be read in a service, top to bottom: move it there."


def test_nothing_happens_by_signal():
    listening = [
        f"{named(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("django.dispatch", "django.db.models.signals", "django.core.signals"))
    ]

    assert not listening, "A signal is a call that nobody sees: call the function in the service."


# ── Pure rules, and the clock ────────────────────────────────────────────────────────────
PURE = (
    "dossiers/workflow.py",
    "dossiers/deadlines/*.py",
    "dossiers/queueing/*.py",
    "agencies/worktime.py",
    "reporting/indicators.py",
    "reporting/rates.py",
    "reporting/periods.py",
    "reporting/questions.py",
    "reporting/identities.py",
)
PURE_IMPORTS = {
    # Enums with labels are made of Django's choices.
    "dossiers/workflow.py": {"django.db": {"models"}},
}
QUERY_NAMES = {"objects", "_default_manager", "_base_manager", "connection", "transaction", "select_related"}
CLOCK_READERS = re.compile(
    r"(^|/)(views|tasks)\.py$|/views/|/management/commands/|^portal/(bench/|context\.py$)|^accounts/adapter\.py$"
)
"""Where a request, a task or a command begins; what is below is told what time it is."""
STAMPED_BY_OTHERS = {"accounts/models/people.py": 1}
"""When somebody signed up: allauth makes the user, so no service of ours can say at what time."""


def pure_modules() -> list[Path]:
    return sorted(path for pattern in PURE for path in ROOT.glob(pattern))


def test_rules_know_no_database():
    dirty = []
    for path in pure_modules():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db"):
                excess = {alias.name for alias in node.names} - PURE_IMPORTS.get(named(path), {}).get(
                    node.module, set()
                )
                dirty += [f"{named(path)}:{node.lineno} imports {name}" for name in sorted(excess)]
            if isinstance(node, ast.Attribute) and node.attr in QUERY_NAMES:
                dirty.append(f"{named(path)}:{node.lineno} asks for .{node.attr}")

    assert len(pure_modules()) >= 7, "A module of rules has moved: say in PURE where it is now."
    assert not dirty, "Rules are tables and arithmetic: let the caller read rows and pass them in."


def clock_readings(path: Path) -> Iterator[str]:
    """Give the lines that ask what time it is; `localdate(at)` only translates an instant that is known."""
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call):
            continue
        function = ast.unparse(node.func).rsplit(".", 1)[-1]
        is_bare = not node.args and not node.keywords
        if function in {"now", "utcnow"} or (function in {"today", "localdate", "localtime"} and is_bare):
            yield f"{named(path)}:{node.lineno}"
        # A default of a model reads the clock below the service.
        for word in node.keywords:
            if word.arg in {"auto_now", "auto_now_add"} or ast.unparse(word.value).endswith("timezone.now"):
                yield f"{named(path)}:{word.value.lineno}"


def test_nothing_below_a_view_a_task_or_a_command_reads_the_clock():
    readers = [
        line
        for path in modules()
        if not CLOCK_READERS.search(named(path))
        for line in list(clock_readings(path))[STAMPED_BY_OTHERS.get(named(path), 0) :]
    ]

    assert not readers, "Time is an argument: take `at` or `today`, and let the view, task or command read the clock."


# ── Sizes ────────────────────────────────────────────────────────────────────────────────
MODULE_LINES = 400
FUNCTION_LINES = 60
LONG_MODULES = {
    "run.py": "the first file that a stranger runs may import nothing of ours, so it is one file",
    "portal/settings.py": "one setting after another; Django wants them in one place",
}
LONG_FUNCTIONS = {
    "portal/views/ui.py:_paths": "samples, one after another",
}


def test_no_module_is_longer_than_one_can_keep_in_mind():
    lines = {named(path): path.read_text(encoding="utf-8").count("\n") for path in modules()}
    long = {name: count for name, count in lines.items() if count > MODULE_LINES}

    assert not {name: count for name, count in long.items() if name not in LONG_MODULES}, (
        f"Split these by noun or actor: more than {MODULE_LINES} lines. An exception goes into LONG_MODULES with why."
    )
    assert not set(LONG_MODULES) - set(long), "No longer long: take them out of LONG_MODULES."


def test_no_function_is_longer_than_a_screen():
    long = {}
    for path in modules():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
                length = (node.end_lineno or 0) - body[0].lineno + 1
                if length > FUNCTION_LINES:
                    long[f"{named(path)}:{node.name}"] = length

    assert not {name: count for name, count in long.items() if name not in LONG_FUNCTIONS}, (
        f"Name the parts of these: more than {FUNCTION_LINES} lines."
    )


# ── What is committed ────────────────────────────────────────────────────────────────────
FOREIGN = re.compile(
    r"\.(?:woff2?|ttf|otf|eot|whl|jar|dll|so|exe|tar|gz|zip|sqlite3|mo|pyc|map)$|\.min\.(?:js|css)$"
    r"|(?:^|/)(?:node_modules|vendor|third_party|site-packages|dist)/"
)
MACHINE_FOLDERS = re.compile(r"(?<![\w.}\-])/(?:home|Users|root|work|workspace|builds)/\w")
REGISTRIES = re.compile(
    r"https?://[^/\s\"']*(?:pypi|pythonhosted|npmjs|registry|artifact|nexus|mirror)[^/\s\"']*"
    r"|^\s*(?:--)?(?:extra-)?index-url|^\s*--?find-links|^\s*registry\s*=",
    re.IGNORECASE | re.MULTILINE,
)
PICTURE_LIMIT = 200_000
TEXTS = {".py", ".txt", ".in", ".md", ".toml", ".ini", ".json", ".yaml", ".yml", ".conf", ".service", ".css", ".js",
         ".mjs", ".html", ".typ", ".po", ".svg", ".example", ".npmrc", ""}  # fmt: skip


def test_nothing_of_others_is_committed():
    foreign = [named(path) for path in our_files() if FOREIGN.search(named(path))]

    assert not foreign, "Install it by a pinned requirement, or build it from sources; do not commit it."


def test_no_file_names_the_machine_it_was_written_on():
    telling = []
    for path in our_files():
        if path.suffix not in TEXTS or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8")
        telling += [
            f"{named(path)}: {match[0]}" for rule in (MACHINE_FOLDERS, REGISTRIES) for match in rule.finditer(text)
        ]

    assert not telling, "Another machine has other folders and another package index: leave both to the environment."


def test_pictures_are_small():
    heavy = {
        named(path): path.stat().st_size
        for path in our_files()
        if path.suffix in {".png", ".jpg", ".webp"} and path.stat().st_size > PICTURE_LIMIT
    }

    assert not heavy, "Take them again with `python3 run.py screenshots`, which makes them small."


def test_every_change_of_a_model_has_its_migration(db):
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
    except (SystemExit, CommandError):
        pytest.fail(f"Run `manage.py makemigrations` and commit what it writes:\n{said.getvalue()}")


def test_every_committed_file_ends_with_a_line_end_and_has_no_tabs_in_python():
    untidy = [
        named(path)
        for path in our_files()
        if path.suffix == ".py"
        and (text := path.read_text(encoding="utf-8"))
        and (not text.endswith("\n") or "\t" in text)
    ]

    assert not untidy, "Run `ruff format`."
