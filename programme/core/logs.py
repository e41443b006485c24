"""Structured logs, a JSON object a line, without personal data: ids and outcomes, never names, addresses or text."""

import logging
import sys
import time
import traceback
import uuid
from pathlib import Path

from flask import Flask, Response, g, request
from pythonjsonlogger.json import JsonFormatter

log = logging.getLogger("canopy")


def init_app(app: Flask) -> None:
    """Write a line for each request: its route (not its address), method, status and duration in ms."""
    _write_json()
    app.before_request(_start)
    app.after_request(_finish)


def _write_json() -> None:
    if any(isinstance(handler.formatter, JsonFormatter) for handler in log.handlers):
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False


def _start() -> None:
    g.request_id = uuid.uuid4().hex
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    if request.endpoint == "static":
        return response
    log.info(
        "request",
        extra={
            "request": g.get("request_id"),
            "route": str(request.url_rule) if request.url_rule else None,
            "method": request.method,
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        },
    )
    return response


def report_problem(message: str, problem: BaseException, **ids: str | None) -> None:
    """Log an unexpected error by its type and place; its own words may hold what a person typed, so they stay out."""
    places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(problem.__traceback__)]
    log.error(message, extra={"problem": type(problem).__name__, "places": places[-12:], **ids})
