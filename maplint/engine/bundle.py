"""Loading the built-in rules fast.

About a hundred rule modules cost three times the start of Python when they are imported one by one: nearly all of that is
looking for files. So their compiled code is kept in one file beside Python's own caches (``__pycache__``), checked
against the sizes and times of the sources as Python checks its own. Without a writable folder, or when the cache does not
fit, the modules are imported as usual.
"""

from __future__ import annotations

import marshal
import os
import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType

from maplint.record import NamedTuple


class _Source(NamedTuple):
    module: str
    path: str
    size: int
    modified: int


def load_modules(pack: str) -> list[ModuleType]:
    """The rule modules of a pack that lies in plain folders: ``<pack>/<family>/<rule>.py``."""
    package = import_module(pack)
    sources = _sources(pack, list(package.__path__))
    stamp = [(sys.version, 0, 0), *((source.module, source.size, source.modified) for source in sources)]
    if all(source.module in sys.modules for source in sources):
        return [sys.modules[source.module] for source in sources]
    cache = _cache_path(package)
    codes = _read(cache, stamp) if cache is not None else None
    if codes is None:
        modules = [import_module(source.module) for source in sources]
        if cache is not None and sources:
            _write(cache, stamp, sources)
        return modules
    return [_run(source, code) for source, code in zip(sources, codes, strict=True)]


def _sources(pack: str, roots: list[str]) -> list[_Source]:
    found: list[_Source] = []
    for root in roots:
        for family in sorted(entry.name for entry in os.scandir(root) if entry.is_dir() and entry.name.isidentifier()):
            for entry in os.scandir(os.path.join(root, family)):
                name = entry.name
                if name.endswith(".py") and name != "__init__.py":
                    status = entry.stat()
                    module = f"{pack}.{family}.{name[:-3]}"
                    found.append(_Source(module, entry.path, status.st_size, status.st_mtime_ns))
    return sorted(found)


def _cache_path(package: ModuleType) -> str | None:
    if sys.dont_write_bytecode or sys.pycache_prefix is not None or not package.__file__:
        return None
    name = f"rules.{sys.implementation.cache_tag}.bundle"
    return os.path.join(os.path.dirname(package.__file__), "__pycache__", name)


def _read(path: str, stamp: list[tuple[str, int, int]]) -> list[CodeType] | None:
    try:
        with open(path, "rb") as file:
            # In one piece: from a file marshal reads byte by byte, which takes ten times as long.
            content = marshal.loads(file.read())
    except (OSError, ValueError, EOFError, TypeError):
        return None
    if not isinstance(content, tuple) or len(content) != 2 or content[0] != stamp:
        return None
    codes = content[1]
    return codes if isinstance(codes, list) and len(codes) == len(stamp) - 1 else None


def _write(path: str, stamp: list[tuple[str, int, int]], sources: list[_Source]) -> None:
    codes = []
    for source in sources:
        loader = sys.modules[source.module].__loader__
        codes.append(loader.get_code(source.module))  # type: ignore[union-attr]
    temporary = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(temporary, "wb") as file:
            marshal.dump((stamp, codes), file)
        os.replace(temporary, path)
    except OSError:
        # A read-only installation: the next run imports one by one again.
        try:
            os.remove(temporary)
        except OSError:
            return


def _run(source: _Source, code: CodeType) -> ModuleType:
    if source.module in sys.modules:
        return sys.modules[source.module]
    module = ModuleType(source.module)
    module.__file__ = source.path
    module.__package__ = source.module.rpartition(".")[0]
    module.__spec__ = ModuleSpec(source.module, None, origin=source.path)
    sys.modules[source.module] = module
    try:
        exec(code, module.__dict__)
    except BaseException:
        del sys.modules[source.module]
        raise
    return module
