"""`maplint eval` and `maplint functions`: the expression language at hand, without any mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from maplint.cli.errors import UserError
from maplint.cli.options import FILE, NearestChoice, completes, echo, option, user_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel import EvaluationError, Expression, Facts
    from maplint.oel.diagnostics import Diagnostic
    from maplint.oel.functions import Function, Parameter

EXIT_NO_VALUE = 1
DEEPEST = 100
"""How deep objects and lists of a user or context may stand in each other: no profile comes near."""
# What Okta's API tells of a user beside the profile, and `user.getInternalProperty` reads.
INTERNAL = (
    "id", "status", "created", "activated", "statusChanged", "lastLogin", "lastUpdated", "passwordChanged",
)  # fmt: skip


@click.command("eval")
@click.argument("expression", metavar="EXPR")
@option(
    "--user",
    type=FILE,
    metavar="FILE",
    help="A user as Okta's API gives it (JSON or YAML), or its profile alone.",
)
@option(
    "--context",
    "context_file",
    type=FILE,
    metavar="FILE",
    help="What else can be read: an object of `user`, `appuser`, `source`, `app`, `org`, named apps, `groups`, `now`, "
    "`directoryUsers`, `workdayUsers`, `manager`, `assistant`, `managerAppUser`, `assistantAppUser`, `linkedObjects`.",
)
@option("--format", "format_", type=NearestChoice(["text", "json"]), default="text", show_default=True)
def eval_command(expression: str, user: str | None, context_file: str | None, format_: str) -> int:
    """Evaluate an Okta expression and say what is known of it and what was assumed.

    Exit status 1 when it has no value: it does not parse, it fails, or the
    context lacks what it reads.
    """
    from maplint.oel import EvaluationError, evaluate_fully, infer, parse

    context = _context(user, context_file)
    parsed = parse(expression)
    facts = None if parsed.errors else infer(parsed, _scope())
    assumed: list[str] = []
    if facts is not None and "time" in facts.volatile and "now" not in context:
        context["now"] = _present()
        assumed.append(f"it is {context['now']}; `now` of a context file tells another time")
    answer: dict[str, Any] = {"expression": expression}
    try:
        result = evaluate_fully(expression, context)
    except EvaluationError as error:
        answer["error"] = _error(error)
    else:
        answer |= {"value": result.value, "type": result.type, "assumed": [*assumed, *result.assumed]}
    answer["diagnostics"] = [
        {"message": fault.message, "help": fault.help, "start": fault.start, "end": fault.end}
        for fault in parsed.errors
    ]
    if facts is not None:
        answer["facts"] = _facts(facts)
        answer["hints"] = list(_hints(facts, context))
    echo(_as_json(answer) if format_ == "json" else _as_text(answer, parsed))
    return EXIT_NO_VALUE if "error" in answer else 0


# --- what can be read -----------------------------------------------------------------------------------------------------


def _context(user: str | None, context_file: str | None) -> dict[str, Any]:
    context = _read_object(context_file) if context_file else {}
    if user:
        held = _read_object(user)
        profile = held.get("profile")
        context["user"] = profile if isinstance(profile, dict) else held
        if isinstance(profile, dict):
            context.setdefault("internalProperties", {name: held[name] for name in INTERNAL if name in held})
    return context


def _read_object(path: str) -> dict[str, Any]:
    """The object in a JSON or YAML file. Raises `UserError` when there is none."""
    import os

    from maplint.source.collect import missing
    from maplint.source.document import read_file

    with user_errors():
        if not os.path.exists(path):
            raise missing(path, path)
        data = read_file(path).value
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise UserError(f'{path}: holds no object; expected one such as {{"login": "ada@example.com"}}')
    if _is_deep(data):
        raise UserError(f"{path}: is nested more than {DEEPEST} levels deep")
    return data


def _is_deep(data: object) -> bool:
    level: list[object] = [data]
    for _ in range(DEEPEST):
        level = [part for whole in level if isinstance(whole, (dict, list)) for part in _parts(whole)]
        if not level:
            return False
    return True


def _parts(whole: dict[str, Any] | list[Any]) -> list[Any]:
    return list(whole.values()) if isinstance(whole, dict) else whole


def _present() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _scope() -> Any:
    """What every Okta user has: the base attributes. Nothing is known of others."""
    from maplint.okta.defaults import base_user_schema, scim_template
    from maplint.okta.mapping import Direction
    from maplint.project.scope import ProfileScope

    return ProfileScope(base_user_schema(), scim_template(), Direction.OUTBOUND, None)


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


# --- the answer -----------------------------------------------------------------------------------------------------------


def _error(error: EvaluationError) -> dict[str, Any]:
    told = {"code": error.code, "message": error.message, "start": error.start, "end": error.end}
    if error.code == "cannot-know" and "context" in error.message:
        told["help"] = "give what it reads with --user FILE or --context FILE"
    return told


def _facts(facts: Facts) -> dict[str, Any]:
    """What is known without any user, in plain values."""
    return {
        "type": facts.type,
        "can_be_null": facts.null,
        "null_when_absent": list(facts.null_causes),
        "reads": list(dict.fromkeys(f"{read.root}.{read.name}" if read.root else read.name for read in facts.reads)),
        "literals": [literal.value for literal in facts.literals],
        "only_literals": facts.complete,
        "min_length": facts.min_length if facts.type == "string" else None,
        "max_length": facts.max_length if facts.type == "string" else None,
        "case": facts.case,
        "lacks": "".join(sorted(facts.characters.listed)) if facts.characters.all_but else "",
        "keeps_apart": sorted(f"{root}.{name}" for root, name in facts.keys) if facts.injective else [],
        "follows": sorted(facts.volatile),
        "hazards": list(dict.fromkeys(_hazard(hazard.kind, hazard.subject, hazard.detail) for hazard in facts.hazards)),
    }


def _hazard(kind: str, subject: str, detail: str) -> str:
    said = _HAZARDS.get(kind, f"{kind}: {{subject}} {{detail}}")
    return said.format(subject=subject, detail=detail).strip()


# Hazards in words; the others tell themselves.
_HAZARDS = {
    "null-use": "{subject} may be missing: {detail}",
    "separator": "{subject} need not contain `{detail}`",
    "short": "{subject} may have fewer than {detail} characters",
    "condition": "a condition is of type {detail}, not boolean",
    "nullable-condition": "{subject} may be missing, and null is no condition",
    "comparison": "a comparison of {detail}",
    "constant": "a condition is always {detail}",
    "ternary": "the condition of a choice is the whole text before it",
    "half-guard": "{subject} is tested for {detail} only",
    "defaulted": "{subject} is never null",
    "argument-type": "an argument of {subject} is not of the type of `{detail}`",
    "argument-count": "{subject} does not take {detail} arguments",
}


def _as_json(answer: dict[str, Any]) -> str:
    import json

    return json.dumps(_finite(answer), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    """A value as JSON can have it: what is no number there is a text."""
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_finite(part) for part in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        from maplint.oel.values import double_text

        return double_text(value)
    return value


def _as_text(answer: dict[str, Any], parsed: Expression) -> str:
    import json

    from maplint.report.text import clean, clean_line

    lines: list[str] = []
    if parsed.errors:
        for fault in parsed.errors:
            lines += [f"error: {clean_line(fault.message)}", *_underlined(parsed.text, fault)]
            lines.append(f"  help: {clean_line(fault.help)}")
    elif "error" in answer:
        lines.append(f"no value: {clean_line(answer['error']['message'])}")
        if "help" in answer["error"]:
            lines.append(f"help: {answer['error']['help']}")
    else:
        value = json.dumps(_finite(answer["value"]), ensure_ascii=False)
        lines.append(f"{clean(value)}  ({answer['type']})")
        lines += [f"assumed: {clean_line(choice)}" for choice in answer["assumed"]]
    facts = answer.get("facts")
    if facts:
        lines += [clean_line(line) for line in _told(facts)]
        lines += [f"beware: {clean_line(hint)}" for hint in answer["hints"]]
    return "\n".join(lines) + "\n"


def _told(facts: dict[str, Any]) -> list[str]:
    """Facts as lines."""
    known = [facts["type"]] if facts["type"] else []
    if facts["can_be_null"] is False:
        known.append("never null")
    if facts["max_length"] is not None:
        least, most = facts["min_length"], facts["max_length"]
        known.append(f"{least} to {most} characters" if least != most else f"{most} character{'s' * (most != 1)}")
    if facts["case"]:
        known.append(f"in {facts['case']} case")
    rows = [
        ("known", known if facts["reads"] or facts["follows"] else []),
        ("one of", [str(value) for value in facts["literals"]] if facts["only_literals"] and facts["reads"] else []),
        ("reads", facts["reads"]),
        ("null without", facts["null_when_absent"]),
        ("tells apart", facts["keeps_apart"]),
        ("follows", facts["follows"]),
    ]
    return [f"{name}: {', '.join(values)}" for name, values in rows if values] + [
        f"beware: {hazard}" for hazard in facts["hazards"]
    ]


WINDOW, AROUND = 100, 30


def _underlined(text: str, fault: Diagnostic) -> list[str]:
    """The line of a fault, or the part of a long line around it, and marks below."""
    from maplint.report.text import clean_line, width

    if not text.strip():
        return []
    start = text.rfind("\n", 0, fault.start) + 1
    end = text.find("\n", fault.start)
    end = len(text) if end < 0 else end
    left = start if end - start <= WINDOW else max(start, fault.start - AROUND)
    right = min(end, left + WINDOW)
    before = ("..." if left > start else "") + clean_line(text[left : fault.start])
    marked = clean_line(text[fault.start : min(fault.end, right)])
    after = clean_line(text[min(fault.end, right) : right]) + ("..." if right < end else "")
    return [f"  {before}{marked}{after}", f"  {' ' * width(before)}{'^' * max(1, width(marked))}"]


# --- functions ------------------------------------------------------------------------------------------------------------


@click.command("functions")
@click.argument("name", required=False, shell_complete=completes("functions"))
@option("--format", "format_", type=NearestChoice(["text", "json"]), default="text", show_default=True)
def functions_command(name: str | None, format_: str) -> None:
    """List the functions of the expression language, or describe the one that is named.

    A namespace, such as `Arrays`, lists its functions.
    """
    chosen = _chosen(name)
    if format_ == "json":
        echo(_as_json_table(chosen))
    elif name is None or len(chosen) > 1:
        width = max(len(function.name) for function in chosen)
        echo("".join(f"{function.name.ljust(width)}  {_remark(function)}{function.summary}\n" for function in chosen))
    else:
        echo(_described(chosen[0]))


def _chosen(name: str | None) -> list[Function]:
    """The function of a name, those of a namespace, or all. Raises `UserError` when there is none."""
    from maplint.oel.functions import functions, instead, lookup, methods, suggest

    if name is None:
        return functions()
    # `String.len()`, and `f:substring` of the older template language.
    plain = name.strip().removesuffix("()").rpartition(":")[2]
    found = lookup(plain)
    if found is not None:
        return [found]
    of_space = [function for function in functions() if function.name.startswith(f"{plain}.")]
    if of_space:
        return of_space
    near = suggest(plain)
    # `'x'.toUpperCase`, `<string>.length`: the method is what is asked for.
    of_value = methods(plain.rpartition(".")[2])
    classic = sorted({method.classic.format("x", "a", "b") for method in of_value if method.classic})
    if near:
        hint = f"did you mean `{near}`?"
    elif classic:
        hint = f"the method of Identity Engine is here {' or '.join(f'`{form}`' for form in classic)}"
    elif of_value:
        hint = "it is a method of Identity Engine, and the classic dialect has nothing like it"
    else:
        hint = instead(plain) or instead(plain.rpartition(".")[2]) or "`maplint functions` lists them"
    raise UserError(f"there is no function `{name}`; {hint}")


def _remark(function: Function) -> str:
    return f"(replaced by {function.replaced_by}) " if function.replaced_by else ""


def _described(function: Function) -> str:
    from maplint.oel.functions import NULL_MEANING

    lines = [f"{function.signature} -> {function.returns}", "", function.summary]
    if function.replaced_by:
        lines.append(f"Deprecated: write {function.replaced_by}.")
    if function.undocumented:
        lines.append("Okta does not document it; it is known from live mappings.")
    if function.note:
        lines.append(function.note)
    lines += ["", *(_parameter(parameter) for parameter in function.parameters)]
    lines += [f"example: {example.shown}" for example in function.examples]
    lines += [
        f"null argument: {NULL_MEANING[function.null]}",
        f"allowed in: {', '.join(function.allowed)}",
        f"source: {function.source}",
    ]
    return "\n".join(lines) + "\n"


def _parameter(parameter: Parameter) -> str:
    remarks = [" or ".join(parameter.types)]
    if parameter.optional:
        remarks.append("may be left out")
    if parameter.variadic:
        remarks.append("pairs of them, key and value" if parameter.paired else "one or more")
    return f"  {parameter.name}: {', '.join(remarks)}"


def _as_json_table(chosen: list[Function]) -> str:
    import json

    table = [
        {
            **function._asdict(),
            "signature": function.signature,
            "parameters": [parameter._asdict() for parameter in function.parameters],
            "examples": [example._asdict() for example in function.examples],
        }
        for function in chosen
    ]
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"
