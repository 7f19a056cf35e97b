"""What an expression can read, and the error that says why it has no value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TEXT = 1_000_000
"""Longest text, in characters, and longest array, in elements, that an operation may yield."""

MAX_WORK = 5_000_000
"""How much one evaluation may do: characters that are written, elements that are made, steps of patterns. What people write
needs some hundreds; a short text that means more is an attack or a slip."""

MAX_DEPTH = 8
"""How deep expressions may stand inside expressions: in projections, in the text that getFilteredGroups takes."""


class EvaluationError(Exception):
    """An expression has no value for this context.

    Attributes:
        message: why, without a full stop at its end.
        code: stable slug: ``syntax``; ``cannot-know`` (the context lacks something, or nothing offline tells it);
            ``wrong-dialect``; ``unknown-function``; ``arguments`` (their number); ``type``; ``null``; ``range``;
            ``format`` (of a time, a number, a pattern); ``limit`` (of size or nesting, maplint's own).
        start, end: the code points of the expression's text that it is about; None where no single place is.
    """

    def __init__(self, message: str, code: str = "type", start: int | None = None, end: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.start = start
        self.end = end

    def fresh(self) -> EvaluationError:
        """A copy to raise: an exception that is raised again and again collects its tracebacks."""
        return EvaluationError(self.message, self.code, self.start, self.end)


class Context:
    """The profiles and everything beside them, for one user.

    Args:
        data: by name: ``user``, ``appuser``, ``source``, ``app``, ``org``, ``session``, ``access`` and named apps (objects of
            attributes); ``groups`` ([{id, name, type, sourceId}]), ``now`` (ISO 8601), ``directoryUsers`` and
            ``workdayUsers`` (one object per assignment), ``linkedObjects`` (by name), ``manager`` and ``assistant`` (an Okta
            user or null), ``managerAppUser`` and ``assistantAppUser`` (app users by app), ``internalProperties``.

    What is not there cannot be known; an attribute that a given object lacks is null. ``assumed`` collects the choices that
    were made where Okta defines nothing, each a sentence, each once.
    """

    __slots__ = ("_depth", "_item", "_work", "assumed", "data")

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.assumed: list[str] = []
        self._item: dict[str, Any] | None = None
        self._depth = 0
        self._work = [0]

    def begin(self) -> None:
        """Begin an evaluation: what others did in this context does not count."""
        if not self._depth:
            self._work[0] = 0

    def spend(self, amount: int) -> None:
        """Count work.

        Raises:
            EvaluationError: ``limit`` when it is too much.
        """
        self._work[0] += amount
        if self._work[0] > MAX_WORK:
            raise EvaluationError("the expression takes too much work to be evaluated", "limit")

    def assume(self, sentence: str) -> None:
        """Note a choice, once."""
        if sentence not in self.assumed:
            self.assumed.append(sentence)

    def within(self, names: Mapping[str, Any]) -> Context:
        """This context with more names, for an expression inside an expression. Notes are shared.

        Raises:
            EvaluationError: ``limit`` when such expressions call each other without end.
        """
        return self._inner({**self.data, **names}, None)

    def at_item(self, item: Any) -> Context:
        """This context with an array's element as what bare names are read from, for a projection. Notes are shared."""
        return self._inner(self.data, item if isinstance(item, dict) else {})

    def _inner(self, data: Mapping[str, Any], item: dict[str, Any] | None) -> Context:
        if self._depth == MAX_DEPTH:
            raise EvaluationError("expressions inside expressions are nested too deeply", "limit")
        inner = Context(data)
        inner.assumed = self.assumed
        inner._work = self._work
        inner._item = item
        inner._depth = self._depth + 1
        return inner

    def root(self, name: str) -> Any:
        """What a root such as ``user`` or ``zendesk`` stands for.

        Raises:
            EvaluationError: ``cannot-know`` when the context does not tell.
        """
        if self._item is not None:
            # In a projection names are those of the element, and of nothing else.
            return self._item.get(name)
        if name in self.data:
            return self.data[name]
        if name == "source":
            given = [root for root in ("user", "appuser") if root in self.data]
            if len(given) == 1:
                return self.data[given[0]]
            if given:
                raise EvaluationError(
                    "`source` may be the user or the app user: the context does not tell", "cannot-know"
                )
        if name == "appUser" and "appuser" in self.data:
            self.assume("`appUser` is read as `appuser`, as Okta's help pages write it")
            return self.data["appuser"]
        raise EvaluationError(f"the context holds no `{name}`", "cannot-know")

    def bare(self, name: str) -> Any:
        """What a name stands for that stands alone: a root, or else an attribute of the source.

        Raises:
            EvaluationError: ``cannot-know`` when the context has neither.
        """
        if self._item is not None or name in self.data or name in ("source", "appUser"):
            return self.root(name)
        source = self.root("source")
        if not isinstance(source, dict):
            raise EvaluationError(f"the context holds no `{name}`", "cannot-know")
        self.assume(f"the bare name `{name}` is read as `source.{name}`")
        return source.get(name)

    def need(self, name: str, what: str) -> Any:
        """Something beside the profiles: groups, directory users, the time.

        Raises:
            EvaluationError: ``cannot-know`` when the context has none.
        """
        if name not in self.data:
            raise EvaluationError(f"{what} cannot be known: the context holds no `{name}`", "cannot-know")
        return self.data[name]

    def objects(self, name: str, what: str) -> list[dict[str, Any]]:
        """A list of objects beside the profiles.

        Raises:
            EvaluationError: ``cannot-know`` when the context has none, or something else by that name.
        """
        found = self.need(name, what)
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise EvaluationError(f"{what} cannot be known: `{name}` is no list of objects", "cannot-know")
        return found
