"""Sites and the points that they reach: overlaps, losses, the fewest sites that keep a cover."""
