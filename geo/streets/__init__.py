"""The streets: built, snapped to, travelled."""
