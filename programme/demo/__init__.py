"""The demonstration: an invented programme, loaded by `python -m programme.demo` in demo mode only."""
