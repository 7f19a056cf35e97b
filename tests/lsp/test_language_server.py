"""The language server, asked by a real client over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tests.cli.running import ROOT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    import pytest

GOOD = """{"source": {"type": "user"}, "target": {"type": "appuser", "name": "paperlane"},
 "properties": {"givenName": {"expression": "'🦊' + user.firstName", "pushStatus": "PUSH"}}}"""
BAD = GOOD.replace("user.firstName", "user.firstname")
AT = BAD.splitlines()[1].index("firstname") + 1  # the fox takes two units of UTF-16
CONFIGURATION = "projects: {paperlane: {files: crm/, companions: user_schema.json}}"
USER_SCHEMA = """{"id": "https://x.okta.com/meta/schemas/user/default", "type": "object", "definitions": {
 "base": {"id": "#base", "type": "object", "properties": {"login": {"type": "string"}}},
 "custom": {"id": "#custom", "type": "object", "properties": {"firstname": {"type": "string"}}}}}"""


class Editor(LanguageClient):
    """A client that keeps what it is told."""

    def __init__(self) -> None:
        super().__init__("test", "1")
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.messages: list[str] = []
        self.opened = 0

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.published.put_nowait(params)

        @self.feature(types.WINDOW_SHOW_MESSAGE)
        def shown(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)

    async def diagnostics(self) -> list[types.Diagnostic]:
        """What is published next."""
        params = await asyncio.wait_for(self.published.get(), 60)
        return list(params.diagnostics)

    async def open(self, path: Path, text: str) -> list[types.Diagnostic]:
        item = types.TextDocumentItem(path.as_uri(), "json", 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.diagnostics()

    async def change(self, path: Path, text: str, version: int) -> list[types.Diagnostic]:
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, path.as_uri()),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        return await self.diagnostics()


def serve(folder: Path, talk: Callable[[Editor], Awaitable[None]]) -> Editor:
    """Start a server in a folder and let a client talk to it."""

    async def session() -> Editor:
        editor = Editor()
        path = os.pathsep.join([str(ROOT), str(ROOT / "rules")])
        await editor.start_io(
            sys.executable, "-m", "maplint", "lsp", cwd=folder, env={**os.environ, "PYTHONPATH": path}
        )
        await editor.initialize_async(
            types.InitializeParams(types.ClientCapabilities(), root_uri=folder.as_uri(), process_id=os.getpid())
        )
        editor.initialized(types.InitializedParams())
        try:
            await talk(editor)
        finally:
            await asyncio.wait_for(editor.shutdown_async(None), 60)
            editor.exit(None)
            await editor.stop()
        return editor

    return asyncio.run(session())


def position(line: int, character: int) -> types.Position:
    return types.Position(line, character)


def test_findings_fixes_and_pages(tmp_path: Path) -> None:
    path = tmp_path / "mapping.json"

    async def talk(editor: Editor) -> None:
        [found] = await editor.open(path, BAD)
        assert found.code == "MAP703"
        assert found.source == "maplint"
        assert found.severity is types.DiagnosticSeverity.Error
        assert found.message.startswith("`user.firstname` is read, but Okta's base attributes lack `firstname`")
        assert found.range == types.Range(position(1, AT), position(1, AT + len("firstname")))
        assert found.code_description is not None
        assert found.code_description.href.endswith("oel_unknown_attribute.md")
        # A fix for what is there.
        asked = types.CodeActionParams(
            types.TextDocumentIdentifier(path.as_uri()), found.range, types.CodeActionContext([found])
        )
        actions: Any = await editor.text_document_code_action_async(asked)
        [action] = actions
        assert action.kind == types.CodeActionKind.QuickFix
        assert action.is_preferred
        [edit] = action.edit.changes[path.as_uri()]
        assert applied(BAD, edit) == GOOD
        # Its page.
        hover = await editor.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(path.as_uri()), position(1, AT + 2))
        )
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        assert "# oel-unknown-attribute (MAP703)" in hover.contents.value
        elsewhere = types.HoverParams(types.TextDocumentIdentifier(path.as_uri()), position(0, 0))
        assert await editor.text_document_hover_async(elsewhere) is None
        # All safe fixes at once.
        only = types.CodeActionContext([], only=["source.fixAll"])
        asked = types.CodeActionParams(types.TextDocumentIdentifier(path.as_uri()), found.range, only)
        actions = await editor.text_document_code_action_async(asked)
        [action] = actions
        assert action.kind == "source.fixAll.maplint"
        assert action.edit.changes[path.as_uri()][0].new_text == GOOD
        # Mended, broken, mended.
        assert await editor.change(path, GOOD, 2) == []
        [broken] = await editor.change(path, GOOD[:-1], 3)
        assert broken.code == "MAP001"
        assert await editor.change(path, GOOD, 4) == []

    serve(tmp_path, talk)
    assert not path.exists(), "the text of the editor counts, not the file"


def applied(text: str, edit: types.TextEdit) -> str:
    """A text with an edit made as an editor does it: in units of UTF-16."""
    lines = [line.encode("utf-16-le") for line in text.split("\n")]
    assert edit.range.start.line == edit.range.end.line
    line = lines[edit.range.start.line]
    line = (
        line[: edit.range.start.character * 2]
        + edit.new_text.encode("utf-16-le")
        + line[edit.range.end.character * 2 :]
    )
    lines[edit.range.start.line] = line
    return "\n".join(line.decode("utf-16-le") for line in lines)


def codes(diagnostics: list[types.Diagnostic]) -> list[Any]:
    return [diagnostic.code for diagnostic in diagnostics]


def test_the_configuration_and_its_companions_count(tmp_path: Path) -> None:
    (tmp_path / "crm").mkdir()
    (tmp_path / "maplint.yaml").write_text(CONFIGURATION)
    schema = tmp_path / "user_schema.json"
    schema.write_text(USER_SCHEMA)

    async def talk(editor: Editor) -> None:
        path = tmp_path / "crm" / "mapping.json"
        assert "MAP703" not in codes(await editor.open(path, BAD)), "that schema has a `firstname`"
        schema.write_text(USER_SCHEMA.replace("firstname", "firstName"))
        editor.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(path.as_uri())))
        assert "MAP703" in codes(await editor.diagnostics())
        (tmp_path / "maplint.yaml").write_text("selct: []")
        assert await editor.change(path, GOOD, 2) == []
        while not editor.messages:
            await asyncio.sleep(0.05)

    editor = serve(tmp_path, talk)
    assert ["maplint: " in message and "did you mean `select`?" in message for message in editor.messages] == [True]


def test_what_is_none_of_ours_is_passed_over(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        assert await editor.open(tmp_path / "package.json", '{"name": "x", "version": "1.0.0"}') == []
        assert await editor.open(tmp_path / "half.yaml", "a: [1") == []
        path = tmp_path / "mapping.json"
        assert len(await editor.open(path, BAD)) == 1
        editor.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(path.as_uri())))
        assert await editor.diagnostics() == []

    assert serve(tmp_path, talk).messages == []


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from maplint.cli.main import run

    monkeypatch.delitem(sys.modules, "maplint.lsp.server", raising=False)
    monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
    assert run(["lsp"]) == 2
    assert 'pip install "maplint[lsp]"' in capsys.readouterr().err
