"""PURE: how a cohort moves from state to state, and when fellows join and leave. The roster's rules stand beside it."""

from programme.cohorts.rules.states import (
    Move,
    fault_in_change,
    fault_in_dates,
    fault_in_joining,
    fault_in_leaving,
    moves,
)

__all__ = ["Move", "fault_in_change", "fault_in_dates", "fault_in_joining", "fault_in_leaving", "moves"]
