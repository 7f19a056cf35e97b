"""`maplint eval` and `maplint functions`: the expression language at hand, without any mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from maplint.cli.errors import UserError
from maplint.cli.options import FILE, NearestChoice, completes, echo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel import Expression, Facts
    from maplint.oel.functions import Function

EXIT_NO_VALUE = 1


@click.command("eval")
@click.argument("expression", metavar="EXPR")
@click.option(
    "--user",
    type=FILE,
    metavar="FILE",
    help="A user as Okta's API gives it (JSON or YAML), or its profile alone.",
)
@click.option(
    "--context",
    "context_file",
    type=FILE,
    metavar="FILE",
    help="What else can be read: an object of `user`, `appuser`, `source`, `app`, `org`, named apps, `groups`, `now`.",
)
@click.option("--format", "format_", type=NearestChoice(["text", "json"]), default="text", show_default=True)
def eval_command(expression: str, user: str | None, context_file: str | None, format_: str) -> int:
    """Evaluate an Okta expression and say what is known of it and what was assumed.

    Exit status 1 when it has no value: it does not parse, it fails, or the context lacks what it reads.
    """
    from maplint.oel import EvaluationError, Scope, evaluate_fully, infer, parse

    context = _read_object(context_file) if context_file else {}
    if user:
        held = _read_object(user)
        context["user"] = held["profile"] if isinstance(held.get("profile"), dict) else held
    parsed = parse(expression)
    answer: dict[str, Any] = {"expression": expression}
    try:
        result = evaluate_fully(expression, context)
    except EvaluationError as error:
        answer["error"] = {"code": error.code, "message": error.message}
    else:
        answer |= {"value": result.value, "type": result.type, "assumed": list(result.assumed)}
    answer["diagnostics"] = [
        {"message": fault.message, "start": fault.start, "end": fault.end} for fault in parsed.errors
    ]
    if not parsed.errors:
        facts = infer(parsed, Scope())
        answer["facts"] = _facts(facts)
        answer["hints"] = list(_hints(facts, context))
    echo(_as_json(answer) if format_ == "json" else _as_text(answer, parsed))
    return EXIT_NO_VALUE if "error" in answer else 0


def _hints(facts: Facts, context: dict[str, Any]) -> Iterator[str]:
    """What an expression reads and the context lacks, where that is near to what it has."""
    from maplint.names import nearest, nearest_word

    for root, name in dict.fromkeys((read.root, read.name) for read in facts.reads):
        held = context.get(root)
        if held is None:
            near = nearest_word(root, list(context))
            if near is not None:
                yield f"there is no `{root}`; did you mean `{near}`?"
        elif isinstance(held, dict) and name and name not in held:
            near = nearest(name, list(held))
            if near is not None:
                yield f"`{root}` has no `{name}`; did you mean `{near}`?"


def _read_object(path: str) -> dict[str, Any]:
    """The object in a JSON or YAML file. Raises `UserError` when there is none."""
    import yaml

    try:
        with open(path, encoding="utf-8-sig") as file:
            data = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except FileNotFoundError as error:
        from maplint.source.collect import missing

        raise UserError(f"{path}: there is no such file; {missing(path, path).remedy}") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: is not UTF-8; save it as UTF-8") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}:{mark.column + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it is nested too deeply or holds an impossible value"
        raise UserError(f"{path}{where}: is neither JSON nor YAML: {problem}") from error
    if not isinstance(data, dict):
        raise UserError(f'{path}: holds no object; expected one such as {{"login": "ada@example.com"}}')
    return data


def _facts(facts: Facts) -> dict[str, Any]:
    """What is known without any user, in plain values."""
    return {
        "type": facts.type,
        "can_be_null": facts.null,
        "null_when_absent": list(facts.null_causes),
        "reads": [f"{read.root}.{read.name}" for read in facts.reads],
        "literals": [literal.value for literal in facts.literals],
        "max_length": facts.max_length,
        "follows": sorted(facts.volatile),
        "hazards": [f"{hazard.kind}: {hazard.subject} {hazard.detail}".rstrip() for hazard in facts.hazards],
    }


def _as_json(answer: dict[str, Any]) -> str:
    import json

    return json.dumps(answer, indent=2, ensure_ascii=False, default=str) + "\n"


def _as_text(answer: dict[str, Any], parsed: Expression) -> str:
    import json

    lines: list[str] = []
    if "error" in answer:
        if not answer["diagnostics"]:
            lines.append(f"no value: {answer['error']['message']}")
        for fault in answer["diagnostics"]:
            width = max(1, min(fault["end"], len(parsed.text)) - fault["start"])
            lines += [
                f"error: {fault['message']}",
                f"  {parsed.text}" if "\n" not in parsed.text else f"  at character {fault['start'] + 1}",
            ]
            if "\n" not in parsed.text:
                lines.append("  " + " " * fault["start"] + "^" * width)
    else:
        lines.append(f"{json.dumps(answer['value'], ensure_ascii=False, default=str)}  ({answer['type']})")
        lines += [f"assumed: {choice}" for choice in answer["assumed"]]
    facts = answer.get("facts")
    if facts:
        if facts["reads"]:
            lines.append(f"reads: {', '.join(dict.fromkeys(facts['reads']))}")
        if facts["null_when_absent"]:
            lines.append(f"null without: {', '.join(facts['null_when_absent'])}")
        if facts["follows"]:
            lines.append(f"follows: {', '.join(facts['follows'])}")
        lines += [f"beware: {hazard}" for hazard in facts["hazards"]]
        lines += [f"beware: {hint}" for hint in answer["hints"]]
    return "\n".join(lines) + "\n"


@click.command("functions")
@click.argument("name", required=False, shell_complete=completes("functions"))
@click.option("--format", "format_", type=NearestChoice(["text", "json"]), default="text", show_default=True)
def functions_command(name: str | None, format_: str) -> None:
    """List the functions of the expression language, or describe the one that is named."""
    from maplint.oel.functions import functions, instead, lookup, suggest

    if name is None:
        chosen = functions()
    else:
        found = lookup(name)
        if found is None:
            near = suggest(name)
            hint = f"did you mean `{near}`?" if near else instead(name) or "`maplint functions` lists them"
            raise UserError(f"there is no function `{name}`; {hint}")
        chosen = [found]
    if format_ == "json":
        echo(_as_json_table(chosen))
    elif name is None:
        width = max(len(function.name) for function in chosen)
        echo("".join(f"{function.name.ljust(width)}  {_remark(function)}{function.summary}\n" for function in chosen))
    else:
        echo(_described(chosen[0]))


def _remark(function: Function) -> str:
    return f"(replaced by {function.replaced_by}) " if function.replaced_by else ""


def _described(function: Function) -> str:
    lines = [f"{function.signature} -> {function.returns}", "", function.summary]
    if function.replaced_by:
        lines.append(f"Deprecated: write {function.replaced_by}.")
    if function.undocumented:
        lines.append("Okta does not document it; it is known from live mappings.")
    lines += ["", *(f"  {parameter.name}: {' or '.join(parameter.types)}" for parameter in function.parameters)]
    lines += [
        f"null argument: {function.null}",
        f"allowed in: {', '.join(function.allowed)}",
        f"source: {function.source}",
    ]
    return "\n".join(lines) + "\n"


def _as_json_table(chosen: list[Function]) -> str:
    import json

    table = [
        {
            **function._asdict(),
            "signature": function.signature,
            "parameters": [parameter._asdict() for parameter in function.parameters],
        }
        for function in chosen
    ]
    return json.dumps(table, indent=2) + "\n"
