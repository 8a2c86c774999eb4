"""docconv: structured news documents.

News text goes in as it is found and comes out as a validated `Article`, and from there as JSON,
NewsML-G2, EPUB or text. The public names are here and are imported when they are first used, so
that `import docconv` costs next to nothing.

>>> import docconv
>>> article = docconv.loads('{"docconv": "1.0", "headline": "Ferry adds dawn sailing"}')
>>> article.headline
'Ferry adds dawn sailing'
"""

__version__ = "0.1.0"

TYPE_CHECKING = False  # type checkers take this name for true; importing it from typing would cost more than all else here
if TYPE_CHECKING:
    from docconv.conversion import Decoded, Encoded, decode, dump, dump_all, dumps, encode, formats, load, load_all, loads
    from docconv.model import (
        Article,
        Cell,
        Dateline,
        Embed,
        Figure,
        Link,
        List,
        Mark,
        Paragraph,
        Person,
        Quote,
        RelatedGroup,
        RichText,
        Rights,
        Section,
        Table,
        Topic,
    )
    from docconv.problems import DocconvError, DocumentError, InputError, OutputError, Problem, UsageError
    from docconv.rawtext.layout import article_to_text
    from docconv.rawtext.packs import LabelPack, load_pack
    from docconv.rawtext.parse import parse_text, trace_text
    from docconv.rawtext.trace import Segment, Trace
    from docconv.registry import Format
    from docconv.validate import validate

#: Where each public name comes from.
_HOMES = {
    "conversion": "Decoded Encoded decode dump dump_all dumps encode load load_all loads",
    "model": "Article Cell Dateline Embed Figure Link List Mark Paragraph Person Quote RelatedGroup RichText Rights "
    "Section Table Topic",
    "problems": "DocconvError DocumentError InputError OutputError Problem UsageError",
    "rawtext.packs": "LabelPack load_pack",
    "rawtext.layout": "article_to_text",
    "rawtext.parse": "parse_text trace_text",
    "rawtext.trace": "Segment Trace",
    "registry": "Format",
}
#: Public names that are modules which can be called, so that what is in them can be imported, too.
_CALLABLE_MODULES = ("formats", "validate")

__all__ = [
    "Article",
    "Cell",
    "Dateline",
    "Decoded",
    "DocconvError",
    "DocumentError",
    "Embed",
    "Encoded",
    "Figure",
    "Format",
    "InputError",
    "LabelPack",
    "Link",
    "List",
    "Mark",
    "OutputError",
    "Paragraph",
    "Person",
    "Problem",
    "Quote",
    "RelatedGroup",
    "RichText",
    "Rights",
    "Section",
    "Segment",
    "Table",
    "Topic",
    "Trace",
    "UsageError",
    "__version__",
    "article_to_text",
    "decode",
    "dump",
    "dump_all",
    "dumps",
    "encode",
    "formats",
    "load",
    "load_all",
    "load_pack",
    "loads",
    "parse_text",
    "trace_text",
    "validate",
]


def __getattr__(name: str) -> object:
    """A public name, imported on first use (PEP 562)."""
    if name in _CALLABLE_MODULES:
        from importlib import import_module

        return import_module(f"docconv.{name}")
    for module, names in _HOMES.items():
        if name in names.split():
            from importlib import import_module

            value: object = getattr(import_module(f"docconv.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
