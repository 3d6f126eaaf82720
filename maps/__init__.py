"""What leadership opens: one page, no network."""
