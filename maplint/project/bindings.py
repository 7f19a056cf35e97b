"""What a configuration says belongs together: files and apps bound to one name, and that to a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from maplint.scim.target import Target
    from maplint.source.document import Document


class Binding(NamedTuple):
    """One app's files. ``target`` is None where the configuration names none for it."""

    name: str
    target: Target | None


class Bindings:
    """The bindings of a run.

    Args:
        of_file: the binding of a document, if one of its patterns is for it.
        of_app: by folded name, label or id of an app.
    """

    __slots__ = ("_known", "_of_app", "_of_file")

    def __init__(self, of_file: Callable[[Document], Binding | None], of_app: Mapping[str, Binding]) -> None:
        self._of_file = of_file
        self._of_app = of_app
        self._known: dict[str, Binding | None] = {}

    def of_document(self, document: Document | None) -> Binding | None:
        """The binding of a file."""
        if document is None:
            return None
        if document.path not in self._known:
            self._known[document.path] = self._of_file(document)
        return self._known[document.path]

    def find(self, documents: Iterable[Document | None], apps: Iterable[str | None]) -> Binding | None:
        """The binding of an app with these files, names and ids: what is said of the files counts before what is said of the app."""
        for document in documents:
            found = self.of_document(document)
            if found is not None:
                return found
        return next((self._of_app[app.casefold()] for app in apps if app and app.casefold() in self._of_app), None)

    def misnamed(self, apps: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Bindings by app that fit none of ``apps``, each with the one that it may be meant for."""
        if not self._of_app:
            return
        from maplint.names import nearest

        here = list(apps)
        folded = {app.casefold() for app in here}
        for app, binding in self._of_app.items():
            near = nearest(app, here) if app not in folded else None
            if near is not None and near.casefold() not in self._of_app:
                yield binding.name, near


def _of_nobody(_document: Document) -> Binding | None:
    return None


NO_BINDINGS = Bindings(_of_nobody, {})
"""Nothing is said of any file or app."""
