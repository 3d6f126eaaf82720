"""Files in, tables out: every format, and what may be opened."""
