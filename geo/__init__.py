"""Shapes, metres and minutes: reading, projecting, joining, travelling. Knows nothing of agencies."""

import os

# GDAL reads this once, when pyogrio is imported: no reader that follows a recipe to other files or
# addresses is there at all. `contents` refuses such files even where GDAL was loaded before.
os.environ.setdefault("OGR_SKIP", "OGR_VRT,GDALG,HTTP")
