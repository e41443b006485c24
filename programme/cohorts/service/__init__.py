"""Writes about programmes and cohorts. What is written about fellows stands in the modules beside this one."""

from programme.cohorts.service.programmes import (
    create_cohort,
    create_programme,
    edit_cohort,
    edit_programme,
    move_cohort,
)

__all__ = ["create_cohort", "create_programme", "edit_cohort", "edit_programme", "move_cohort"]
