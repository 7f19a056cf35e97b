"""Configurations: the folders of a run as modules, and what else must be read to understand them.

Terraform reads all files of a folder together, and the folders that its module calls name. So a file that is named alone is read
with its neighbours; these are context: what they say counts, what is wrong with them is not reported.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from maplint.source.document import Unreadable, read_file
from maplint.terraform.declared import Folder, contradict, is_configuration_file, is_data_file
from maplint.terraform.module import Module, called_folder
from maplint.terraform.resource import PROVIDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from maplint.source.document import Document
    from maplint.terraform.resource import ResourceInstance

MOST_FILES = 2_000
"""How many files are read as context; a limit against folders that are no configuration."""


class Configuration:
    """All modules of a run.

    Attributes:
        roots: the modules that no other one of the run calls.
        resources: the instances of Okta's resources and data sources in all modules.
        data_files: the files of JSON and YAML that ``file()`` names.
    """

    def __init__(self, roots: list[Module]) -> None:
        self.roots = roots
        self.resources: list[ResourceInstance] = [
            instance for root in roots for module in root.modules() for instance in module.instances(PROVIDER)
        ]
        found = [document for root in roots for document in root.folder.data_files.values() if document is not None]
        self.data_files: list[Document] = list(dict.fromkeys(found))


def read_configuration(documents: Sequence[Document]) -> Configuration:
    """The configuration in these documents, context included."""
    by_folder: dict[str, list[Document]] = {}
    data: dict[str, Document] = {}
    for document in documents:
        if is_data_file(document.path):
            data[os.path.abspath(document.file or "")] = document
        else:
            by_folder.setdefault(_folder(document), []).append(document)
    folders = {path: Folder(path, found, data=data) for path, found in by_folder.items()}
    called = {path for folder in folders.values() for path in _called(folder)}
    # Folders that call each other in a circle have no root; Terraform refuses them, here each stands for itself.
    reached = _reach([path for path in folders if path not in called], folders)
    roots = [folders[path] for path in folders if path not in called or path not in reached]
    return Configuration([Module(folder, folders) for root in roots for folder in _apart(root)])


def _apart(folder: Folder) -> list[Folder]:
    """A folder as the configurations that it holds: one, or each of its files when these declare the same things."""
    if not contradict(folder.documents):
        return [folder]
    data = {path: document for path, document in folder.data_files.items() if document is not None}
    return [Folder(folder.path, [document], document.path, data) for document in folder.documents]


def _called(folder: Folder) -> Iterator[str]:
    for call in folder.calls.values():
        path = called_folder(folder.path, call)
        if path is not None and path != folder.path:
            yield path


def _reach(paths: list[str], folders: dict[str, Folder]) -> set[str]:
    reached: set[str] = set()
    while paths:
        path = paths.pop()
        if path not in reached and path in folders:
            reached.add(path)
            paths += _called(folders[path])
    return reached


def read_context(documents: Iterable[Document]) -> list[Document]:
    """The files that the given ones must be read with: neighbours and the folders of local modules. Unreadable ones are left
    out: what they say stays unknown."""
    given = [document for document in documents if document.file is not None]
    known = {os.path.realpath(document.file or "") for document in given}
    context: list[Document] = []
    waiting = list(dict.fromkeys((_real_folder(document), _folder(document)) for document in given))
    visited: set[str] = set()
    by_folder: dict[str, list[Document]] = {}
    for document in given:
        by_folder.setdefault(_folder(document), []).append(document)
    while waiting:
        real, shown = waiting.pop()
        if real in visited or len(context) >= MOST_FILES:
            continue
        visited.add(real)
        for document in _read_folder(real, shown, known):
            context.append(document)
            by_folder.setdefault(shown, []).append(document)
        for path in _called(Folder(shown, by_folder.get(shown, ()))):
            steps = os.path.relpath(path or ".", shown or ".")
            waiting.append((os.path.normpath(os.path.join(real, steps)), path))
    if any("file(" in document.text for document in [*given, *context]):
        context += read_configuration([*given, *context]).data_files
    return context


def _read_folder(real: str, shown: str, known: set[str]) -> Iterator[Document]:
    try:
        names = sorted(os.listdir(real))
    except OSError:
        return
    for name in names:
        path = os.path.join(real, name)
        if not is_configuration_file(name) or name.startswith(".") or os.path.realpath(path) in known:
            continue
        try:
            document = read_file(path, f"{shown}/{name}" if shown else name)
        except Unreadable:
            continue
        known.add(os.path.realpath(path))
        yield document


def _folder(document: Document) -> str:
    folder = document.path.rpartition("/")[0]
    return os.path.normpath(folder).replace(os.sep, "/") if folder else folder


def _real_folder(document: Document) -> str:
    return os.path.dirname(os.path.realpath(document.file or ""))
