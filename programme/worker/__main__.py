"""Starts the worker. Apart from the rest, so that a job's own process does not load the worker twice."""

from programme.worker import main

main()
