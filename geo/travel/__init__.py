"""Travel over the streets: quickest ways, who is reached, what is nearest."""
