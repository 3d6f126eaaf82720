"""A region.toml for files that nobody described: what each is, and which column holds what."""
