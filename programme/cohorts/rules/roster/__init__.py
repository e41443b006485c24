"""PURE: a roster's file, from its columns to what it would change in a cohort."""
