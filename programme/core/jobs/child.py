"""A job's own process: bounded in memory and time, gone when its worker is gone."""

import ctypes
import gc
import multiprocessing
import os
import resource
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess

from flask import Flask

from programme.core.db import db
from programme.core.errors import DomainError
from programme.core.jobs import service
from programme.core.jobs.service import RunningJob
from programme.core.logs import log, report_problem
from programme.core.settings import Settings

Run = Callable[[RunningJob], None]
UNEXPECTED = (
    "Something went wrong on our side. The job can be started again; if it fails twice, tell support this code: "
)
COLLECTED_AFTER = 50_000
"""How many more objects there are before garbage is looked for: most of what a job makes, it needs to its end."""
LARGE_BLOCK = 128 * 1024
MMAP_THRESHOLD = -3  # what malloc.h calls it
TOO_LARGE = "It needed more memory than one job may use."
TOO_LONG = "It took longer than one job may take."

_prepared: dict[str, tuple[Flask, Mapping[str, Run]]] = {}


def prepare(make: Callable[[], Flask], jobs: Mapping[str, Run]) -> Flask:
    """Build the application once in this process and remember what each job's name means."""
    if "app" not in _prepared:
        _prepared["app"] = (make(), jobs)
    return _prepared["app"][0]


def context(preload: str) -> ForkServerContext:
    """Where children come from: a small server that has imported `preload` once, so each starts warm."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([preload])
    return found


def wait_until_ready(source: ForkServerContext) -> None:
    """Return when children start at once, and run the code that stood here when the worker started.

    A job that waited for its child meanwhile would lose its lease on a busy machine: nobody says yet that it is alive.
    """
    first = source.Process(target=_nothing, daemon=True)
    first.start()
    first.join()


def _nothing() -> None:
    """The whole life of the first child."""


def enter(job: RunningJob, memory_megabytes: int, alive: Connection) -> None:
    """The child's whole life: do the job and end it, in words if it fails."""
    gc.freeze()  # what was inherited lives as long as this process: to look through it would copy every page of it
    gc.set_threshold(COLLECTED_AFTER)
    _give_large_blocks_back()
    threading.Thread(target=_end_with_the_worker, args=(alive,), daemon=True).start()
    ceiling = memory_megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    app, jobs = _prepared["app"]
    with app.app_context():
        db.engine.dispose(close=False)
        run_here(job, jobs)


def _give_large_blocks_back() -> None:
    """Let every large block of memory go back to the system once it is freed.

    By itself GNU's C library takes each that is freed for a sign to keep the next one; what then lies between the
    blocks that are in use makes a job much larger than what it holds. Other C libraries have no such setting.
    """
    setting = getattr(ctypes.CDLL(None), "mallopt", None)
    if setting is not None:
        setting(MMAP_THRESHOLD, LARGE_BLOCK)


def run_here(job: RunningJob, jobs: Mapping[str, Run]) -> None:
    """Do the job in this process."""
    try:
        jobs[job.name](job)
    except service.LeaseLost:
        return
    except DomainError as problem:
        service.fail(job, problem.message)
    except MemoryError:
        service.fail(job, TOO_LARGE)
    except Exception as problem:
        report_problem("job failed", problem, job=str(job.id), task=job.name)
        service.fail(job, UNEXPECTED + str(job.id)[:8])


def watch(job: RunningJob, settings: Settings, source: ForkServerContext) -> None:
    """Start the child, keep its lease alive, and see to its end."""
    theirs, ours = source.Pipe(duplex=False)
    child = source.Process(target=enter, args=(job, settings.job_memory_megabytes, theirs), daemon=True)
    child.start()
    theirs.close()
    lease_for = timedelta(seconds=settings.job_lease_seconds)
    try:
        _keep_alive(child, job, lease_for, time.monotonic() + settings.job_limit_seconds)
    finally:
        ours.close()
        if child.is_alive():
            child.kill()
        child.join()
    _settle(job, child.exitcode)


def _keep_alive(child: ForkServerProcess, job: RunningJob, lease_for: timedelta, deadline: float) -> None:
    pause = max(lease_for.total_seconds() / 4, 0.2)
    while child.is_alive():
        child.join(min(pause, max(deadline - time.monotonic(), 0.01)))
        try:
            if time.monotonic() >= deadline and child.is_alive():
                child.kill()
                child.join()
                service.fail(job, TOO_LONG)
            elif child.is_alive():
                service.beat(job, lease_for)
        except service.LeaseLost:
            return


def _settle(job: RunningJob, exit_code: int | None) -> None:
    """A child that ended without a word gives its job back."""
    try:
        service.release(job)
        log.warning("job interrupted", extra={"job": str(job.id), "exit": exit_code})
    except service.LeaseLost:
        return


def _end_with_the_worker(alive: Connection) -> None:
    try:
        alive.recv()
    except (EOFError, OSError):
        os._exit(1)
