"""Charts as drawings: pure functions from numbers to shapes in a frame that fits a phone. Templates: `ui/charts/`.

Every mark carries the address of its list and its words; numbers are always written, so that no colour has to be
seen. Zero is drawn as a short line, what is not known (None) as a dashed frame.
"""

from gongkai.kernel.ui.charts.bars import bars, stacked
from gongkai.kernel.ui.charts.columns import columns, histogram, trend
from gongkai.kernel.ui.charts.drawing import (
    Chart,
    Drawing,
    Group,
    Line,
    Mark,
    Number,
    Row,
    Shape,
    Stack,
    Text,
    table,
)
from gongkai.kernel.ui.charts.outline import Outlined, outline_map
from gongkai.kernel.ui.charts.tiles import Placed, Step, steps_of, tile_map

__all__ = [
    "Chart",
    "Drawing",
    "Group",
    "Line",
    "Mark",
    "Number",
    "Outlined",
    "Placed",
    "Row",
    "Shape",
    "Stack",
    "Step",
    "Text",
    "bars",
    "columns",
    "histogram",
    "outline_map",
    "stacked",
    "steps_of",
    "table",
    "tile_map",
    "trend",
]
