"""The worker: takes jobs and mails from the queue. Run as `python -m programme.worker`.

This module alone knows every job by name, so the web process starts without the heavy libraries that jobs need.
"""

import uuid
from datetime import timedelta
from threading import Thread

from sqlalchemy.orm import configure_mappers

from programme import app_or_exit
from programme.cohorts import jobs as cohorts
from programme.cohorts.models import RosterImport
from programme.cohorts.service import rosters, uploads
from programme.core.db import transaction
from programme.core.jobs import child, consumer, queue, service
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
first_child = Thread(target=child.wait_until_ready, args=(source,), daemon=True)

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
    first_child.join()
    taken = service.claim(subject_id, timedelta(seconds=settings.job_lease_seconds))
    if taken is not None:
        child.watch(taken, settings, source)


def jobs_again() -> None:
    """Ask again for every job that waits, those of dead workers too."""
    for job_id in service.recover():
        queue.push(service.TASK, job_id)


def mails_again() -> None:
    """Ask again for every mail that is due, those of dead workers too."""
    with transaction():
        due = outbox.recover()
    for mail_id in due:
        queue.push(outbox.TASK, mail_id)


def old_uploads() -> None:
    """Forget files that were uploaded and not imported in time."""
    with transaction():
        uploads.forget_old(ResultsImport)
        uploads.forget_old(RosterImport)


def waves() -> None:
    """Open and close the waves of surveys that are due."""
    with transaction():
        clockwork.keep_time()


def survey_mails() -> None:
    """Post the mails about surveys that are due."""
    with transaction():
        mailing.post_due()


def tick() -> None:
    """Do all that comes due with time."""
    consumer.do_all((jobs_again, mails_again, old_uploads, waves, survey_mails))


def main() -> None:
    """Work until told to stop."""
    with app.app_context():
        ours = queue.queue()
    ours.run, ours.tick = run, tick
    first_child.start()
    consumer.work(ours, WORKERS)
