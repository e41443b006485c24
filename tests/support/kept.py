"""What each application compiles for itself, its templates and addresses, kept for all applications of a run.

Nearly every test makes an application of its own. To compile took more than half of the time of the tests of pages.
"""

from collections.abc import Callable, Hashable
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


class Templates(BytecodeCache):
    """The code of each template by name and file; Jinja asks for it with the checksum of the source that it has."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand out what is kept; Jinja refuses it if the source is another now."""
        if (found := self.code.get(bucket.key)) is not None:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled just now."""
        self.code[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = Templates()
BUILDERS: dict[Hashable, Callable[..., tuple[str, str]]] = {}


class KeepingEnvironment(Environment):
    """The template engine of Flask, with `TEMPLATES`."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, bytecode_cache=TEMPLATES, **options)


class KeepingRule(Rule):
    """An address of Flask; the function that writes it out is the same for all rules that read the same."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        reads = (self.rule, append_unknown, tuple(self._trace), repr(self.defaults))
        if reads not in BUILDERS:
            BUILDERS[reads] = super()._compile_builder(append_unknown)
        return BUILDERS[reads]


def keep_compiled() -> None:
    """Let every application made from now on share what was compiled."""
    Flask.jinja_environment = KeepingEnvironment
    Flask.url_rule_class = KeepingRule
