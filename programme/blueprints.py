"""Every blueprint of the application. A module of views adds its pages when it is loaded, so all are named here."""

from programme.accounts.views import addresses, door, people, proposals, relations
from programme.accounts.views import blueprint as accounts
from programme.accounts.views import own as own_account
from programme.cohorts.views import blueprint as cohorts
from programme.cohorts.views import cohorts as cohort_pages
from programme.cohorts.views import fellows, inviting, programmes, rosters
from programme.cohorts.views import own as own_year
from programme.cohorts.views import relations as supporters
from programme.equality.views import blueprint as equality
from programme.home.views.admin import blueprint as admin
from programme.home.views.landing import blueprint as home
from programme.organisations.views import blueprint as organisations
from programme.questionnaires.views import blueprint as questionnaires
from programme.reflections.views.cohort import blueprint as cohort_reflections
from programme.reflections.views.own import blueprint as reflections
from programme.reports.views import blueprint as reports
from programme.reports.views import deciding, lists, making, reading, releasing
from programme.surveys.views import blueprint as surveys
from programme.surveys.views import imports, waves
from programme.surveys.views import surveys as survey_pages
from programme.surveys.views.by_link import blueprint as survey_links
from programme.surveys.views.own import blueprint as own_surveys
from programme.surveys.views.stopping import blueprint as survey_mails

PAGES = (
    *(addresses, door, own_account, people, proposals, relations),
    *(cohort_pages, fellows, inviting, own_year, programmes, rosters, supporters),
    *(imports, survey_pages, waves),
    *(deciding, lists, making, reading, releasing),
)
BLUEPRINTS = (
    *(home, accounts, cohorts, organisations, questionnaires),
    *(surveys, survey_links, own_surveys, survey_mails, equality, reflections, cohort_reflections, reports, admin),
)
