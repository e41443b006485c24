"""Statements that are made once and kept: nothing of the first call may be left in them for the calls that follow."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHANGING = {"clock", "in_force", "db", "request", "session", "g", "current_actor", "current_app"}
FEW = {"bool", "Need | None", "Standing | None"}  # kinds of arguments that say which statement, never of what


def kept(tree: ast.Module) -> list[ast.FunctionDef]:
    """The functions of a module that make a statement which is kept for ever."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    cached = [each for each in functions if any(ast.unparse(name) == "cache" for name in each.decorator_list)]
    return [each for each in cached if each.returns is None or re.search("Select|Chosen", ast.unparse(each.returns))]


def faults(source: str) -> list[str]:
    """Kept functions that look at what changes, or that are kept once for each of any number of arguments."""
    found = []
    for each in kept(ast.parse(source)):
        names = {node.id for node in ast.walk(each) if isinstance(node, ast.Name)}
        found += [f"{each.name} looks at {name}" for name in sorted(names & CHANGING)]
        asked = [*each.args.posonlyargs, *each.args.args, *each.args.kwonlyargs]
        kinds = {argument.arg: ast.unparse(argument.annotation) for argument in asked if argument.annotation}
        found += [f"{each.name} is kept for each {name}" for name, kind in kinds.items() if kind not in FEW]
    return found


MODULES = [path for path in sorted((ROOT / "programme").rglob("*.py")) if "queries" in str(path.relative_to(ROOT))]


def test_no_statement_that_is_kept_holds_the_moment_or_the_person_of_its_first_call() -> None:
    assert sum(len(kept(ast.parse(path.read_text()))) for path in MODULES) > 20
    assert [f"{path.name}: {fault}" for path in MODULES for fault in faults(path.read_text())] == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("def late():\n    return select(Row).where(Row.ends_at > clock.now())", "late looks at clock"),
        ("def mine(person_id: uuid.UUID):\n    return select(Row)", "mine is kept for each person_id"),
        ("def one():\n    return db.session.scalars(select(Row))", "one looks at db"),
    ],
)
def test_one_that_did_would_be_found(body: str, fault: str) -> None:
    assert faults(f"@cache\n{body}") == [fault]
    assert faults(body) == []
