"""The worker: takes jobs and mails from the queue. Run as `python -m programme.worker`.

This module alone knows every job by name, so the web process starts without the heavy libraries that jobs need.
"""

import uuid
from datetime import timedelta
from multiprocessing import forkserver

from sqlalchemy.orm import configure_mappers

from programme import app_or_exit
from programme.cohorts import jobs as cohorts
from programme.cohorts.models import RosterImport
from programme.cohorts.service import rosters, uploads
from programme.core.db import transaction
from programme.core.jobs import child, queue, service
from programme.core.jobs.child import Run
from programme.core.mail import outbox, sending
from programme.core.settings import Settings
from programme.reports import jobs as reports
from programme.reports import service as report_service
from programme.surveys import jobs as surveys
from programme.surveys.models import ResultsImport
from programme.surveys.service import clockwork, imports, mailing, results

JOBS: dict[str, Run] = {
    rosters.JOB: cohorts.import_roster,
    imports.JOB: surveys.import_results,
    results.JOB: surveys.survey_results,
    report_service.JOB: reports.make_report,
}
WORKERS = 2
THIS = "programme.worker"

app = child.prepare(app_or_exit, JOBS)
source = child.context(THIS)

# Done once here, for the server that children come from, instead of anew in every child.
configure_mappers()
for template in reports.TEMPLATES:
    app.jinja_env.get_template(template)


def run(task: str, subject_id: uuid.UUID) -> None:
    """Do one task from the queue: send a mail here, or a job in a process of its own."""
    settings: Settings = app.extensions["canopy.settings"]
    if task == outbox.TASK:
        sending.send(subject_id)
        return
    taken = service.claim(subject_id, timedelta(seconds=settings.job_lease_seconds))
    if taken is not None:
        child.watch(taken, settings, source)


def tick() -> None:
    """Ask again for all that is due: jobs and mails of dead workers, mails to be tried later; forget old uploads."""
    for job_id in service.recover():
        queue.push(service.TASK, job_id)
    with transaction():
        due = outbox.recover()
        uploads.forget_old(ResultsImport)
        uploads.forget_old(RosterImport)
    with transaction():
        clockwork.keep_time()
    with transaction():
        mailing.post_due()
    for mail_id in due:
        queue.push(outbox.TASK, mail_id)


def main() -> None:
    """Work until told to stop."""
    with app.app_context():
        ours = queue.queue()
    ours.run, ours.tick = run, tick
    forkserver.ensure_running()  # now, so that every child runs the code that this worker started with
    consumer = ours.huey.create_consumer(workers=WORKERS, initial_delay=0.1, max_delay=1.0, scheduler_interval=1)
    consumer.run()
