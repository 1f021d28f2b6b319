"""The tool behind `manage.py translations` finds texts and refuses gaps."""

import unicodedata
from pathlib import Path

import pytest

from portal import translations

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
greeting = _("Chào Ông/Bà (%(name)s)")
count = ngettext("%(n)d hồ sơ", "%(n)d hồ sơ", 3)
verb = pgettext("động từ", "Nhận")
joined = _(
    "Dòng một "
    "dòng hai"
)
"""
TEMPLATE = """{% load i18n %}<p title='{% translate "Tra cứu (nhanh)" %}'>
{% blocktranslate with name=person %}Kính gửi {{ name }}{% endblocktranslate %}
{% blocktranslate count n=n %}Có {{ n }} giấy{% plural %}Có {{ n }} giấy tờ{% endblocktranslate %}
  {{ _("Trong biểu thức") }}  {{ x|default:_("Mặc định") }}
{% translate "Nhận" context "danh từ" %}</p>
"""


@pytest.fixture
def sources(tmp_path) -> Path:
    """A tiny project with one room and one template."""
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "__init__.py").touch()
    (tmp_path / "room" / "views.py").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def translate_all(root: Path) -> None:
    """Give every English entry some text with the right placeholders."""
    translations.update(root)
    catalogue = translations.read(root, "en")
    for message in catalogue:
        if message.id:
            message.string = tuple(message.id) if message.pluralizable else message.id
    translations.write(catalogue, root, "en")


def change(root: Path, singular: str, string: str, **flags: bool) -> None:
    catalogue = translations.read(root, "en")
    message = catalogue.get(singular)
    message.string = string
    if flags.get("fuzzy"):
        message.flags.add("fuzzy")
    translations.write(catalogue, root, "en")


def test_texts_of_code_and_templates_are_found(sources):
    found = {(text.singular, text.context) for text in translations.texts(sources)}

    assert found == {
        ("Chào Ông/Bà (%(name)s)", None),
        ("%(n)d hồ sơ", None),
        ("Nhận", "động từ"),
        ("Dòng một dòng hai", None),
        ("Tra cứu (nhanh)", None),
        ("Kính gửi %(name)s", None),
        ("Có %(n)s giấy", None),
        ("Trong biểu thức", None),
        ("Mặc định", None),
        ("Nhận", "danh từ"),
    }


def test_a_text_is_reported_with_the_line_where_it_stands(sources):
    lines = {text.singular: text.line for text in translations.texts(sources) if text.path == "templates/page.html"}

    assert lines["Tra cứu (nhanh)"] == 1
    assert lines["Trong biểu thức"] == 4


def test_each_text_without_english_is_a_problem(sources):
    found = translations.problems(sources)

    assert len(found) == 10
    assert "room/views.py:3: no English for 'Chào Ông/Bà (%(name)s)'" in found


def test_a_complete_catalogue_has_no_problems(sources):
    translate_all(sources)

    assert translations.problems(sources) == []


def test_updating_twice_changes_nothing(sources):
    translate_all(sources)
    before = translations.path_of(sources, "en").read_bytes()

    assert translations.update(sources) == (10, 0)
    assert translations.path_of(sources, "en").read_bytes() == before


def test_an_entry_that_no_source_uses_is_a_problem(sources):
    translate_all(sources)
    (sources / "templates" / "page.html").write_text(TEMPLATE.replace("Mặc định", "Khác"), encoding="utf-8")

    found = translations.problems(sources)

    assert "locale/en: no longer used: 'Mặc định'" in found
    assert any("no English for 'Khác'" in line for line in found)


def test_a_lost_placeholder_is_a_problem(sources):
    translate_all(sources)
    change(sources, "Kính gửi %(name)s", "Dear %(nome)s")

    assert [line for line in translations.problems(sources) if "other placeholders" in line]


def test_a_fuzzy_entry_is_a_problem(sources):
    translate_all(sources)
    change(sources, "Mặc định", "Default", fuzzy=True)

    assert "locale/en: marked as fuzzy: 'Mặc định'" in translations.problems(sources)


def test_a_text_in_decomposed_letters_is_a_problem(sources):
    (sources / "room" / "views.py").write_text(unicodedata.normalize("NFD", 'x = _("Hồ sơ")'), encoding="utf-8")

    assert any("NFC" in line for line in translations.problems(sources))


def test_compiled_catalogues_are_what_gettext_reads(sources):
    import gettext

    translate_all(sources)
    change(sources, "Mặc định", "Default")

    (compiled,) = translations.compile_all(sources)

    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Mặc định") == "Default"


@pytest.mark.parametrize(("language", "forms"), [("vi", 1), ("en", 2)])
def test_a_language_has_its_number_of_plural_forms(tmp_path, language, forms):
    assert translations.read(tmp_path, language).num_plurals == forms
