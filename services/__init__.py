"""Who delivers what, where it is done twice, and what to do about it."""
