"""Every kind of duplication, a file each: what it is, when it applies, how it is measured."""
