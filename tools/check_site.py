"""Check the built site: nothing that a page needs comes from another host, and what it needs is there.

python -m tools.check_site build/site
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml import html

#: What a browser fetches to show a page: element and attribute.
_NEEDS = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
}
#: The links of a head that are fetched; others only say where something is.
_FETCHED = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest"}
_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")


def needs_of_page(source: str) -> Iterator[str]:
    """The addresses that a browser fetches to show a page, styles in the page included.

    >>> list(needs_of_page('<link rel="stylesheet" href="a.css"><a href="https://x.example"></a><img src="b.png">'))
    ['a.css', 'b.png']
    """
    for element in html.document_fromstring(source).iter("*"):
        if element.tag == "link" and _FETCHED & set((element.get("rel") or "").split()):
            yield element.get("href") or ""
        if element.tag in _NEEDS and element.get(_NEEDS[element.tag]):
            yield element.get(_NEEDS[element.tag]) or ""
        yield from (part.split()[0] for part in (element.get("srcset") or "").split(",") if part.strip())
        yield from needs_of_style(element.get("style") or "")
        if element.tag == "style":
            yield from needs_of_style(element.text or "")


def needs_of_style(source: str) -> Iterator[str]:
    """The addresses that a style sheet fetches.

    >>> list(needs_of_style("@import 'a.css'; b { background: url(c.png) }"))
    ['a.css', 'c.png']
    """
    for one, other in _ADDRESS.findall(source):
        yield one or other


def faults(site: Path) -> Iterator[str]:
    """What is wrong with a site, a line each."""
    pages = sorted(site.rglob("*.html"))
    if not pages:
        yield f"{site} has no page"
    for file in [*pages, *sorted(site.rglob("*.css"))]:
        source = file.read_text(encoding="utf-8")
        for address in needs_of_page(source) if file.suffix == ".html" else needs_of_style(source):
            if address.startswith(("data:", "#")):
                continue
            if re.match(r"[a-z]+:|//", address):
                yield f"{file.relative_to(site)} needs {address}"
            elif (
                not (site if address.startswith("/") else file.parent)
                .joinpath(unquote(re.split("[?#]", address)[0]).lstrip("/"))
                .is_file()
            ):
                yield f"{file.relative_to(site)} needs {address}, which is not there"


if __name__ == "__main__":
    found = list(faults(Path(sys.argv[1])))
    print(*found, f"{len(found)} faults of the site", sep="\n")
    sys.exit(bool(found))
