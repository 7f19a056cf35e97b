"""The language server: what `maplint check` says of a file, while it is edited.

Each text is checked as standard input that stands for its file: with the nearest configuration and the companions that it names,
as they are on disk. Needs the extra ``lsp`` (pygls).
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from maplint import __version__
from maplint.config.model import ConfigError
from maplint.engine.check import InputError, Settings, check, prepare
from maplint.engine.registry import page_path
from maplint.engine.select import SelectionError
from maplint.finding import Applicability, Severity
from maplint.record import NamedTuple
from maplint.scim.target import TargetError
from maplint.source.collect import StandardInput
from maplint.source.document import Unreadable
from maplint.source.place import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maplint.engine.registry import Registry
    from maplint.finding import Finding, Fix
    from maplint.source.document import Document
    from maplint.source.place import Place

DELAY = 0.2
"""Seconds without a change after which a text is checked."""

FIX_ALL = "source.fixAll.maplint"

SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


class Checked(NamedTuple):
    """What was found in a version of a text."""

    version: int | None
    findings: Sequence[Finding]


class Server(LanguageServer):
    """Keeps what was found in each open text."""

    def __init__(self, registry: Registry) -> None:
        super().__init__("maplint", __version__)
        self.registry = registry
        self.checked: dict[str, Checked] = {}
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._told: set[str] = set()

    # --- checking -------------------------------------------------------------------------------------------------

    def check_later(self, uri: str) -> None:
        """Check a text once it has been left alone for a moment."""
        if uri in self._waiting:
            self._waiting[uri].cancel()
        self._waiting[uri] = asyncio.get_running_loop().call_later(DELAY, self.check, uri)

    def check(self, uri: str) -> None:
        """Check a text now and publish what was found."""
        self._waiting.pop(uri, None)
        document = self.workspace.get_text_document(uri)
        settings = self.settings(uri)
        findings: Sequence[Finding] = ()
        if settings is not None:
            try:
                least = _least(settings)
                report = check(["-"], settings, registry=self.registry)
                findings = [f for f in report.in_order(least) if _uri(f.place.document) == uri]
            except (ConfigError, InputError, SelectionError, TargetError) as error:
                self.tell(str(error))
            except Unreadable as error:
                self.tell(f"{error.path}: {error.message}; {error.remedy}")
        self.checked[uri] = Checked(document.version, findings)
        diagnostics = [self._diagnostic(finding) for finding in findings]
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=diagnostics, version=document.version)
        )

    def settings(self, uri: str) -> Settings | None:
        """How to check a text; None when its configuration is wrong, which is told."""
        from maplint.config.find import find_configuration
        from maplint.config.read import load_configuration

        document = self.workspace.get_text_document(uri)
        try:
            file = find_configuration([document.path])
            configuration = load_configuration(file) if file is not None else None
        except ConfigError as error:
            self.tell(str(error))
            return None
        except Unreadable as error:
            self.tell(f"{error.path}: {error.message}; {error.remedy}")
            return None
        stdin = StandardInput(document.source.encode("utf-8", "replace"), document.path)
        return Settings(configuration=configuration, stdin=stdin, skip_unknown=True)

    def tell(self, message: str) -> None:
        """Show what the user has to mend: once, until something else is wrong."""
        if message not in self._told:
            self._told = {message}
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"maplint: {message}"))

    def close(self, uri: str) -> None:
        """Forget a text."""
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        self.checked.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    # --- what is known of a text --------------------------------------------------------------------------------------

    def findings_at(self, uri: str, wanted: types.Range) -> Iterable[Finding]:
        """The findings that lie in a range of the text as it is now; none when it has changed since it was checked."""
        checked = self.checked.get(uri)
        if checked is None or checked.version != self.workspace.get_text_document(uri).version:
            return
        for finding in checked.findings:
            found = self._range(finding.place)
            if _order(found.start) <= _order(wanted.end) and _order(wanted.start) <= _order(found.end):
                yield finding

    def quick_fix(self, finding: Finding) -> types.CodeAction | None:
        """The fix of a finding as the editor takes it; None when a person has to make it."""
        fix = finding.fix
        if fix is None or fix.applicability is Applicability.DISPLAY:
            return None
        safe = fix.applicability is Applicability.SAFE
        return types.CodeAction(
            title=f"maplint: {fix.title}{'' if safe else ' (unsafe)'}",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[self._diagnostic(finding)],
            edit=types.WorkspaceEdit(changes=self._changes(fix)),
            is_preferred=safe,
        )

    def fix_all(self, uri: str) -> types.CodeAction | None:
        """All safe fixes of a text in one; None when there are none."""
        from maplint.engine.fixes import FixSession

        settings = self.settings(uri)
        if settings is None or settings.stdin is None:
            return None
        try:
            prepared = prepare(["-"], settings, self.registry)
            changed = FixSession(prepared, unsafe=False, only=settings.stdin.shown_as).execute().changed
        except (ConfigError, InputError, SelectionError, TargetError, Unreadable):
            return None
        if not changed:
            return None
        before, after = changed[0]
        edit = types.TextEdit(self._span_range(before, Span(0, len(before.text))), after.text)
        return types.CodeAction(
            title="maplint: apply all safe fixes", kind=FIX_ALL, edit=types.WorkspaceEdit(changes={uri: [edit]})
        )

    def page(self, finding: Finding) -> str:
        """What a finding says, and the page of its rule."""
        said = [f"**{finding.message}**"]
        said += [f"Why: {finding.consequence}"] if finding.consequence else []
        said += [f"Help: {finding.help}"] if finding.help else []
        rule = self.registry.find(finding.code)
        if rule is not None:
            page = Path(page_path(rule))
            said += ["---", page.read_text(encoding="utf-8")] if page.exists() else []
        return "\n\n".join(said)

    # --- in the words of the protocol -----------------------------------------------------------------------------------

    def _diagnostic(self, finding: Finding) -> types.Diagnostic:
        rule = self.registry.find(finding.code)
        said = [finding.message, *([f"Why: {finding.consequence}"] if finding.consequence else [])]
        said += [f"Help: {finding.help}"] if finding.help else []
        return types.Diagnostic(
            range=self._range(finding.place),
            severity=SEVERITIES[finding.severity],
            code=finding.code,
            code_description=types.CodeDescription(Path(page_path(rule)).as_uri()) if rule is not None else None,
            source="maplint",
            message="\n".join(said),
            related_information=[
                types.DiagnosticRelatedInformation(
                    types.Location(_uri(related.place.document), self._range(related.place)), related.message
                )
                for related in finding.related
            ],
        )

    def _changes(self, fix: Fix) -> dict[str, list[types.TextEdit]]:
        changes: dict[str, list[types.TextEdit]] = {}
        for edit in fix.edits:
            range_ = self._span_range(edit.document, Span(edit.start, edit.end))
            changes.setdefault(_uri(edit.document), []).append(types.TextEdit(range_, edit.text))
        return changes

    def _range(self, place: Place) -> types.Range:
        return self._span_range(place.document, place.span())

    def _span_range(self, document: Document, span: Span) -> types.Range:
        return types.Range(self._position(document, span.start), self._position(document, span.end))

    def _position(self, document: Document, offset: int) -> types.Position:
        """Line and column from 0; columns in the units that the editor counts (UTF-16, most often)."""
        line = document.position(offset).line
        before = document.text[document.line_start(line) : offset]
        return types.Position(line - 1, self.workspace.position_codec.client_num_units(before))


def _least(settings: Settings) -> Severity:
    """The least severity that is shown."""
    configuration = settings.configuration
    if configuration is None:
        return Severity.WARNING
    return Severity(configuration.show or ("info" if configuration.preset == "audit" else "warning"))


def _order(position: types.Position) -> tuple[int, int]:
    return position.line, position.character


def _uri(document: Document) -> str:
    return Path(document.file or document.path).absolute().as_uri()


def server(registry: Registry) -> Server:
    """A server that answers editors."""
    made = Server(registry)

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        ls.check(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        ls.check_later(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: Server, _params: types.DidSaveTextDocumentParams) -> None:
        # Others may be read with the one that was saved.
        for uri in list(ls.workspace.text_documents):
            ls.check(uri)

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        ls.close(params.text_document.uri)

    @made.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL]),
    )
    def actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
        only = params.context.only
        uri = params.text_document.uri
        if only and any(FIX_ALL.startswith(kind) for kind in only):
            action = ls.fix_all(uri)
            return [] if action is None else [action]
        if only and types.CodeActionKind.QuickFix not in only:
            return []
        found = [ls.quick_fix(finding) for finding in ls.findings_at(uri, params.range)]
        return [action for action in found if action is not None]

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
        at = types.Range(params.position, params.position)
        pages = [ls.page(finding) for finding in ls.findings_at(params.text_document.uri, at)]
        if not pages:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(pages)))

    return made
