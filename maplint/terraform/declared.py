"""What the files of one folder declare: resources, locals, variables, module calls, outputs; from HCL and from ``*.tf.json``.

Source: Terraform language documentation, "Files and directories", "JSON configuration syntax", "Input variables" (order of
variable files).
"""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from maplint.record import NamedTuple
from maplint.source.document import Unreadable, read_file
from maplint.source.hcl.document import HclDocument, object_key
from maplint.source.hcl.parse import parse_template
from maplint.source.hcl.syntax import Chunk, Expr, Literal, Object, Template, Tuple
from maplint.source.place import Place
from maplint.terraform.values import DATA, MANAGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from maplint.source.document import Document
    from maplint.source.hcl.syntax import Block, Body
    from maplint.source.place import Pointer


class Site(NamedTuple):
    """Where an expression stands: the pointer of the whole that it is, or is a part of."""

    document: Document
    pointer: Pointer
    whole: Expr

    @property
    def base(self) -> int:
        """The offset from which the positions in fragments count."""
        return self.whole.start

    def place(self, expr: Expr) -> Place:
        """Where an expression stands."""
        if expr is self.whole:
            return Place(self.document, self.pointer)
        return Place(self.document, self.pointer, fragment=(expr.start - self.base, expr.end - self.base))

    def below(self, expr: Expr, key: str | int, item: Expr) -> Site:
        """The site of an item of the list or object ``expr``: with a pointer of its own where the pointer leads to ``expr``."""
        return Site(self.document, (*self.pointer, key), item) if expr is self.whole else self


class Written(NamedTuple):
    """An expression and its site."""

    expr: Expr
    site: Site


class Declaration:
    """One block: arguments and nested blocks. ``dynamic`` blocks are told from others by ``for_each``.

    Attributes:
        document, pointer: the block.
        arguments: name -> expression.
        blocks: (type, block), in order.
        labels: of ``dynamic`` blocks the type that they make.
    """

    __slots__ = ("arguments", "blocks", "document", "pointer")

    def __init__(self, document: Document, pointer: Pointer) -> None:
        self.document = document
        self.pointer = pointer
        self.arguments: dict[str, Written] = {}
        self.blocks: list[tuple[str, Declaration | Dynamic]] = []

    def place(self) -> Place:
        """Where the block stands."""
        return Place(self.document, self.pointer)

    def block(self, name: str) -> Declaration | None:
        """The first nested block of a type."""
        return next((b for type_, b in self.blocks if type_ == name and isinstance(b, Declaration)), None)


class Dynamic(NamedTuple):
    """A ``dynamic`` block: ``content`` once for each item of ``for_each``, which ``iterator`` names in it."""

    for_each: Written
    iterator: str
    content: Declaration


_NO_DATA: Mapping[str, Document] = MappingProxyType({})


class Folder:
    """The declarations of one folder.

    Attributes:
        path: the folder as its files are shown (``infra/modules/app``, ``""`` for the working directory).
        name: the path; for files that stand for themselves the file's.
        documents: its files.
        resources: (mode, type, name) -> block, with what override files change in it.
        locals, variables, calls, outputs: by name.
        providers: the providers that are configured here: ``okta``, and ``okta.hub`` for one with an alias.
        data_files: by real path, what was asked for with ``file()``; None for what cannot be read.
        real_path: the folder as it can be opened; None for texts that stand in no file.
        variable_files: the values of ``terraform.tfvars`` and ``*.auto.tfvars``, by name.
    """

    def __init__(
        self, path: str, documents: Iterable[Document], name: str | None = None, data: Mapping[str, Document] = _NO_DATA
    ) -> None:
        self.path = path
        self.name = path if name is None else name
        self.documents = sorted(documents, key=lambda document: document.path)
        self.resources: dict[tuple[str, str, str], Declaration] = {}
        self.locals: dict[str, Written] = {}
        self.variables: dict[str, Declaration] = {}
        self.calls: dict[str, Declaration] = {}
        self.outputs: dict[str, Declaration] = {}
        self.providers: set[str] = set()
        self.variable_files: dict[str, Written] = {}
        file = next((document.file for document in self.documents if document.file is not None), None)
        self.real_path = os.path.dirname(os.path.abspath(file)) if file is not None else None
        self.data_files: dict[str, Document | None] = dict(data)
        for document in sorted(self.documents, key=_rank):
            if is_variable_file(document.path):
                if _applies_by_itself(document.path):
                    self.variable_files.update(_all_arguments(document))
            else:
                self._read(document)

    def data_file(self, path: str) -> Document | None:
        """A file of JSON or YAML that ``file()`` names, relative to this folder; None where it cannot be read."""
        if self.real_path is None:
            return None
        real = os.path.normpath(os.path.join(self.real_path, path))
        if real not in self.data_files:
            self.data_files[real] = _read_data(real, self.real_path, self.path)
        return self.data_files[real]

    def _read(self, document: Document) -> None:
        by_type = {"variable": self.variables, "module": self.calls, "output": self.outputs}
        for type_, labels, declaration in _top_level(document):
            if type_ in ("resource", "data") and len(labels) == 2:
                mode = MANAGED if type_ == "resource" else DATA
                _declare(self.resources, (mode, *labels), declaration)
            elif type_ == "locals":
                self.locals.update(declaration.arguments)
            elif type_ == "provider" and len(labels) == 1:
                alias = declaration.arguments.get("alias")
                name = alias.expr.literal if alias is not None and isinstance(alias.expr, Template) else None
                self.providers.add(labels[0] if name is None else f"{labels[0]}.{name}")
            elif len(labels) == 1 and type_ in by_type:
                _declare(by_type[type_], labels[0], declaration)


MOST_DATA = 2_000_000
"""How many bytes a file that ``file()`` names may have."""


def _read_data(path: str, folder: str, shown_folder: str) -> Document | None:
    if os.path.splitext(path)[1].lower() not in (".json", ".yaml", ".yml"):
        return None
    shown = os.path.normpath(os.path.join(shown_folder, os.path.relpath(path, folder))).replace(os.sep, "/")
    try:
        return read_file(path, shown) if os.path.getsize(path) <= MOST_DATA else None
    except (OSError, ValueError, Unreadable):
        return None


_Key = TypeVar("_Key")


def _declare(known: dict[_Key, Declaration], key: _Key, declaration: Declaration) -> None:
    """Add a declaration; one in an override file changes the one that is there. Else the first one of a name counts."""
    base = known.setdefault(key, declaration)
    if base is not declaration and _is_override(declaration.document):
        base.arguments.update(declaration.arguments)
        types = {type_ for type_, _ in declaration.blocks}
        base.blocks = [block for block in base.blocks if block[0] not in types] + declaration.blocks


def _is_override(document: Document) -> bool:
    name = os.path.basename(document.path).partition(".")[0]
    return name == "override" or name.endswith("_override")


def contradict(documents: Iterable[Document]) -> bool:
    """Whether files declare the same resource: then they are no configuration together but examples, each for itself."""
    seen: dict[tuple[str, ...], Document] = {}
    for document in documents:
        if not is_variable_file(document.path) and not _is_override(document):
            for type_, labels, _ in _top_level(document):
                if type_ in ("resource", "data") and seen.setdefault((type_, *labels), document) is not document:
                    return True
    return False


def is_variable_file(path: str) -> bool:
    """Whether a file gives values to variables rather than declaring anything."""
    return path.endswith((".tfvars", ".tfvars.json"))


def is_configuration_file(path: str) -> bool:
    """Whether Terraform (or OpenTofu) reads this file of a folder by itself."""
    return path.endswith(_CONFIGURATION) or (is_variable_file(path) and _applies_by_itself(path))


def is_data_file(path: str) -> bool:
    """Whether a file is none of Terraform's own, but one that ``file()`` names."""
    return not path.endswith(_CONFIGURATION) and not is_variable_file(path)


_CONFIGURATION = (".tf", ".tf.json", ".tofu", ".tofu.json")


def _applies_by_itself(path: str) -> bool:
    name = os.path.basename(path)
    return name in ("terraform.tfvars", "terraform.tfvars.json") or name.endswith((".auto.tfvars", ".auto.tfvars.json"))


def _rank(document: Document) -> tuple[bool, bool, str]:
    """The order of reading: the last value counts. Override files come last; ``terraform.tfvars`` before its JSON form and
    both before ``*.auto.tfvars`` by name."""
    name = os.path.basename(document.path)
    if name.startswith("terraform.tfvars"):
        name = "1" if name.endswith(".json") else "0"
    return _is_override(document), ".auto." in name, name


def _all_arguments(document: Document) -> dict[str, Written]:
    if isinstance(document, HclDocument):
        return _from_body(document, (), document.body).arguments
    return _from_json(document, (), document.value).arguments


def _top_level(document: Document) -> Iterator[tuple[str, tuple[str, ...], Declaration]]:
    if isinstance(document, HclDocument):
        for block in document.body.blocks:
            yield block.type, block.labels, _from_body(document, block.way, block.body)
    elif isinstance(document.value, dict):
        yield from _top_level_json(document, document.value)


# --- HCL ----------------------------------------------------------------------------------------------------------------


def _from_body(document: HclDocument, pointer: Pointer, body: Body) -> Declaration:
    declaration = Declaration(document, pointer)
    for argument in body.arguments:
        site = Site(document, (*pointer, argument.name), argument.expr)
        declaration.arguments[argument.name] = Written(argument.expr, site)
    for block in body.blocks:
        inner = _from_body(document, (*pointer, *block.way), block.body)
        nested = _dynamic(inner, block) if block.type == "dynamic" and block.labels else (block.type, inner)
        if nested is not None:
            declaration.blocks.append(nested)
    return declaration


def _dynamic(block: Declaration, source: Block) -> tuple[str, Dynamic] | None:
    content = block.block("content")
    for_each = block.arguments.get("for_each")
    if content is None or for_each is None:
        return None
    iterator = block.arguments.get("iterator")
    name = source.labels[0] if iterator is None else getattr(iterator.expr, "name", source.labels[0])
    return source.labels[0], Dynamic(for_each, name, content)


# --- JSON ---------------------------------------------------------------------------------------------------------------

_LABELS = {"resource": 2, "data": 2, "variable": 1, "module": 1, "output": 1, "provider": 1, "locals": 0}


def _top_level_json(document: Document, value: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...], Declaration]]:
    for type_, count in _LABELS.items():
        for pointer, labels, body in _labelled(value.get(type_), (type_,), (), count):
            yield type_, labels, _from_json(document, pointer, body)


def _labelled(
    value: Any, pointer: Pointer, labels: tuple[str, ...], count: int
) -> Iterator[tuple[Pointer, tuple[str, ...], dict[str, Any]]]:
    """The bodies below so many labels; at each level there may be a list of them."""
    if isinstance(value, list):
        for index, below in enumerate(value):
            yield from _labelled(below, (*pointer, index), labels, count)
    elif isinstance(value, dict) and count:
        for label, below in value.items():
            yield from _labelled(below, (*pointer, label), (*labels, label), count - 1)
    elif isinstance(value, dict):
        yield pointer, labels, value


def _from_json(document: Document, pointer: Pointer, value: Any) -> Declaration:
    declaration = Declaration(document, pointer)
    for name, below in value.items() if isinstance(value, dict) else ():
        if name == "dynamic":
            for place, (type_,), body in _labelled(below, (*pointer, "dynamic"), (), 1):
                _add_dynamic(declaration, type_, _from_json(document, place, body), body, place)
        elif name != "//":
            expr = json_expr(below)
            declaration.arguments[name] = Written(expr, Site(document, (*pointer, name), expr))
    return declaration


def _add_dynamic(
    declaration: Declaration, type_: str, block: Declaration, body: dict[str, Any], place: Pointer
) -> None:
    for_each = block.arguments.get("for_each")
    content = body.get("content")
    if for_each is not None and isinstance(content, dict):
        inner = _from_json(declaration.document, (*place, "content"), content)
        declaration.blocks.append((type_, Dynamic(for_each, str(body.get("iterator") or type_), inner)))


def json_expr(value: Any) -> Expr:
    """A JSON value as Terraform reads it: texts are templates."""
    if isinstance(value, str):
        return parse_template(value)
    if isinstance(value, dict):
        return Object(0, 0, tuple((_bare(key), json_expr(below)) for key, below in value.items()))
    if isinstance(value, list):
        return Tuple(0, 0, tuple(map(json_expr, value)))
    return Literal(0, 0, value)


def _bare(text: str) -> Template:
    return Template(0, len(text), "", 0, len(text), (Chunk(0, len(text), text),) if text else ())


def key_of(key: Expr, site: Site) -> str:
    """The key of an object's item as the pointers of its document have it."""
    return object_key(key, site.document.text) if isinstance(site.document, HclDocument) else object_key(key, "")
