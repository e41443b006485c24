"""PURE: a file's text becomes a questionnaire, or a list of everything that is wrong with it."""

from typing import Any

import yaml

from programme.questionnaires.rules.checking import checked
from programme.questionnaires.rules.definition import Questionnaire
from programme.questionnaires.rules.faults import Fault, Faults
from programme.questionnaires.rules.storing import from_data

LONGEST_FILE = 500_000


class FaultyQuestionnaire(Exception):
    """The text is no questionnaire; `faults` says all that is wrong, each with file and place."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def read_questionnaire(text: str, name: str) -> Questionnaire:
    """The questionnaire in a YAML text of at most 500,000 characters; `name` is the file's, for the faults.

    Raises:
        FaultyQuestionnaire: with every fault found.
    """
    faults = Faults(name)
    data = _loaded(text, faults)
    if not faults.found:
        checked(data, faults)
    if faults.found:
        raise FaultyQuestionnaire(tuple(faults.found))
    return from_data(data)


class _Loader(yaml.SafeLoader):
    """Plain values alone; a key that stands twice and a reference to another place are faults."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="a reference (*) is not taken", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set[str]()
        for key, _ in node.value:
            words = str(key.value)
            if words in seen:
                raise yaml.MarkedYAMLError(problem=f"“{words}” stands twice", problem_mark=key.start_mark)
            seen.add(words)
        return super().construct_mapping(node, deep)


def _loaded(text: str, faults: Faults) -> Any:
    if len(text) > LONGEST_FILE:
        faults.add("the file", f"it is longer than {LONGEST_FILE:,} characters")
        return None
    try:
        loader = _Loader(text)
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as problem:
        faults.add(_line(problem), f"this is not YAML that can be read: {problem.problem}")
    except yaml.reader.ReaderError as problem:
        line = text[: problem.position].count("\n") + 1
        faults.add(f"line {line}", "there is a character here that YAML does not hold")
    except (ValueError, RecursionError) as problem:  # a date that does not exist, a number too long, lists in lists
        faults.add("the file", f"a value cannot be read: {str(problem)[:200]}")
    return None


def _line(problem: yaml.MarkedYAMLError) -> str:
    mark = problem.problem_mark or problem.context_mark
    return f"line {mark.line + 1}" if mark else "the file"
