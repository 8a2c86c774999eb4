"""What no document can make docconv do: fetch, open other files, expand entities, run code."""

from __future__ import annotations

import ast
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from docconv.conversion import loads_all
from docconv.problems import DocconvError
from docconv.validate import VALIDATORS, validator
from tools.fuzz_targets import FIXTURES, ROOT, seeds, targets

MODULES = sorted((ROOT / "docconv").rglob("*.py"))

# --- the code -----------------------------------------------------------------------------------------

#: What every parser of XML is told, so that it expands no entity and reads nothing but what it is given.
SAFE = {"resolve_entities": False, "load_dtd": False, "no_network": True}
#: Names that build a tree or a parser of lxml or of the standard library without being told anything.
FORBIDDEN_PARSERS = {"HTMLParser", "XMLPullParser", "iterparse", "HTML", "XML", "XMLID", "fromstringlist", "ETCompatXMLParser"}
#: Modules that fetch, run or unpickle; and the few that may have one, with the reason.
FORBIDDEN_MODULES = {
    "socket",
    "ssl",
    "http",
    "urllib.request",
    "ftplib",
    "smtplib",
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
    "webbrowser",
    "xmlrpc",
    "pickle",
    "marshal",
    "shelve",
    "dill",
    "subprocess",
    "ctypes",
    "xml.etree",
    "xml.sax",
    "xml.dom",
    "code",
    "runpy",
}
ALLOWED_MODULES = {("formats/_epubcheck.py", "subprocess"): "runs EPUBCheck, where the user asks for it"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
#: Calls by which YAML makes objects of any class.
YAML_OBJECTS = {"load", "load_all", "unsafe_load", "full_load", "UnsafeLoader", "FullLoader", "Loader", "CLoader"}


def faults_in(tree: ast.AST, name: str) -> Iterator[str]:
    """What a module does that no reader may do, with the line."""
    for node in ast.walk(tree):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            modules = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for module in modules:
            for forbidden in FORBIDDEN_MODULES:
                if (module == forbidden or module.startswith(forbidden + ".")) and (name, forbidden) not in ALLOWED_MODULES:
                    yield f"{node.lineno}: imports {module}"
        if isinstance(node, ast.Call):
            yield from _fault_in_call(node, name)


def _fault_in_call(node: ast.Call, name: str) -> Iterator[str]:
    function = node.func
    if isinstance(function, ast.Name) and function.id in FORBIDDEN_CALLS:
        yield f"{node.lineno}: calls {function.id}"
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return
    holder, called = function.value.id, function.attr
    given = {keyword.arg: keyword.value.value for keyword in node.keywords if isinstance(keyword.value, ast.Constant)}
    if holder == "yaml" and called in YAML_OBJECTS:
        yield f"{node.lineno}: yaml.{called} makes objects"
    if (holder, called) in {("os", "system"), ("os", "popen")}:
        yield f"{node.lineno}: calls {holder}.{called}"
    if holder != "etree":
        return
    if called in FORBIDDEN_PARSERS:
        yield f"{node.lineno}: etree.{called} is not told what it may not do"
    if called == "XMLParser" and (
        {option: given.get(option) for option in SAFE} != SAFE or (given.get("huge_tree") and name != LONG_TEXTS)
    ):
        yield f"{node.lineno}: a parser without {', '.join(f'{name}={value}' for name, value in SAFE.items())}"
    if called in ("fromstring", "parse") and len(node.args) < 2 and not _is_own_schema(node):
        yield f"{node.lineno}: etree.{called} without a parser of ours"


#: The one parser that takes long texts: of pages of books that declare no entity.
LONG_TEXTS = "formats/_epub_pages.py"


def _is_own_schema(node: ast.Call) -> bool:
    return "schema_path(" in ast.unparse(node)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_fetches_runs_or_parses_unsafely(path: Path) -> None:
    name = str(path.relative_to(ROOT / "docconv"))
    assert list(faults_in(ast.parse(path.read_text("utf-8")), name)) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from urllib.request import urlopen",
        "from http import client",
        "import xml.etree.ElementTree",
        "eval('1')",
        "yaml.load(text)",
        "yaml.load(text, yaml.Loader)",
        "etree.fromstring(data)",
        "etree.parse(path)",
        "etree.XMLParser()",
        "etree.HTML(data)",
        "etree.XMLParser(resolve_entities=True, load_dtd=False, no_network=True)",
        "etree.iterparse(path)",
        "os.system('x')",
        "etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True)",
        "import subprocess",
    ],
)
def test_the_rule_finds_what_it_forbids(source: str) -> None:
    assert list(faults_in(ast.parse(source), "formats/x.py"))


def test_the_rule_leaves_what_is_safe() -> None:
    safe = (
        "etree.fromstring(data, etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True))\nyaml.SafeLoader(text)"
    )
    assert list(faults_in(ast.parse(safe), "formats/x.py")) == []


# --- what is done -------------------------------------------------------------------------------------

#: A process of its own reads every fixture in every format and tells what Python itself opens, connects to or starts.
_WATCHED = """
import json, sys
from pathlib import Path
from tools.fuzz_targets import documented, seeds, targets
known = targets()
for target in known.values():
    for seed in seeds(target.format)[:3] + seeds(target.format)[-3:]:
        documented(target, seed)
told = []
def watch(event, given):
    if event == "open" and isinstance(given[0], (str, bytes)):
        told.append([event, str(given[0])])
    elif event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "urllib.", "ftplib.")):
        told.append([event, str(given)[:200]])
sys.addaudithook(watch)
for target in known.values():
    for seed in seeds(target.format):
        documented(target, seed)
print(json.dumps(told))
"""


def test_reading_opens_no_other_file_and_no_connection() -> None:
    """Modules and data of installed packages apart, which are loaded when they are first needed."""
    done = subprocess.run([sys.executable, "-c", _WATCHED], cwd=ROOT, capture_output=True, text=True, check=True)
    packages = tuple(
        str(Path(place).resolve())
        for place in (*sys.path, sys.prefix, sys.base_prefix, ROOT / "docconv", ROOT / "schemas")
        if place
    )
    inside = tuple(place for place in packages if place != str(ROOT))
    strange = [(event, what) for event, what in json.loads(done.stdout) if event != "open" or not what.startswith(inside)]
    assert strange == []


ADDRESSES = (
    '<!DOCTYPE {root} SYSTEM "{address}">',
    '<!DOCTYPE {root} [<!ENTITY e SYSTEM "{address}">]>',
    '<!DOCTYPE {root} [<!ENTITY % e SYSTEM "{address}"> %e;]>',
    '<?xml-stylesheet href="{address}"?>',
)
_STORIES = {
    "nitf": '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" xmlns:xi="http://www.w3.org/2001/XInclude" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x {address}"><body><body.head>'
    "<hedline><hl1>One &e;"
    '</hl1></hedline></body.head><body.content><block><p>Text &e;<xi:include href="{address}" parse="text"/></p>'
    "</block></body.content></body></nitf>",
    "newsml": '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" xmlns:xi="http://www.w3.org/2001/XInclude" guid="urn:x:y">'
    '<catalogRef href="{address}"/><contentMeta><headline>One &e;</headline></contentMeta><contentSet>'
    '<remoteContent href="{address}"/>'
    '<inlineXML><xi:include href="{address}" parse="text"/></inlineXML></contentSet></newsItem>',
    "html": '<html xmlns="http://www.w3.org/1999/xhtml"><head><link rel="stylesheet" href="{address}"/>'
    '<script src="{address}"></script>'
    '<base href="{address}"/></head><body><h1>One</h1><p>Text &e;</p><img src="{address}"/>'
    '<iframe src="{address}"></iframe></body></html>',
}


def hostile(format: str, address: str) -> Iterator[bytes]:
    """Documents that name an address in every way that a parser may follow."""
    for opening in (*ADDRESSES, ""):
        yield (opening + _STORIES[format]).replace("{root}", format).replace("{address}", address).encode()


def read_and_checked(format: str, data: bytes) -> str:
    """All that comes of a document: articles, problems."""
    said: list[object] = []
    try:
        said += [article.model_dump_json() for article in loads_all(data, format, report=said.append)]
    except DocconvError as error:
        said.append(error)
    if format in VALIDATORS:
        said += validator(format)(data)
    return "\n".join(map(str, said))


@pytest.mark.parametrize("format", _STORIES)
def test_no_document_makes_docconv_open_a_file(format: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the-word-of-the-file")
    for address in (secret.as_uri(), str(secret)):
        for data in hostile(format, address):
            assert "the-word-of-the-file" not in read_and_checked(format, data)


@pytest.mark.parametrize("format", _STORIES)
def test_no_document_makes_docconv_connect(format: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        for scheme in ("http", "ftp"):
            for data in hostile(format, f"{scheme}://127.0.0.1:{port}/x"):
                read_and_checked(format, data)
        with pytest.raises(BlockingIOError):  # nobody has called
            server.accept()


def test_entities_do_not_grow() -> None:
    names = "abcdefgh"
    grown = "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in pairwise(names))
    opening = f"<!DOCTYPE nitf [<!ENTITY a 'ha'>{grown}]>"
    for format in ("nitf", "newsml", "html"):
        data = (opening + _STORIES[format].replace("&e;", "&h;").replace("{address}", "urn:x")).encode()
        assert len(read_and_checked(format, data)) < 20_000


def test_yaml_makes_no_objects() -> None:
    for value in ("!!python/object/apply:os.getcwd []", "!!python/name:os.system", "!!python/module:antigravity"):
        said = read_and_checked("md", f"---\ntitle: {value}\nslug: x\n---\n# One\n\nText.\n".encode())
        assert str(Path.cwd()) not in said


def test_every_format_with_fixtures_was_read() -> None:
    assert all(seeds(target.format) for target in targets().values())
    assert FIXTURES.is_dir()
