"""The rule of the house: no step imports another, and a library has one place where it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import timeline

SOURCE = Path(timeline.__file__).parent
STEPS = {"articles", "sentences", "timex", "names", "triggers", "events", "edits", "control", "figures"}
STRINGS = {"pipeline", "cli", "checks", "explanation", "cache", "notebook"}  # these string the steps together
BEYOND = {"pages": {"figures"}, "export": set()}  # the last step draws with the one before it
HOMES = {"dateparser": {"timex"}, "plotly": {"figures", "pages"}, "typer": {"cli"}, "tqdm": {"pipeline"}}
FILES = sorted(SOURCE.rglob("*.py"))


def part_of(path: Path) -> str:
    """The module of the library that a file belongs to: `timex/grammar.py` is timex."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Every module that a file imports, at its top or within a function; relative ones resolved."""
    return imports_of(path.read_text(encoding="utf-8"), ("timeline", *path.relative_to(SOURCE).parts[:-1]))


def imports_of(text: str, package: tuple[str, ...]) -> set[str]:
    """Every module that a text of Python within `package` imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = (
                ".".join((*package[: len(package) - node.level + 1], node.module or "")) if node.level else node.module
            )
            base = base.rstrip(".")
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_no_step_imports_another(path):
    own = part_of(path)
    if own in STRINGS or own == "__init__":
        return
    steps = {name.split(".")[1] for name in imports(path) if name.startswith("timeline.")} & (STEPS | STRINGS)
    assert steps - {own} <= BEYOND.get(own, set())


def test_the_reader_of_imports_sees_a_forbidden_one():
    text = "from ..names import find_names\nfrom . import rules\nimport timeline.timex\n"
    found = imports_of(text, ("timeline", "control"))
    assert {"timeline.names", "timeline.control", "timeline.timex"} <= found


@pytest.mark.parametrize("library", sorted(HOMES))
def test_a_library_is_used_in_its_own_place_alone(library):
    users = {part_of(path) for path in FILES if any(name.split(".")[0] == library for name in imports(path))}
    assert users and users <= HOMES[library]


def test_importing_the_package_loads_no_step_and_no_drawing_library():
    heavy = ("pandas", "plotly", "dateparser", "timeline.pipeline")
    code = f"import sys, timeline; print([m for m in {heavy} if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_every_verb_is_there_and_an_unknown_one_is_named():
    assert all(callable(getattr(timeline, verb)) for verb in timeline.__all__)
    assert {"read_articles", "extract_events", "merge_edits", "control_spans", "plot_city", "write_html"} <= set(
        dir(timeline)
    )
    with pytest.raises(AttributeError, match="no attribute 'fly'"):
        timeline.fly  # noqa: B018


def words_in(text: str) -> list[str]:
    """Words that a module compares the text of an item with: they belong into the tables of a language."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr in ("low", "text"):
            found += [
                leaf.value
                for side in node.comparators
                for leaf in ast.walk(side)
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str) and leaf.value.isalpha()
            ]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_no_word_of_a_language_stands_in_the_code(path):
    assert words_in('if item.low != "toen" and x.low in ("de", ","): pass') == ["toen", "de"]
    assert words_in(path.read_text(encoding="utf-8")) == []
