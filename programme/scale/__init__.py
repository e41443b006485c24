"""A large invented installation, to measure Canopy with: `flask seed-scale`."""
