"""Faults of syntax: each is said once, in place, with the mend where there is one, and hides nothing else."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maplint.oel import parse
from maplint.oel.ast import Binary, Call, Elvis, Index, Literal, Member, MethodCall, Name, Node, Ternary, Unary
from maplint.oel.parser import MAX_DEPTH, MAX_LENGTH

FAULTS = {
    "user.a = 'x'": ("single-equals", "=", "user.a == 'x'"),
    "user.a === 'x'": ("single-equals", "===", "user.a == 'x'"),
    "user.a ==> 'x'": ("single-equals", "==>", "user.a == 'x'"),
    "user.a <> 'x'": ("unknown-operator", "<>", "user.a != 'x'"),
    "user.a !== 'x'": ("unknown-operator", "!==", "user.a != 'x'"),
    "user.a & user.b": ("unknown-operator", "&", "user.a AND user.b"),
    "user.a | user.b": ("unknown-operator", "|", "user.a OR user.b"),
    "['a', 'b']": ("array-literal", "['a', 'b']", "{'a', 'b'}"),
    "\u201cabc\u201d + user.a": ("smart-quotes", "\u201cabc\u201d", '"abc" + user.a'),
    "\u2018abc\u2019": ("smart-quotes", "\u2018abc\u2019", "'abc'"),
    "String.len(user.a))": ("extra-bracket", ")", "String.len(user.a)"),
    "f(user.a,)": ("trailing-comma", ",", "f(user.a)"),
    "{'a', }": ("trailing-comma", ",", "{'a' }"),
    "user.a // why": ("comment", "// why", "user.a "),
    "user.a /* why */ + 1": ("comment", "/* why */", "user.a  + 1"),
    "${user.login}": ("legacy-template", "${user.login}", "user.login"),
    "user..a": ("missing-name", "..", "user.a"),
    "'abc": ("unclosed-quote", "'", None),
    "(user.a": ("unclosed-bracket", "(", None),
    "f(user.a": ("unclosed-bracket", "(", None),
    "{'a'": ("unclosed-bracket", "{", None),
    "user.a AND": ("missing-value", "AND", None),
    "user.a ==": ("missing-value", "==", None),
    "user.a ? 'x'": ("ternary", "?", None),
    "Contractor Team": ("unquoted-text", "Contractor Team", None),
    "a == b == c": ("chained-comparison", "==", None),
    "String.1x(user.a)": ("malformed-number", "1x", None),
    "2147483648": ("number-too-big", "2147483648", None),
    "": ("empty", "", None),
    "  ": ("empty", "  ", None),
    "user?.a": ("unsupported-safe-navigation", "?.", "user.a"),
    "T(java.lang.Math)": ("unsupported-type-reference", "T(java.lang.Math)", None),
    "#root": ("unsupported-variable", "#root", None),
    "@bean": ("unsupported-bean", "@bean", None),
    "new Date()": ("unsupported-constructor", "new Date", None),
    "user.a.?[x]": ("unsupported-selection", ".?[", None),
    "user.a instanceof String": ("unsupported-instanceof", "instanceof", None),
    "user.a between {1, 2}": ("unsupported-between", "between", None),
    "user.a ?? 'x'": ("unknown-operator", "??", "user.a ?: 'x'"),
    "user.a is null": ("unknown-operator", "is", "user.a == null"),
    "user.a IS NOT NULL": ("unknown-operator", "IS NOT", "user.a != NULL"),
    "user.a co 'x'": ("unknown-operator", "co", "String.stringContains(user.a, 'x')"),
    "user.a in {'x', 'y'}": ("unknown-operator", "in", None),
    "user.a != nil": ("null-misspelt", "nil", "user.a != null"),
    "if user.a then 'x' else 'y'": ("conditional", "if", None),
    "Iif(user.a, 'x', 'y')": ("conditional", "Iif", "(user.a ? 'x' : 'y')"),
    "user.a, user.b": ("misplaced", ",", None),
    "'it\\'s'": ("backslash-escape", "'it\\'s'", "'it''s'"),
    "${source.login}@x.com": ("legacy-template", "${source.login}@x.com", 'source.login + "@x.com"'),
    "`user.a`": ("smart-quotes", "`user.a`", "'user.a'"),
    "\u00a0user.a": ("invisible-character", "\u00a0", " user.a"),
    "\x00": ("illegal-character", "\x00", None),
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_has_its_code_its_place_and_its_mend(text: str) -> None:
    code, where, mended = FAULTS[text]
    expression = parse(text)
    fault = next(fault for fault in expression.errors if fault.code == code)
    assert text[fault.start : fault.end] == where
    assert fault.help
    assert not fault.message.endswith(".")
    if mended is None:
        assert fault.fixes == ()
        return
    result = text
    for start, end, new in sorted(fault.fixes, reverse=True):
        result = result[:start] + new + result[end:]
    assert result == mended
    assert [fault.code for fault in parse(result).errors] == []


@pytest.mark.parametrize("text", [text for text in FAULTS if text.strip()])
def test_one_fault_is_said_once(text: str) -> None:
    assert len(parse(text).errors) == 1


def test_one_fault_does_not_hide_the_next() -> None:
    codes = [fault.code for fault in parse("user.a = \u201cx\u201d ? ['a'] : user?.b").errors]
    assert codes == ["single-equals", "smart-quotes", "array-literal", "unsupported-safe-navigation"]


def test_references_behind_a_fault_are_still_read() -> None:
    names = {node.name for node in parse("user.a user.b AND").ast.walk() if isinstance(node, Member)}
    assert names == {"a", "b"}


LEGAL = [
    "user.firstName", " user.firstName \n", "'it''s'", '"say ""hi"""', '"C:\\"', "'a' + \"b\"", "user.a!=null", "NOT user.a",
    "user.a NE 'x' and user.b EQ 'y'", "user.a && user.b || !user.c", "a ? b : c ? d : e", "user.a ?: 'x'", "{}", "{'a', {1, 2}}",
    "{a: 1, 'b': 2}", "user.tags[0]", "user.tags.![name]", "String.len(String.join(', ', user.a, user.b))", "user.and", "-1 + +2",
    "1.5e3 * 2 / 3 % 4 ^ 2", "null == NULL", "hasDirectoryUser() ? findDirectoryUser().managerDn : null",
    'user.getInternalProperty("id")', "user.email.substringBefore('@')", "10 div 3 mod 2", "user.x matches '.*'", "1L",
]  # fmt: skip


@pytest.mark.parametrize("text", LEGAL)
def test_what_is_legal_has_no_fault(text: str) -> None:
    assert parse(text).errors == ()


def shape(node: Node) -> str:
    """A tree in brackets."""
    if isinstance(node, Binary):
        return f"({shape(node.left)} {node.operator} {shape(node.right)})"
    if isinstance(node, Ternary):
        return f"({shape(node.condition)} ? {shape(node.then)} : {shape(node.otherwise)})"
    if isinstance(node, Elvis):
        return f"({shape(node.value)} ?: {shape(node.fallback)})"
    if isinstance(node, Unary):
        return f"({node.operator}{shape(node.operand)})"
    if isinstance(node, Call):
        return f"{node.name}({', '.join(map(shape, node.args))})"
    if isinstance(node, MethodCall):
        return f"{shape(node.target)}->{node.name}({', '.join(map(shape, node.args))})"
    if isinstance(node, Member):
        return f"{shape(node.target)}.{node.name}"
    if isinstance(node, Index):
        return f"{shape(node.target)}[{shape(node.index)}]"
    if isinstance(node, Literal):
        return repr(node.value)
    if isinstance(node, Name):
        return node.name
    return " ".join(map(shape, node.children()))


PRECEDENCE = {
    "a OR b AND c": "(a OR (b AND c))",
    "a AND b OR c": "((a AND b) OR c)",
    "!a == b": "((!a) == b)",
    "a + b * c": "(a + (b * c))",
    "a - b - c": "((a - b) - c)",
    "-a ^ b": "((-a) ^ b)",
    "'x' + a ? b : c": "(('x' + a) ? b : c)",
    "a ? b : c ? d : e": "(a ? b : (c ? d : e))",
    "a ?: b ?: c": "(a ?: (b ?: c))",
    "a == b AND c != d": "((a == b) AND (c != d))",
    "String.len(a) > 0": "(String.len(a) > 0)",
    "'x'.length()": "'x'->length()",
    "user.a.b[0]": "user.a.b[0]",
    "a lt b": "(a < b)",
}


@pytest.mark.parametrize("text", PRECEDENCE)
def test_precedence(text: str) -> None:
    assert shape(parse(text).ast) == PRECEDENCE[text]


@given(st.text(alphabet="abU.()[]{}'\"?:=!<>&|+-*/%^, \n1290$#@T\u201c\u2019\\\u00e9\U0001f600", max_size=60))
@example("( }")
@example("f(1, ]")
@example("{ )")
def test_any_text_gives_a_tree_with_spans_inside_each_other(text: str) -> None:
    expression = parse(text)
    for fault in expression.errors:
        assert 0 <= fault.start <= fault.end <= len(text)
    for node in expression.ast.walk():
        assert 0 <= node.start <= node.end <= len(text)
        for child in node.children():
            assert node.start <= child.start
            assert child.end <= node.end


@pytest.mark.parametrize(
    "text",
    ["(" * 50_000, "[" * 40_000, "a+" * 40_000 + "a", "a?b:" * 20_000 + "c", "!" * 90_000, "f(" * 30_000, "'" * 50_001],
)
def test_huge_texts_end_in_a_bounded_tree(text: str) -> None:
    level: list[Node] = [parse(text).ast]
    depth = 0
    while level:
        level = [child for node in level for child in node.children()]
        depth += 1
    assert depth <= MAX_DEPTH
    assert parse(text).errors


def test_a_text_beyond_the_limit_is_refused_whole() -> None:
    assert [fault.code for fault in parse("a" * (MAX_LENGTH + 1)).errors] == ["too-long"]


def test_long_tables_of_choices_are_fine() -> None:
    table = " : ".join(f"user.c == '{i}' ? 'n{i}'" for i in range(150)) + " : null"
    assert parse(table).errors == ()
