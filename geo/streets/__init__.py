"""The streets: read, built, snapped to."""
