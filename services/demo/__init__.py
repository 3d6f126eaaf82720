"""The built-in fictional region, and regions of the same kind at any size."""
