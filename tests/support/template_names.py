"""Which names our templates use, and which names the code gives them: read from the source, nothing is run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, meta, nodes

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
SUFFIXES = (".html", ".txt")


class _AnyFilter(dict[str, Any]):
    """Filters are looked at elsewhere; here each name will do."""

    def get(self, name: str, default: Any = None) -> Any:
        """The filter, or one that stands for it."""
        return super().get(name, str)


READER = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
READER.filters = _AnyFilter(READER.filters)


def all_templates() -> list[str]:
    """Every template of our own, by the name that it is rendered under."""
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())


def source(name: str) -> str:
    """The text of a template."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Names:
    """What one template uses without making it itself, and the other templates of ours that it reaches."""

    used: frozenset[str]
    made: frozenset[str]
    extended: frozenset[str]
    included: frozenset[str]
    imported: frozenset[str]


def names_in(name: str) -> Names:
    """The names in the template called `name`."""
    tree = READER.parse(source(name))
    used = meta.find_undeclared_variables(tree)
    asked = {each.node.name for each in tree.find_all(nodes.Test) if each.name == "defined" and _is_name(each.node)}
    made = _made(tree)
    extended = {_text(each.template) for each in tree.find_all(nodes.Extends)}
    imports = list(tree.find_all((nodes.FromImport, nodes.Import)))
    included = {_text(each.template) for each in tree.find_all(nodes.Include)}
    included |= {_text(each.template) for each in imports if each.with_context}
    imported = {_text(each.template) for each in imports if not each.with_context}
    ours = set(all_templates())
    return Names(
        frozenset(used - made - asked),
        frozenset(made),
        *(frozenset(each & ours) for each in (extended, included, imported)),
    )


def _is_name(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name)


def _made(tree: nodes.Template) -> set[str]:
    """The names that the template sets, defines or imports. Those of loops are known to Jinja itself."""
    made = {each.name for each in tree.find_all(nodes.Macro)} | {each.target for each in tree.find_all(nodes.Import)}
    for each in tree.find_all(nodes.FromImport):
        made |= {part if isinstance(part, str) else part[1] for part in each.names}
    for each in tree.find_all(nodes.Assign):
        made |= {name.name for name in each.find_all(nodes.Name) if name.ctx == "store"}
    return made


def _text(node: nodes.Node) -> str:
    return str(node.value) if isinstance(node, nodes.Const) else ""


def needed(name: str) -> set[str]:
    """What must be given to draw `name` with all that it extends and includes."""
    line = [names_in(name)]  # the template, the one it extends, and so on: they share the names they make
    while line[-1].extended:
        line.append(names_in(next(iter(line[-1].extended))))
    used = set[str]().union(*(each.used for each in line))
    for each in line:
        used = used.union(*(needed(part) for part in each.included))
    return used.difference(*(each.made for each in line))


@dataclass(frozen=True, slots=True)
class Call:
    """A place that draws a template: which one, and with which names."""

    place: str
    template: str
    given: frozenset[str]


def calls() -> list[Call]:
    """Every call of render_template in the application."""
    return [call for path in sorted((ROOT / "programme").rglob("*.py")) for call in _calls_in(path)]


def _calls_in(path: Path) -> Iterator[Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "render_template":
            place = f"{path.relative_to(ROOT)}:{node.lineno}"
            for template in _templates_of(node.args[0], tree):
                yield Call(place, template, frozenset(_given(node, tree)))


def _templates_of(node: ast.expr, tree: ast.Module) -> set[str]:
    """The template's name; for a variable all template names that the module holds."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        return _templates_of(node.body, tree) | _templates_of(node.orelse, tree)
    assigned = _values(tree, getattr(node, "id", ""))
    constants = [each for value in assigned or [tree] for each in ast.walk(value) if isinstance(each, ast.Constant)]
    return {each.value for each in constants if isinstance(each.value, str) and each.value.endswith(SUFFIXES)}


def _given(call: ast.Call, tree: ast.Module) -> set[str]:
    names = {word.arg for word in call.keywords if word.arg}
    for word in call.keywords:
        if word.arg is None:
            for value in _values(tree, getattr(word.value, "id", "")):
                names |= _keys(value)
    return names


def _keys(value: ast.expr) -> set[str]:
    if isinstance(value, ast.Dict):
        return {key.value for key in value.keys if isinstance(key, ast.Constant)}
    if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "dict":
        return {word.arg for word in value.keywords if word.arg}
    return set()


def _values(tree: ast.Module, name: str) -> list[ast.expr]:
    found = [each for each in ast.walk(tree) if isinstance(each, (ast.Assign, ast.AnnAssign)) and each.value]
    values = list[ast.expr]()
    for each in found:
        targets = each.targets if isinstance(each, ast.Assign) else [each.target]
        if name in {getattr(target, "id", None) for target in targets}:
            values.append(each.value)  # type: ignore[arg-type]
    return values
