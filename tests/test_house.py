"""The sizes and habits of the house, counted. An exception names its reason here, on the same line."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()
    if (ROOT / name).is_file()
]  # fmt: skip
PYTHON = [p for p in TRACKED if p.suffix == ".py" and "migrations" not in p.parts]
OURS = [p for p in PYTHON if p.relative_to(ROOT).parts[0] in {"config", "prize", "jury", "certificates"}]
TEMPLATES = [p for p in TRACKED if p.suffix == ".html"]


def name(path):
    return str(path.relative_to(ROOT))


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def functions(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_python_files_have_at_most_400_lines(path):
    assert len(lines(path)) <= 400


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_have_at_most_120_lines_and_no_inline_script_or_style(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", text)


@pytest.mark.parametrize("path", OURS, ids=name)
def test_functions_have_at_most_30_lines(path):
    assert not [f"{node.name}: {length}" for node, length in functions(path) if length > 30]


def code_lines(node):
    """A view's own lines: without decorators, signature and docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", [p for p in OURS if "views" in name(p)], ids=name)
def test_views_have_at_most_a_dozen_lines(path):
    views = [node for node, _ in functions(path) if node.args.args and node.args.args[0].arg == "request"]
    assert not [f"{node.name}: {code_lines(node)}" for node in views if code_lines(node) > 12]


@pytest.mark.parametrize("path", OURS, ids=name)
def test_nothing_walks_round_the_door(path):
    """No bulk update, no assignment of a workflow state outside the models' own transitions."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"(candidac\w*|application\w*|Candidacy\.objects[^\n]*|Application\.objects[^\n]*)\.update\([^)]*state=", text
    )
    assert not re.search(r"(candidacy|application)\.state = ", text)
    assert not re.search(r"\b(TODO|FIXME|XXX)\b", text)


def test_there_are_no_rooms_for_leftovers():
    assert not {p for p in TRACKED if {"utils", "common", "core", "helpers"} & set(p.relative_to(ROOT).parts)}


def test_every_template_is_used():
    """A template is named in code or in another template; allauth, Django and the mail name theirs by pattern."""
    by_pattern = ("account/", "mfa/", "django/", "mail/", "admin/", "429.html")  # allauth renders 429.html itself
    texts = "\n".join(p.read_text(encoding="utf-8") for p in TRACKED if p.suffix in {".py", ".html"})
    unused = [
        short
        for path in TEMPLATES
        if not (short := str(path.relative_to(ROOT / "templates"))).startswith(by_pattern)
        and f'"{short}"' not in texts and f"'{short}'" not in texts
    ]  # fmt: skip
    assert not unused
