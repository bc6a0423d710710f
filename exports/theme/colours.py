"""Colours and type of every document.

Belongs here: the palette for light and dark, the state triple, the font stacks.
Does not belong here: layout (writers) and which state a figure is in (the reports schema says it).
"""

from typing import Final

INK: Final = "#1F2933"
ACCENT: Final = "#0B6E99"
GREY: Final = "#616E7C"
"""Secondary text: 5.3:1 on white."""
LINE: Final = "#CBD2D9"
FAINT: Final = "#F5F7FA"
PAPER: Final = "#FFFFFF"
INPUT: Final = "#FFF8E1"
"""Tint of the cells a person may fill in."""

GOOD: Final = "#2E7D5B"
WATCH: Final = "#9A6213"
"""The house's watch colour #B7791F reads 3.6:1 as text; this darker one reads 5.0:1 and is used for words."""
WATCH_FILL: Final = "#B7791F"
ACT: Final = "#B83232"

DARK: Final = {
    INK: "#E4E7EB",
    ACCENT: "#5BB5DB",
    GREY: "#A6B1BD",
    LINE: "#3E4C59",
    FAINT: "#1C242D",
    PAPER: "#12181F",
    GOOD: "#6CC39B",
    WATCH: "#E0A84A",
    WATCH_FILL: "#E0A84A",
    ACT: "#EF8A8A",
}
"""The same roles on a dark page."""

STATE_SIGN: Final = {"good": "▲", "watch": "●", "act": "▼"}
STATE_WORD: Final = {"good": "good", "watch": "watch", "act": "act"}

SANS_STACK: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
PDF_SERIF: Final = "Libertinus Serif"
PDF_SANS: Final = "DejaVu Sans Mono"
"""The only face without serifs among those Typst carries; system fonts would make bytes differ by machine."""
WORKBOOK_FONT: Final = "Calibri"
