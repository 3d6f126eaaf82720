"""What makers of street data call their columns; letters and digits of the names only.

Of OSMnx, OpenStreetMap extracts, TIGER, county centrelines, AequilibraE, GMNS, SUMO, MATSim, TransCAD,
Visum, pgRouting, HERE, TomTom, Ordnance Survey, IGN and NWB, as their documents name them.
"""

from __future__ import annotations

from typing import Final

#: Nodes at the start and at the end.
ENDS: Final = (
    ("u", "v"),
    ("from", "to"),
    ("fromnode", "tonode"),
    ("fromnodeid", "tonodeid"),
    ("fromid", "toid"),
    ("fromnodeno", "tonodeno"),
    ("edgefrom", "edgeto"),
    ("anode", "bnode"),
    ("nodea", "nodeb"),
    ("nodefrom", "nodeto"),
    ("inode", "jnode"),
    ("fnode", "tnode"),
    ("source", "target"),
    ("sourceid", "targetid"),
    ("startnode", "endnode"),
    ("startnodeid", "endnodeid"),
    ("startid", "endid"),
    ("startpoint", "endpoint"),
    ("tnidf", "tnidt"),
    ("refinid", "nrefinid"),
    ("fjnctid", "tjnctid"),
    ("jteidbeg", "jteidend"),
    ("vonknotnr", "nachknotnr"),
    ("vonknoten", "nachknoten"),
    ("nodoorigen", "nododestino"),
    ("nodoinicio", "nodofin"),
    ("a", "b"),
)

#: First nodes as OSMnx, SUMO and AequilibraE call them, whose lengths are metres; and what stands
#: beside `from` in those of MATSim and SUMO.
METRIC_TAILS: Final = ("u", "edgefrom", "anode")
METRIC_SIGNS: Final = ("freespeed", "permlanes", "numlanes", "spreadtype")

#: Levels at the start and at the end.
END_LEVELS: Final = (
    ("fzlev", "tzlev"),
    ("fzlevel", "tzlevel"),
    ("felev", "telev"),
    ("flevel", "tlevel"),
    ("fromlevel", "tolevel"),
    ("frlevel", "tolevel"),
    ("fromlev", "tolev"),
    ("fromzlev", "tozlev"),
    ("fromzlevel", "tozlevel"),
    ("fromelev", "toelev"),
    ("zlevelfrom", "zlevelto"),
    ("levelfrom", "levelto"),
    ("startlevel", "endlevel"),
)

#: Lengths whose name says the unit, and lengths.
LENGTH_UNITS: Final = {
    "m": ("lengthm", "lenm", "lengthmeters", "lengthmetres", "meters", "metres", "distm",
          "distancem", "distmeters", "distancemeters", "longitudm", "laengem", "längem", "longueurm"),
    "km": ("lengthkm", "lenkm", "km", "kilometers", "kilometres", "distkm", "distancekm",
           "lengthkilometers", "longitudkm", "laengekm", "längekm", "longueurkm"),
    "mi": ("lengthmi", "lenmi", "miles", "lengthmile", "lengthmiles", "distmi", "distmiles",
           "distancemiles", "distancemi"),
    "ft": ("lengthft", "lenft", "feet", "lengthfeet", "distft", "distancefeet", "distanceft"),
}  # fmt: skip
LENGTHS: Final = (
    "length", "len", "distance", "dist", "segmentlength", "seglength", "linklength", "roadlength",
    "lengthgeo", "laenge", "länge", "longueur", "longitud", "longitudtramo", "lunghezza",
)  # fmt: skip

#: What a geographic information system keeps of a line by itself: in the unit of its map, no more
#: than what the line says anyway.
DRAWN_LENGTHS: Final = (
    "shapelength",
    "shapeleng",
    "shapelen",
    "shapestlength",
    "stlength",
    "shapestlen",
)

#: Speeds whose name says the unit, and speeds; against the line with `_BACK`.
SPEED_UNITS: Final = {
    "mph": ("speedmph", "mph", "speedlimitmph", "maxspeedmph", "postedmph", "freespeedmph", "spdmph"),
    "kmh": ("speedkmh", "speedkph", "kmh", "kph", "maxspeedkmh", "maxspeedkph", "speedlimitkmh",
            "speedlimitkph", "freespeedkmh", "vitmoyvl", "vitessekmh", "velocidadkmh", "vkmh", "v0prt"),
    "ms": ("speedms", "freespeedms", "speedmps"),
}  # fmt: skip
SPEEDS: Final = (
    "maxspeed", "speed", "speedlimit", "speedlim", "speedlmt", "spdlimit", "spdlim", "spdlmt",
    "postedspeed", "postedspd", "postedspee", "pstdspd", "postspd", "posted", "speedposted",
    "freespeed", "freeflowspeed", "ffspeed", "ffs", "speedavg", "avgspeed", "speedlm",
    "vmax", "velocidad", "velocidadmaxima", "velmax", "vitesse", "vitessemax", "vitessemaxi",
    "geschwindigkeit", "hoechstgeschwindigkeit", "höchstgeschwindigkeit", "edgespeed",
)  # fmt: skip

#: Speeds along and against the line.
SPEED_PAIRS: Final = (
    ("speedab", "speedba"),
    ("abspeed", "baspeed"),
    ("maxspeedforward", "maxspeedbackward"),
    ("frspdlim", "tospdlim"),
    ("frspeedlim", "tospeedlim"),
    ("ftspeed", "tfspeed"),
    ("speedft", "speedtf"),
    ("freespeedab", "freespeedba"),
    ("fromspeed", "tospeed"),
    ("speedfwd", "speedbwd"),
)

MINUTES: Final = (
    "minutes", "mins", "timemin", "timemins", "timeminutes", "traveltimemin", "traveltimeminutes", "ttmin",
    "drivetimemin", "driveminutes", "tiempomin", "fahrzeitmin",
)  # fmt: skip
SECONDS: Final = (
    "seconds", "secs", "timesec", "timeseconds", "timesecs", "traveltimesec", "traveltimesecs",
    "traveltimeseconds", "traveltimes", "durationsec", "durations", "ttsec",
)  # fmt: skip
TIMES: Final = (
    "traveltime",
    "time",
    "duration",
    "drivetime",
    "segtime",
    "ett",
    "tt",
    "freeflowtime",
    "fftime",
)

#: Minutes along and against the line.
MINUTE_PAIRS: Final = (("ftminutes", "tfminutes"), ("ftmin", "tfmin"), ("minutesab", "minutesba"))

ONEWAYS: Final = (
    "oneway", "onewaydir", "onewaycode", "onewayst", "onewaystreet", "isoneway", "dirtravel", "directed",
    "directionality", "traveldir", "traveldirection", "trafficdir", "trafficdirection", "einbahn",
    "einbahnstrasse", "sens", "sensdecirculation", "sensdecirc", "senscircul", "sentido",
)  # fmt: skip
#: May as well be a compass direction, or a heading: told by what is in them alone.
DIRECTIONS: Final = ("direction", "dir", "flow", "flowdir")

CLASSES: Final = (
    "highway", "fclass", "roadclass", "linktype", "linktypename", "facilitytype", "class", "roadtype",
    "roadclassification", "functionalclass", "funcclass", "functionalclassification", "funcclas",
    "streettype", "category", "classification", "type", "edgetype", "subclass", "mtfcc", "rttyp", "frc",
    "fc", "roadcat", "strassenklasse", "clase", "nature",
)  # fmt: skip

LEVELS: Final = (
    "layer",
    "zlevel",
    "zlev",
    "roadlevel",
    "level",
    "possol",
    "posrelsol",
    "niveau",
    "nivel",
)
BRIDGES: Final = (
    "bridge",
    "isbridge",
    "bridgetype",
    "bruecke",
    "brücke",
    "puente",
    "pont",
    "onbridge",
)
TUNNELS: Final = ("tunnel", "istunnel", "tunneltype", "intunnel", "tunel", "túnel")

#: Ids of nodes, likely ones first.
NODE_IDS: Final = (
    "nodeid", "node", "nodeno", "osmid", "nodeosmid", "junctionid", "jnctid", "knotennr", "tnid", "id",
    "vertexid", "vertex", "nodenumber", "nodenum", "n", "idnodo", "fid",
)  # fmt: skip
