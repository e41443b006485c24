"""Pages about reflections: a fellow's own, and how many a cohort has."""
