"""HCL: what is read, where it stands, what is left when something is broken, and edits that change nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplint.source.document import Document, read_text
from maplint.source.edit import apply_edits
from maplint.source.hcl.document import HclDocument
from maplint.source.hcl.template import in_heredoc, in_quotes
from maplint.source.place import Part, Place, Pointer

MAPPING = ("resource", "okta_profile_mapping", "rota")
TEXT = """# Rota
locals {
  suffix = "x" # of all
}

resource okta_profile_mapping "rota" {
  source_id = "a\\"b${local.suffix}c"

  mappings {
    id         = "é1"
    expression = <<-EOT
        user.é + "${local.suffix}"
      user.b
    EOT
  }

  /* the short one */
  mappings { id = "q" }

  dynamic "mappings" {
    for_each = { a = "x", "b c" = [1, true, null] }
    content {
      id = mappings.key
    }
  }
}
"""


def read(text: str, name: str = "main.tf") -> HclDocument:
    document = read_text(text, name)
    assert isinstance(document, HclDocument)
    return document


def written(document: Document, pointer: Pointer, part: Part = Part.VALUE) -> str:
    start, end = document.span(pointer, part)
    return document.text[start:end]


def test_values_by_block_and_argument() -> None:
    value = read(TEXT).value
    assert value["locals"][0] == {"suffix": "x"}
    mapping = value["resource"]["okta_profile_mapping"]["rota"]
    assert mapping["source_id"] == 'a"b${local.suffix}c'
    assert mapping["mappings"][0] == {"id": "é1", "expression": '  user.é + "${local.suffix}"\nuser.b\n'}
    assert mapping["mappings"][1] == {"id": "q"}
    assert mapping["dynamic"]["mappings"]["for_each"] == {"a": "x", "b c": [1, True, None]}
    assert mapping["dynamic"]["mappings"]["content"][0] == {"id": "mappings.key"}


@pytest.mark.parametrize(
    ("pointer", "part", "text"),
    [
        (("locals", 0, "suffix"), Part.VALUE, '"x"'),
        (("locals", 0, "suffix"), Part.KEY, "suffix"),
        (MAPPING, Part.KEY, 'resource okta_profile_mapping "rota"'),
        ((*MAPPING, "source_id"), Part.VALUE, '"a\\"b${local.suffix}c"'),
        ((*MAPPING, "mappings", 1), Part.VALUE, 'mappings { id = "q" }'),
        ((*MAPPING, "mappings", 1, "id"), Part.ENTRY, 'id = "q"'),
        ((*MAPPING, "dynamic", "mappings", "for_each", "b c"), Part.KEY, '"b c"'),
        ((*MAPPING, "dynamic", "mappings", "for_each", "b c", 1), Part.VALUE, "true"),
        ((*MAPPING, "dynamic", "mappings", "content", 0, "id"), Part.VALUE, "mappings.key"),
        ((*MAPPING, "mappings", 1, "nothing"), Part.VALUE, 'mappings { id = "q" }'),
    ],
)
def test_places(pointer: Pointer, part: Part, text: str) -> None:
    assert written(read(TEXT), pointer, part) == text


def test_fragments_count_in_the_expression_as_it_is_written() -> None:
    document = read(TEXT)
    place = Place(document, (*MAPPING, "source_id"), fragment=(4, 5))
    start, end = place.span()
    assert document.text[start:end] == "b"
    assert document.position(start) == (7, 19)


def test_blocks_that_repeat_have_pointers_of_their_own() -> None:
    document = read(
        'provider "okta" {\n  a = 1\n}\nprovider "okta" {\n  a = 2\n}\nresource "x_y" "z" {\n'
        '  dynamic "m" {\n    for_each = [1]\n    content {}\n  }\n  dynamic "m" {\n    for_each = [2]\n    content {}\n  }\n}\n'
    )
    assert written(document, ("provider", "okta", "a")) == "1"
    assert written(document, ("provider", "okta[1]", "a")) == "2"
    assert written(document, ("resource", "x_y", "z", "dynamic", "m[1]", "for_each")) == "[2]"


def test_comments_are_kept_with_their_places() -> None:
    document = read(TEXT + "// last")
    told = [comment.text for comment in document.comments()]
    assert told == ["# Rota", "# of all", "/* the short one */", "// last"]
    for comment in document.comments():
        assert document.text[comment.start : comment.end] == comment.text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks(newline: str, bom: str) -> None:
    document = read(bom + TEXT.replace("\n", newline))
    assert document.problems == []
    assert written(document, (*MAPPING, "mappings", 1, "id")) == '"q"'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\n\r\t\"\\"', '\n\r\t"\\'),
        (r'"\u00e9 \U0001F600"', "é 😀"),
        ('"$${x} %%{y} $x %y $$x"', "${x} %{y} $x %y $$x"),
        ("<<EOT\n  a\n\\n $${x}\nEOT\n", "  a\n\\n ${x}\n"),
        ("<<-EOT\n    a\n\n      b\n    EOT\n", "a\n\n  b\n"),
        ("<<-EOT\n\ta\n\t\tb\nEOT\n", "a\n\tb\n"),
        ('""', ""),
        ("-1.5e1", "-1.5e1"),
        ("1.5e1", 15.0),
        ("null", None),
        ("[1, [2,], {}]", [1, [2], {}]),
        ('{ a : 1\n "b" = 2 }', {"a": 1, "b": 2}),
    ],
)
def test_literals(text: str, value: object) -> None:
    assert read(f"x = {text}\n", "x.tfvars").value == {"x": value}


BROKEN = """
resource "okta_group" "quotes" {
  name = "x
}
resource "okta_group" "first" {
  name = "read"
}
resource "okta_profile_mapping" "inner" {
  mappings {
    id         = "q"
    expression = "user.a + "x" + user.b"
  }
}
resource "okta_group" "open" {
  name = "ok"
resource "okta_group" "second" {
  name = "read"
}
"""


def test_broken_blocks_hide_no_others() -> None:
    document = read(BROKEN)
    assert document.value == {"resource": {"okta_group": {"first": {"name": "read"}, "second": {"name": "read"}}}}
    told = [(p.kind, p.message, document.position(p.place.span().start).line) for p in document.problems]
    assert told == [
        ("broken-block", '`resource "okta_group" "quotes"` cannot be read: the quotes of `name` do not pair', 3),
        (
            "unescaped-quotes",
            '`resource "okta_profile_mapping" "inner"` cannot be read: the quotes of `expression` do not pair',
            11,
        ),
        ("broken-block", '`resource "okta_group" "open"` is never closed: its `}` is missing', 14),
    ]


def test_the_mend_of_unescaped_quotes_makes_the_block_readable() -> None:
    document = read(BROKEN)
    (mend,) = [problem.mend for problem in document.problems if problem.mend]
    mended = read(apply_edits(document.text, mend))
    assert mended.value["resource"]["okta_profile_mapping"]["inner"]["mappings"][0]["expression"] == (
        'user.a + "x" + user.b'
    )


def test_templates_of_okta_with_calls_are_told() -> None:
    text = 'resource "okta_app_swa" "a" {\n  user_name_template = "${fn:substringBefore(source.login, \\"@\\")}"\n}\n'
    (problem,) = read(text).problems
    assert problem.kind == "unescaped-quotes"
    assert read(apply_edits(text, problem.mend)).problems == []


def test_deep_nesting_is_refused() -> None:
    document = read("x = " + "[" * 5000 + "]" * 5000 + "\n", "x.tfvars")
    assert [problem.message for problem in document.problems] == ["this nests too deep to be read"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    if text.strip("\ufeff").strip():
        document = read(text)
        assert isinstance(document.value, dict)
        assert all(0 <= problem.place.span().start <= len(document.text) for problem in document.problems)


# --- edits --------------------------------------------------------------------------------------------------------------

ANY = st.text(st.one_of(st.sampled_from('ab"\\$%{}~ \n\t'), st.characters(codec="utf-8")), max_size=12)


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_replaced_texts_are_read_back(text: str) -> None:
    document = read(TEXT)
    pointer = (*MAPPING, "mappings", 1, "id")
    edited = read(apply_edits(TEXT, document.replace_value(pointer, text)))
    assert edited.problems == []
    assert edited.at(pointer) == text


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_replaced_fragments_are_read_back(text: str) -> None:
    document = read(TEXT)
    pointer = (*MAPPING, "source_id")
    edited = read(apply_edits(TEXT, document.replace_fragment(pointer, 4, 5, text)))
    assert edited.problems == []
    value = edited.at(pointer)
    # A dollar sign before what was an interpolation would escape it: no edit joins onto one.
    assert value == 'a"' + text + "${local.suffix}c" or text.endswith(("$", "%"))


@given(ANY)
def test_texts_are_written_so_that_they_are_read_again(text: str) -> None:
    assert read(f'x = "{in_quotes(text)}"\n', "x.tfvars").value == {"x": text}


@given(ANY.filter(lambda text: not {"\r", "\0"} & {*text} and "EOT" not in text))
def test_texts_in_heredocs_likewise(text: str) -> None:
    assert read(f"x = <<EOT\n{in_heredoc(text)}\nEOT\n", "x.tfvars").value == {"x": text + "\n"}


def diff(before: str, edits: object) -> tuple[list[str], list[str]]:
    """The lines that an edit takes away and adds."""
    import difflib

    after = apply_edits(before, edits)  # type: ignore[arg-type]
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


def test_arguments_are_inserted_in_line_with_the_others() -> None:
    document = read(TEXT)
    assert diff(TEXT, document.insert_entry((*MAPPING, "mappings", 0), "push_status", "PUSH")) == (
        [],
        ['    push_status = "PUSH"'],
    )
    assert diff(TEXT, document.insert_entry(("locals", 0), "b", [1, "x"])) == ([], ['  b      = [1, "x"]'])
    assert diff(TEXT, document.insert_entry((*MAPPING, "mappings", 1), "push_status", "PUSH")) == (
        ['  mappings { id = "q" }'],
        ["  mappings {", '    id = "q"', '    push_status = "PUSH"', "  }"],
    )
    assert document.insert_entry(("locals", 0), "suffix", "twice") == []


def test_what_is_removed_takes_its_lines_along() -> None:
    document = read(TEXT)
    gone, added = diff(TEXT, document.remove_entry((*MAPPING, "mappings", 0, "expression")))
    assert (gone[0].strip(), len(gone), added) == ("expression = <<-EOT", 4, [])
    gone, added = diff(TEXT, document.remove_entry((*MAPPING, "mappings", 0)))
    assert (len(gone), added) == (8, [])
    text = "x = [1, 2, 3]\n"
    numbers = read(text, "x.tfvars")
    after = [apply_edits(text, numbers.remove_entry(("x", number))) for number in range(3)]
    assert after == ["x = [2, 3]\n", "x = [1, 3]\n", "x = [1, 2]\n"]


def test_keys_are_renamed() -> None:
    document = read(TEXT)
    assert diff(TEXT, document.rename_key(("locals", 0, "suffix"), "tail"))[1] == ['  tail   = "x" # of all']
    keys = (*MAPPING, "dynamic", "mappings", "for_each")
    assert diff(TEXT, document.rename_key((*keys, "a"), "a b"))[1] == [
        '    for_each = { "a b" = "x", "b c" = [1, true, null] }'
    ]
    assert document.rename_key((*keys, "a"), "b c") == []


def test_what_is_worked_out_is_never_replaced() -> None:
    document = read(TEXT)
    assert document.replace_value((*MAPPING, "source_id"), "x") == []
    assert document.replace_value((*MAPPING, "dynamic", "mappings", "content", 0, "id"), "x") == []
    whole = len('"a\\"b${local.suffix}c"')
    assert document.replace_fragment((*MAPPING, "source_id"), 0, whole, "x") == []
    assert document.replace_fragment((*MAPPING, "source_id"), 3, 8, "x") == []
