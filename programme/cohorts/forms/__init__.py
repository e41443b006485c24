"""Forms about programmes and cohorts, and about fellows."""
