"""How the systems' databases compare text.

Belongs here: the one collation of the local servers. Does not belong here: sorting of rows.
"""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65536)
def collated(text: str) -> str:
    """Return text as MySQL's general collations compare it: without case and accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
