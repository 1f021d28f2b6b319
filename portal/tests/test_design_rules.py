"""What the design promises to everybody is computed from its sources: contrast, line height, no inline styles."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
STYLES = sorted((ROOT / "static/src/css").rglob("*.css"))
COLOURLESS_STYLES = [style for style in STYLES if style.name not in ("tokens.css", "print.css")]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOT / "templates/components").glob("*.html"))
TONES = ["ok", "warn", "bad", "pause", "info", "neutral"]

TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "muted", "link", "brand") for ground in ("paper", "card", "paper-deep")],
    *[(tone, f"{tone}-soft") for tone in TONES],
    *[("ink", f"{tone}-soft") for tone in TONES],
    *[(tone, "card") for tone in TONES],
    ("on-brand", "brand"),
    ("on-brand", "brand-dark"),
    ("link-hover", "paper"),
    ("on-focus", "focus"),
    ("paper", "ink"),
]
SHAPE_PAIRS = [
    ("control", "paper"),
    ("control", "card"),
    ("mark", "paper"),
    ("mark-light", "mark"),
    *[(tone, "paper") for tone in TONES],
]


def _tokens(scheme: str) -> dict[str, str]:
    light, dark = (ROOT / "static/src/css/tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    dark = dark.split("/* Officers")[0]
    found = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")
    return {**dict(found.findall(light)), **(dict(found.findall(dark)) if scheme == "dark" else {})}


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_says():
    assert round(_contrast("#000000", "#ffffff"), 2) == 21
    assert round(_contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_its_ground(scheme):
    tokens = _tokens(scheme)
    weak = {
        f"{ink} on {ground}": round(ratio, 2)
        for ink, ground in TEXT_PAIRS
        if (ratio := _contrast(tokens[ink], tokens[ground])) < 4.5
    }
    assert not weak, f"Text below 4.5:1 in the {scheme} scheme"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_border_of_a_control_and_every_shape_can_be_seen(scheme):
    tokens = _tokens(scheme)
    weak = {
        f"{shape} on {ground}": round(ratio, 2)
        for shape, ground in SHAPE_PAIRS
        if (ratio := _contrast(tokens[shape], tokens[ground])) < 3
    }
    assert not weak, f"Shapes below 3:1 in the {scheme} scheme"


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_stacked_diacritics_have_room(style):
    """A line below 1.4 cuts the marks of Ễ and Ậ; only a single digit in a box may be set tighter."""
    text = re.sub(r"counter\(step\).*?\}", "", style.read_text(), flags=re.DOTALL)
    heights = [float(height) for height in re.findall(r"(?:line-height|--leading[\w-]*):\s*([\d.]+)", text)]
    assert all(height >= 1.4 for height in heights)


@pytest.mark.parametrize("style", COLOURLESS_STYLES, ids=lambda path: path.name)
def test_colours_have_names(style):
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\s*\{)", style.read_text()), "Name the colour in tokens.css"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_needs_a_weaker_content_policy(template):
    html = template.read_text()
    assert not re.search(r"\sstyle\s*=", html), "Write a class: the content policy forbids inline styles"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", html), "Listen in static/src/js: inline handlers are forbidden"
    # A description for search engines is data, which no browser runs.
    assert not re.search(r"<script(?![^>]*(\ssrc=|application/ld\+json))[^>]*>", html), "Inline scripts are forbidden"
    assert "<style" not in html, "Inline style sheets are forbidden"


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_says_what_it_takes_and_is_shown(component):
    assert "Parameters:" in component.read_text(), "Begin the component with a comment that names its parameters"
    shown = (ROOT / "templates/portal/ui_samples.html").read_text()
    used_by_others = "".join(other.read_text() for other in COMPONENTS if other != component)
    assert f"components/{component.name}" in shown + used_by_others, "Show it in templates/portal/ui_samples.html"
    assert f"`{component.stem}`" in (ROOT / "docs/components.md").read_text(), "Name it in docs/components.md"


def test_the_page_of_a_broken_server_needs_nothing():
    page = get_template("500.html").template.render(Context())
    assert "Về trang chủ" in page
    assert "<form" not in page


def test_an_unreadable_request_gets_a_page_without_a_context():
    assert "Về trang chủ" in get_template("400.html").template.render(Context())


def test_a_bar_of_nothing_is_drawn_empty():
    source = '{% include "components/bar.html" with label="Chưa có" value=0 total=0 only %}'
    assert "0 trên 0" in Template(source).render(Context())


def test_figures_in_drawings_have_no_separators():
    """`1.440` in a drawing would be one and a half: coordinates are not for reading."""
    source = '{% include "components/bar.html" with label="Trực tuyến" value=31020 total=49343 only %}'
    drawn = Template(source).render(Context())
    assert 'viewBox="0 0 49343 10"' in drawn
    assert "31.020 trên 49.343" in drawn
