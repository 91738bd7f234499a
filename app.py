"""The Chalice app: registers the blueprints; no logic."""

from chalice.app import Chalice

from chalicelib.jobs.allocation_report import reporting
from chalicelib.jobs.daily_sweep import daily
from chalicelib.jobs.document_events import document_scans
from chalicelib.jobs.load_program import loading
from chalicelib.jobs.mail_events import mailing
from chalicelib.jobs.send_notices import notices
from chalicelib.jobs.sweeper import sweeper
from chalicelib.web.api import api
from chalicelib.web.pages import pages
from chalicelib.workflow.application import application_steps
from chalicelib.workflow.disbursement import disbursement_steps
from chalicelib.workflow.reallocation import reallocation_steps

app = Chalice(app_name="peer-funding", configure_logs=False)
for blueprint in (
    api,
    pages,
    application_steps,
    disbursement_steps,
    reallocation_steps,
    sweeper,
    daily,
    reporting,
    loading,
    notices,
    mailing,
    document_scans,
):
    app.register_blueprint(blueprint)
