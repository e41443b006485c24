"""PURE: frozen dataclasses to plain JSON data and back, by their own type hints."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Thing = TypeVar("Thing")


def to_plain(thing: object) -> Any:
    """Dataclasses as objects by field, tuples as lists; everything else as it is.

    An empty field that need not be given is left out, so that what was written before there was one stays as it is.
    """
    if is_dataclass(thing):
        return {
            each.name: to_plain(value)
            for each in fields(thing)
            if (value := getattr(thing, each.name)) or each.default_factory is MISSING
        }
    if isinstance(thing, Mapping):
        return {key: to_plain(value) for key, value in thing.items()}
    return [to_plain(each) for each in thing] if isinstance(thing, tuple | list) else thing


def from_plain(kind: type[Thing], data: Mapping[str, Any]) -> Thing:
    """The dataclass of this kind that `to_plain` wrote; raises TypeError where a field that must be given is not."""
    return kind(**{name: _read(hint, data[name]) for name, hint in _HINTS(kind).items() if name in data})


_HINTS: Callable[[type], dict[str, Any]] = cache(get_type_hints)


def _read(hint: Any, value: Any) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if value is None or (origin is None and not is_dataclass(hint)):
        return value
    if origin is UnionType:
        return _read(next(each for each in inner if each is not NoneType), value)
    if origin is tuple:
        return _tuple(inner, value)
    if origin is None:
        return from_plain(hint, value)
    return {key: _read(inner[1], each) for key, each in value.items()}


def _tuple(inner: tuple[Any, ...], value: Sequence[Any]) -> tuple[Any, ...]:
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_read(inner[0], each) for each in value)
    return tuple(_read(hint, each) for hint, each in zip(inner, value, strict=True))
