"""Where everything lies in the tree. A path starts with a slash and names a file; an address may end
with a slash.
"""

import re
import unicodedata

ASSETS = "/assets"
FILES = "/files"
HOME = "/index.html"
NOT_FOUND = "/404.html"
ROBOTS = "/robots.txt"
LEDGER_HEADS = "/ledger-heads.json"
SITEMAP = "/sitemap.xml"
SITE_FEED = "/feeds/index.xml"
ACCESSIBILITY = "/about/accessibility.html"
SITE_MAP_PAGE = "/about/site-map.html"
CATALOGUE = "/catalogue/"
LIBRARY = "/library/"
ORGANS = "/organs/"
APPLY = "/apply/"

DYNAMIC = ("/desk", "/api", "/search", "/apply", "/progress", "/static", "/healthz")
"""First parts of addresses that the application answers; the tree never holds them."""

VOLATILE = frozenset({LEDGER_HEADS})
"""Files whose content says when they were made; a check asks only that they are there."""


def file_of(address: str) -> str:
    """The file behind an address: `/library/` -> `/library/index.html`."""
    return f"{address}index.html" if address.endswith("/") else address


def channel_root(code: str) -> str:
    """Address of a channel of the main site; the main site itself lies at `/`."""
    return f"/channels/{code}/"


def column_address(root: str, path: str) -> str:
    """`root` of the site and the path of the column below it."""
    return f"{root}{path.strip('/')}/"


def numbered(address: str, page: int) -> str:
    """A numbered page of the list that lies at an address ending with a slash."""
    return f"{address}{page}.html"


def feed_of(address: str) -> str:
    """The Atom feed of a list: `/news/notices/` -> `/feeds/news/notices.xml`."""
    return f"/feeds{address.rstrip('/')}.xml"


def sitemap_part(number: int) -> str:
    return f"/sitemaps/{number}.xml"


_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|#%&]+')
_RUNS = re.compile(r"[\s_]+")
NAME_BYTES = 160


def clean_name(name: str) -> str:
    """A file name that is safe in a tree and in an address and keeps its words and ending.

    `../a b?.pdf` -> `a_b.pdf`. Never empty, never hidden, at most NAME_BYTES bytes in UTF-8.
    """
    text = unicodedata.normalize("NFC", name)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Co", "Cs", "Cn"})
    text = _RUNS.sub("_", _FORBIDDEN.sub(" ", text).strip()).strip("._ ")
    stem, dot, ending = text.rpartition(".")
    if not dot or len(ending) > 8:
        stem, ending = text, ""
    tail = f".{ending}" if ending else ""
    room = NAME_BYTES - len(tail.encode())
    stem = stem.encode()[:room].decode(errors="ignore").rstrip("._ ")
    return f"{stem or 'file'}{tail}"


def attachment_path(digest: str, name: str) -> str:
    """Public copy of an attachment: the same content under the same name is one file."""
    return f"{FILES}/{digest[:2]}/{digest[2:18]}/{clean_name(name)}"
