"""How the pages of docs/ become those of the site (hooks of MkDocs), so that docs/ itself reads well on a code host.

The change log and the guide for contributors, which stand at the top of the repository, become pages; links to what has no
page lose their link; the fences of examples that are tests (`file NAME`, `command`, `stdout`, `exit`) get a title, or become a
terminal.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]

#: Files of the repository outside docs/ that are pages of the site, and the page that stands for the README.
PAGES = {"CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}
STANDS_FOR = {**PAGES, "README.md": "index.md"}

#: The languages of files, by suffix, as the highlighter calls them.
_LANGUAGES = {".md": "markdown", ".txt": "text", ".py": "python", ".jsonl": "json", ".html": "html"}
_FENCE = re.compile(r"(?m)^(`{3,})(?:file|output) (\S+)$")
#: A fence of a command or of what comes of it; and a command with all that comes of it.
_ONE = r"^(`{3,})(command|stdout|stderr|exit)\n(.*?)^\1$"
_COMMAND = re.compile(r"(?ms)^(`{3,})command\n.*?^\1$(?:\s+^(`{3,})(?:stdout|stderr|exit)\n.*?^\2$)*")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    from mkdocs.structure.files import File

    for source, page in PAGES.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, **kwargs: Any) -> str:
    uri = page.file.src_uri
    source = next((source for source, name in PAGES.items() if name == uri), f"docs/{uri}")
    return _FENCE.sub(_titled, _COMMAND.sub(_as_console, relinked(markdown, source)))


def on_post_build(config: MkDocsConfig, **kwargs: Any) -> None:
    """The index of the search as a script, too, for a site that is opened from a folder."""
    folder = Path(config.site_dir) / "search"
    index = (folder / "search_index.json").read_text(encoding="utf-8")
    (folder / "search_index.js").write_text(f"var __index = {index}", encoding="utf-8")


def relinked(markdown: str, source: str) -> str:
    """The text of a file of the repository with its links as they are on the site.

    >>> relinked("[changes](../CHANGELOG.md), [the packs](../docconv/data/labels), [codes](codes.md#i001)", "docs/model.md")
    '[changes](changelog.md), the packs, [codes](codes.md#i001)'
    >>> relinked("[codes](docs/codes.md)", "CHANGELOG.md")
    '[codes](codes.md)'
    """
    here = Path(source).parent
    page = Path(source).relative_to("docs") if source.startswith("docs/") else Path(PAGES[source])

    def whole(found: re.Match[str]) -> str:
        text, target = found[1], found[2]
        address, mark, place = target.partition("#")
        if not address or re.match(r"[a-z]+:", address):
            return found[0]
        path = os.path.normpath(here / address)
        path = STANDS_FOR.get(path, path[5:] if path.startswith("docs/") else "")
        return f"[{text}]({os.path.relpath(path, page.parent)}{mark}{place})" if path else text

    return re.sub(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)", whole, markdown)


def _titled(found: re.Match[str]) -> str:
    """A fence of a file that an example has or makes, as the site's highlighter reads it."""
    fence, name = found.groups()
    suffix = Path(name).suffix
    return f'{fence}{_LANGUAGES.get(suffix, suffix[1:]) or "text"} title="{name}"'


def _as_console(found: re.Match[str]) -> str:
    """A command with what it writes and ends with, as a terminal shows them."""
    shown: list[str] = []
    for _, kind, text in re.findall(_ONE, found[0], re.MULTILINE | re.DOTALL):
        shown.append({"command": f"$ {text}", "exit": f"(exit code {text.strip()})\n"}.get(kind, text))
    return f"````console\n{''.join(shown)}````"
