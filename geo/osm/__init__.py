"""Objects of OpenStreetMap files by their tags, as places; and files cut to an area."""
