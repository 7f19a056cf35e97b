"""Values of configurations: worked out where everything is written, unknown else, and always placed where they are written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplint.source.document import read_text
from maplint.source.hcl.template import in_quotes
from maplint.terraform.configuration import read_configuration, read_context
from maplint.terraform.values import UNKNOWN, Reference, Value

if TYPE_CHECKING:
    from pathlib import Path

    from maplint.terraform.resource import ResourceInstance


def resources(*files: tuple[str, str]) -> list[ResourceInstance]:
    return read_configuration([read_text(text, name) for name, text in files]).resources


def one(text: str, **others: str) -> ResourceInstance:
    """The only resource of a configuration; ``others`` are files by name without suffix."""
    (found,) = resources(("main.tf", text), *((f"{name}.tf", other) for name, other in others.items()))
    return found


def value_of(expression: str, around: str = "") -> Value:
    return one(f'{around}\nresource "okta_group" "x" {{\n  name = {expression}\n}}\n').get("name")


def source(value: Value) -> str:
    assert value.place is not None
    start, end = value.place.span()
    return value.place.document.text[start:end]


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ('"a"', "a"),
        ("local.list[1]", "y"),
        ("local.map.k", "v"),
        ('local.map["k"]', "v"),
        ("var.given", "default"),
        ('"${local.map.k}-${1 + 2 * 3}"', "v-7"),
        ('"%{ if true }yes%{ else }no%{ endif }"', "yes"),
        ('"%{ for x in local.list ~}${x},%{ endfor }"', "x,y,"),
        ('"  ${~ "a" ~}  b"', "ab"),
        ("<<-EOT\n      a ${local.map.k}\n        b\n    EOT", "a v\n  b\n"),
        ("[for x in local.list : upper(x)]", ["X", "Y"]),
        ('[for i, x in local.list : "${i}${x}" if x != "x"]', ["1y"]),
        ("{ for k, v in local.map : v => k }", {"v": "k"}),
        ("{ for x in local.list : substr(x, 0, 0) => x... }", {"": ["x", "y"]}),
        ("local.objects[*].name", ["p", "q"]),
        ("local.objects.*.name", ["p", "q"]),
        ('1 == 1 ? "same" : "not"', "same"),
        ("!(true && false) || local.missing == 1", True),
        ("null", None),
        ('join("-", concat(local.list, ["z"]))', "x-y-z"),
        ('format("%s has %d of %5.1f%% %q", "a", 3, 1.25, "b")', 'a has 3 of   1.2% "b"'),
        ('lower(replace("A B", " ", "_"))', "a_b"),
        ('merge(local.map, { z = "1" })', {"k": "v", "z": "1"}),
        ('toset(["b", "a", "b"])', ["a", "b"]),
        ('jsonencode({ b = [1, null], a = "<" })', '{"a":"\\u003c","b":[1,null]}'),
        ('jsondecode("{\\"a\\": [1]}").a[0]', 1),
        ('lookup(local.map, "none", "else")', "else"),
        ("flatten([[1, [2]], [3]])", [1, 2, 3]),
        ('compact(["a", "", null])', ["a"]),
        ('zipmap(["a"], [1])', {"a": 1}),
        ('try(local.map.none, "else")', "else"),
        ('try(local.map.none.deeper, local.map.k, "else")', "v"),
        ('try(var.unknown, "else")', UNKNOWN),
        ("try(local.map.none)", UNKNOWN),
        ("can(local.map.none)", False),
        ("can(local.map.k)", True),
        ("can(var.unknown)", UNKNOWN),
        ("local.objects.*.name[1]", "q"),
        ("local.nested[*].names[0]", ["a", "c"]),
        ('coalesce(null, "", "b")', "b"),
        ('concat(["a"], local.list...)', UNKNOWN),
        ("max([1, 5]...)", 5),
        ("length(local.map)", 1),
        ('split(",", "a,b")', ["a", "b"]),
        ('title("two words")', "Two Words"),
        ('title("user.title")', "User.Title"),
        ('"true" ? "yes" : "no"', "yes"),
        ('trimspace(" a ")', "a"),
        ("element(local.list, 3)", "y"),
        ("-(2)", -2),
    ],
)
def test_what_is_written_is_worked_out(expression: str, result: Any) -> None:
    around = """
locals {
  list    = ["x", "y"]
  map     = { k = "v" }
  objects = [{ name = "p" }, { name = "q" }]
  nested  = [{ names = ["a", "b"] }, { names = ["c"] }]
}
variable "given" {
  default = "default"
}
"""
    found = value_of(expression, around).plain()
    assert found is result if result is UNKNOWN else found == result


@pytest.mark.parametrize(
    "expression",
    [
        "var.none",
        "local.none",
        '"a-${var.none}"',
        "upper(var.none)",
        'file("x")',
        "timestamp()",
        "path.module",
        "terraform.workspace",
        "1 / 0",
        'var.none ? "a" : "b"',
        "[for x in var.none : x]",
        "local.loop",
        "local.list[7]",
        'format("%s")',
        "module.none.x",
        "each.key",
        "range(1000000000)",
        '{ (var.none) = "x" }',
    ],
)
def test_what_cannot_be_known_is_never_guessed(expression: str) -> None:
    around = 'locals {\n  loop = "x${local.back}"\n  back = local.loop\n  list = []\n}\nvariable "none" {}\n'
    assert value_of(expression, around).data is UNKNOWN


def test_a_default_of_null_or_nothing_is_a_stand_in() -> None:
    around = 'variable "a" {\n  default = null\n}\nvariable "b" {\n  default = ""\n}\n'
    assert value_of("var.a", around).data is UNKNOWN
    assert value_of("var.b", around).data is UNKNOWN


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_texts_are_placed_character_by_character(text: str) -> None:
    value = value_of(f'"{in_quotes(text)}"')
    assert value.text == text
    for index, character in enumerate(text):
        place = value.fragment(index, index + 1)
        assert place is not None
        start, end = place.span()
        assert place.document.text[start:end] in (in_quotes(character), character * 2 if character in "$%" else "")


def fragment(value: Value, part: str) -> str:
    """What is written for a part of a text."""
    assert value.text is not None
    at = value.text.index(part)
    place = value.fragment(at, at + len(part))
    assert place is not None
    start, end = place.span()
    return place.document.text[start:end]


def test_parts_of_texts_are_placed_where_they_are_written() -> None:
    around = 'locals {\n  domain = "rota.example"\n}\n'
    value = value_of('"user.login + \\"@${local.domain}\\" + x"', around)
    assert fragment(value, "user.login") == "user.login"
    assert fragment(value, '"@') == '\\"@'
    assert fragment(value, "rota") == "rota"
    assert fragment(value, "@rota") == "@${local.domain}"
    heredoc = value_of("<<-EOT\n      first\n      second $${x}\n    EOT")
    assert fragment(heredoc, "second") == "second"
    assert fragment(heredoc, "${x}") == "$${x}"


def test_values_are_placed_where_they_are_written_not_where_they_are_used() -> None:
    around = 'locals {\n  a = "lit"\n  b = local.a\n}\n'
    assert source(value_of("local.b", around)) == '"lit"'
    assert source(value_of('true ? "x" : "y"')) == '"x"'
    assert source(value_of('merge({ a = "in" }, {})').get("a")) == '"in"'
    assert source(value_of("upper(local.b)", around)) == "upper(local.b)"


# --- resources ----------------------------------------------------------------------------------------------------------


def test_instances_of_count_and_for_each() -> None:
    found = resources(
        (
            "main.tf",
            (
                'locals {\n  apps = { b = "B", a = "A" }\n}\n'
                'resource "okta_group" "n" {\n  count = 2\n  name = "g${count.index}"\n}\n'
                'resource "okta_group" "e" {\n  for_each = local.apps\n  name = "${each.key}=${each.value}"\n}\n'
                'resource "okta_group" "s" {\n  for_each = toset(["x"])\n  name = each.value\n}\n'
                'resource "okta_group" "u" {\n  for_each = var.none\n  name = each.value\n}\n'
                'resource "okta_group" "none" {\n  count = 0\n}\n'
            ),
        )
    )
    names = {str(resource.address): resource.get("name").data for resource in found}
    assert names == {
        "okta_group.n[0]": "g0",
        "okta_group.n[1]": "g1",
        'okta_group.e["a"]': "a=A",
        'okta_group.e["b"]': "b=B",
        'okta_group.s["x"]': "x",
        "okta_group.u": UNKNOWN,
    }


def test_dynamic_blocks() -> None:
    resource = one(
        'locals {\n  map = { title = "user.title", b = "x" }\n}\n'
        'resource "okta_profile_mapping" "m" {\n'
        '  dynamic "mappings" {\n    for_each = local.map\n    iterator = it\n'
        "    content {\n      id         = it.key\n      expression = it.value\n    }\n  }\n"
        '  mappings {\n    id = "own"\n  }\n}\n'
    )
    assert [block.plain() for block in resource.blocks("mappings")] == [
        {"id": "b", "expression": "x"},
        {"id": "title", "expression": "user.title"},
        {"id": "own"},
    ]
    assert source(resource.blocks("mappings")[1].get("id")) == "title"
    assert source(resource.blocks("mappings")[1].get("expression")) == '"user.title"'
    assert resource.complete
    assert not one(
        'resource "okta_x" "y" {\n  dynamic "m" {\n    for_each = var.none\n    content {}\n  }\n}\n'
    ).complete


def test_references_are_followed_to_what_is_written_and_no_further() -> None:
    found = resources(
        (
            "main.tf",
            (
                'resource "okta_app_saml" "a" {\n  for_each = toset(["x"])\n  label = "App ${each.key}"\n}\n'
                'resource "okta_group" "g" {\n'
                '  name = okta_app_saml.a["x"].label\n'
                '  app  = okta_app_saml.a["x"].id\n'
                '  wrapped = "${okta_app_saml.a["x"].id}"\n'
                '  sign_on = okta_app_saml.a["x"].sign_on_url\n'
                "  all = [for a in okta_app_saml.a : a.id]\n"
                "  other = data.okta_user_type.staff.id\n"
                "  depends_on = [data.okta_user_type.staff]\n}\n"
            ),
        )
    )
    group = found[1]
    assert group.get("name").text == "App x"
    for name in ("app", "wrapped"):
        assert str(group.get(name).reference) == 'okta_app_saml.a["x"].id'
    assert str(group.get("sign_on").reference) == 'okta_app_saml.a["x"].sign_on_url'
    assert [str(item.reference) for item in group.get("all").items] == ['okta_app_saml.a["x"].id']
    assert str(group.get("other").reference) == "data.okta_user_type.staff.id"
    assert [str(address) for address in group.references] == ["okta_app_saml.a", "data.okta_user_type.staff"]
    assert [str(address) for address in group.depends_on] == ["data.okta_user_type.staff"]
    assert source(group.get("name")) == 'okta_app_saml.a["x"].label'


def test_resources_that_refer_to_each_other_in_a_circle() -> None:
    found = resources(
        ("main.tf", 'resource "okta_a" "x" {\n  n = okta_b.y.n\n}\nresource "okta_b" "y" {\n  n = okta_a.x.n\n}\n')
    )
    assert all(isinstance(resource.get("n").data, Reference) for resource in found)


def test_values_of_variables() -> None:
    text = 'variable "v" {\n  default = "default"\n}\nresource "okta_group" "x" {\n  name = var.v\n}\n'
    files = [("main.tf", text)]
    given = [("terraform.tfvars", 'v = "tfvars"\n'), ("b.auto.tfvars", 'v = "b"\n'), ("a.auto.tfvars", 'v = "a"\n')]
    expected = ["default", "tfvars", "b", "b"]
    for number, name in enumerate(expected):
        (resource,) = resources(*files, *given[:number])
        assert resource.get("name").text == name
    assert resources(*files, ("other.tfvars", 'v = "x"\n'))[0].get("name").text == "default"
    assert resources(*files, ("terraform.tfvars.json", '{"v": "json"}'))[0].get("name").text == "json"


TYPED = """
variable "entries" {
  type = map(object({
    expression = string
    push       = optional(string, "PUSH")
    order      = optional(number)
    on         = optional(bool, false)
    nested     = optional(object({ name = optional(string, "inner") }), {})
  }))
}
locals {
  entry = var.entries["title"]
}
"""


@pytest.mark.parametrize(
    ("given", "expression", "result"),
    [
        ('expression = "user.title"', "local.entry.push", "PUSH"),
        ('push = "DONT_PUSH"', "local.entry.push", "DONT_PUSH"),
        ("push = null", "local.entry.push", "PUSH"),
        ("expression = 7", "local.entry.expression", "7"),
        ("expression = true", "local.entry.expression", "true"),
        ('on = "true"', "local.entry.on", True),
        ("on = var.none", "local.entry.on", UNKNOWN),
        ("", "local.entry.order", None),
        ("", "local.entry.nested.name", "inner"),
        ('nested = { name = "own" }', "local.entry.nested.name", "own"),
        ("", "local.entry.expression", UNKNOWN),
        ('more = "x"', "local.entry.more", UNKNOWN),  # what the type does not name is dropped
        ("", 'try(local.entry.push, "else")', "PUSH"),
        ('more = "x"', 'try(local.entry.more, "else")', "else"),
    ],
)
def test_values_of_variables_are_of_their_type(given: str, expression: str, result: Any) -> None:
    found = resources(
        ("terraform.tfvars", f"entries = {{\n  title = {{\n    {given}\n  }}\n}}\n"),
        ("main.tf", f'{TYPED}resource "okta_group" "x" {{\n  name = {expression}\n}}\n'),
    )[0].get("name")
    assert found.plain() is result if result is UNKNOWN else found.plain() == result


def test_defaults_of_optional_attributes_are_placed_in_the_type() -> None:
    found = resources(
        ("terraform.tfvars", "entries = { title = {} }\n"),
        ("main.tf", TYPED + 'resource "okta_group" "x" {\n  name = local.entry.push\n}\n'),
    )[0].get("name")
    assert source(found) == '"PUSH"'


@pytest.mark.parametrize(
    ("type_", "given", "result"),
    [
        ("list(string)", "[1, 2]", ["1", "2"]),
        ("set(bool)", '["true"]', [True]),
        ("tuple([string, bool])", '[1, "false"]', ["1", False]),
        ("any", "[1]", [1]),
        ('"string"', "1", "1"),
        ("list(object({ a = string }))", "[{ a = 1, b = 2 }]", [{"a": "1"}]),
        ("object({ a = string })", '"text"', "text"),
        ("list(string)", '{ a = "x" }', {"a": "x"}),
    ],
)
def test_types(type_: str, given: str, result: Any) -> None:
    variable = f'variable "v" {{\n  type = {type_}\n  default = {given}\n}}\n'
    assert value_of("var.v", variable).plain() == result


def test_override_files_change_what_is_declared() -> None:
    (resource,) = resources(
        ("main.tf", 'resource "okta_group" "x" {\n  name = "a"\n  more = "b"\n}\n'),
        ("main_override.tf", 'resource "okta_group" "x" {\n  name = "c"\n}\n'),
    )
    assert (resource.get("name").text, resource.get("more").text) == ("c", "b")


def test_files_that_declare_the_same_are_examples_each_for_itself() -> None:
    found = resources(
        ("basic.tf", 'locals {\n  n = "1"\n}\nresource "okta_group" "x" {\n  name = local.n\n}\n'),
        ("updated.tf", 'locals {\n  n = "2"\n}\nresource "okta_group" "x" {\n  name = local.n\n}\n'),
    )
    assert [resource.get("name").text for resource in found] == ["1", "2"]


CHILD = """
variable "label" {}
resource "okta_app_saml" "app" {
  label = var.label
}
output "app_id" {
  value = okta_app_saml.app.id
}
output "label" {
  value = "got ${var.label}"
}
"""


def test_child_modules_with_local_paths() -> None:
    found = resources(
        (
            "infra/main.tf",
            (
                'module "one" {\n  source = "./modules/app"\n  label  = "One"\n}\n'
                'module "many" {\n  for_each = toset(["a", "b"])\n  source = "./modules/app"\n  label = each.key\n}\n'
                'module "far" {\n  source = "hashicorp/x/y"\n}\n'
                'resource "okta_group" "g" {\n  name = module.one.label\n  app = module.many["b"].app_id\n  far = module.far.x\n}\n'
            ),
        ),
        ("infra/modules/app/main.tf", CHILD),
    )
    assert [(str(resource.address), resource.get("label").data) for resource in found] == [
        ("okta_group.g", None),
        ("module.one.okta_app_saml.app", "One"),
        ('module.many["a"].okta_app_saml.app', "a"),
        ('module.many["b"].okta_app_saml.app', "b"),
    ]
    group = found[0]
    assert group.get("name").text == "got One"
    assert str(group.get("app").reference) == 'module.many["b"].okta_app_saml.app.id'
    assert group.get("far").data is UNKNOWN


def test_a_module_in_the_folder_where_the_run_begins() -> None:
    """As published modules are laid out: the module at the top, examples that call it below."""
    call = 'module "app" {\n  source = "../.."\n  label = "Example"\n}\n'
    (found,) = resources(("main.tf", CHILD), ("examples/basic/main.tf", call))
    assert (str(found.address), found.get("label").text) == ("module.app.okta_app_saml.app", "Example")


def test_an_instance_that_there_is_not_is_no_reference() -> None:
    text = (
        'resource "okta_app_saml" "app" {\n  count = 0\n}\nresource "okta_app_oauth" "app" {\n  count = 1\n}\n'
        'resource "okta_group" "x" {\n  name = try(okta_app_saml.app[0].id, okta_app_oauth.app[0].id)\n}\n'
    )
    group = next(resource for resource in resources(("main.tf", text)) if resource.type == "okta_group")
    assert str(group.get("name").reference) == "okta_app_oauth.app[0].id"


DOUBLED = {
    "lists": ('a0 = ["x"]', "concat(local.a{0}, local.a{0})", "length(local.a59)"),
    "lists in lists": ('a0 = ["x"]', "[local.a{0}, local.a{0}]", "jsonencode(local.a59)"),
    "texts": ('a0 = "x"', '"${{local.a{0}}}${{local.a{0}}}"', "local.a59"),
    "numbers": ("a0 = 10", "local.a{0} * local.a{0}", '"${local.a59}"'),
    "replaced texts": ('a0 = "xx"', 'replace(local.a{0}, "x", local.a{0})', "local.a59"),
    "joined texts": ('a0 = "xx"', 'join(local.a{0}, split("", local.a{0}))', "local.a59"),
}


@pytest.mark.parametrize("kind", list(DOUBLED))
def test_what_grows_without_end_is_unknown(kind: str) -> None:
    first, again, used = DOUBLED[kind]
    rest = "".join(f"  a{number} = {again.format(number - 1)}\n" for number in range(1, 60))
    around = f"locals {{\n  {first}\n{rest}}}\n"
    assert value_of(used, around).data is UNKNOWN
    assert value_of(used.replace("a59", "a2"), around).fully_known()


@pytest.mark.parametrize(
    "expression",
    [
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]",
        'format("%999999999s", "x")',
        'format("%0999999999d", 1)',
        'format("%.999999999f", 1)',
        'indent(999999999, "a\\nb")',
        '"x${jsondecode("[1e999]")[0]}"',
        '"${9999999999 * 99999}${1.5 / 0}"',
    ],
)
def test_what_takes_too_much_is_unknown(expression: str) -> None:
    assert value_of(expression).data is UNKNOWN


def test_long_ways_from_name_to_name_end() -> None:
    rest = "".join(f"  a{number} = local.a{number - 1}\n" for number in range(1, 3000))
    assert value_of("local.a2999", f'locals {{\n  a0 = "x"\n{rest}}}\n').data in ("x", UNKNOWN)


def test_resources_that_refer_to_each_other_are_worked_out_once() -> None:
    """Each names the one before twice: worked out anew at each use, sixty of them would never end."""
    groups = "".join(
        f'resource "okta_group" "g{n}" {{\n  name = okta_group.g{n - 1}.name == okta_group.g{n - 1}.name ? "y" : "x"\n}}\n'
        for n in range(1, 60)
    )
    found = resources(("main.tf", 'resource "okta_group" "g0" {\n  name = "x"\n}\n' + groups))
    assert found[-1].get("name").text == "y"


def test_more_modules_than_there_is_room_for() -> None:
    call = 'module "next" {{\n  count  = 10\n  source = "../m{0}"\n}}\n'
    levels = [(f"m{number}/main.tf", call.format(number + 1)) for number in range(8)]
    found = resources(*levels, ("m8/main.tf", 'resource "okta_group" "x" {\n  name = "x"\n}\n'))
    assert 1 <= len(found) <= 20_000
    assert not all(resource.counted for resource in found)


def test_many_different_items_of_a_set() -> None:
    items = ", ".join(f'"x{number % 5000}"' for number in range(9_000))
    assert value_of(f"length(toset([{items}]))").data == 5_000


def test_a_module_that_calls_itself_ends() -> None:
    text = 'module "again" {\n  source = "../a"\n}\nresource "okta_group" "x" {}\n'
    assert 1 <= len(resources(("a/main.tf", text))) <= 20


def test_context_is_read_from_neighbours_and_local_modules(tmp_path: Path) -> None:
    (tmp_path / "modules" / "app").mkdir(parents=True)
    (tmp_path / "modules" / "app" / "main.tf").write_text(CHILD)
    (tmp_path / "locals.tf").write_text('locals {\n  label = "L"\n}\n')
    (tmp_path / "broken.tf").write_text('resource "okta_group" "x" {\n')
    main = tmp_path / "main.tf"
    main.write_text('module "app" {\n  source = "./modules/app"\n  label = local.label\n}\n')
    from maplint.source.document import read_file

    document = read_file(str(main), "infra/main.tf")
    context = read_context([document])
    assert sorted(found.path for found in context) == [
        "infra/broken.tf",
        "infra/locals.tf",
        "infra/modules/app/main.tf",
    ]
    (resource,) = read_configuration([document, *context]).resources
    assert (str(resource.address), resource.get("label").text) == ("module.app.okta_app_saml.app", "L")


def test_an_argument_and_a_block_of_one_name() -> None:
    resource = one('resource "okta_x" "y" {\n  m = true\n  m {\n    a = 1\n  }\n}\n')
    assert [block.plain() for block in resource.blocks("m")] == [{"a": 1}]
    (single,) = resources(("main.tf.json", '{"resource": {"okta_x": {"y": {"m": {"a": 1}}}}}'))
    assert [block.plain() for block in single.blocks("m")] == [{"a": 1}]


# --- JSON ---------------------------------------------------------------------------------------------------------------


def test_json_configurations_are_read_like_hcl() -> None:
    text = json.dumps(
        {
            "locals": {"domain": "rota.example", "map": {"title": "user.title"}},
            "resource": {
                "okta_app_swa": {"a": {"label": "A", "user_name_template": "$${source.email}"}},
                "okta_profile_mapping": {
                    "m": {
                        "target_id": "${okta_app_swa.a.id}",
                        "mappings": [{"id": "email", "expression": 'user.login + "@${local.domain}"'}],
                        "dynamic": {
                            "mappings": {
                                "for_each": "${local.map}",
                                "content": {"id": "${mappings.key}", "expression": "${mappings.value}"},
                            }
                        },
                    }
                },
            },
        },
        indent=2,
    )
    swa, mapping = resources(("main.tf.json", text))
    assert swa.get("user_name_template").text == "${source.email}"
    assert str(mapping.get("target_id").reference) == "okta_app_swa.a.id"
    first, second = mapping.blocks("mappings")
    assert first.get("expression").text == 'user.login + "@rota.example"'
    assert fragment(first.get("expression"), "login") == "login"
    assert fragment(first.get("expression"), '"@') == '\\"@'
    assert second.plain() == {"id": "title", "expression": "user.title"}
    assert source(second.get("expression")) == '"user.title"'


@pytest.mark.parametrize(
    ("written", "ignored"),
    [
        ("[external_name, tags[0]]", {"external_name", "tags"}),
        ('["external_name"]', {"external_name"}),
        ("all", {"external_name", "tags", "title"}),
        ("[]", set()),
        ("[1]", {"external_name", "tags", "title"}),  # what it means cannot be told
    ],
)
def test_what_a_lifecycle_ignores(written: str, ignored: set[str]) -> None:
    found = one(f'resource "okta_group" "x" {{\n  lifecycle {{\n    ignore_changes = {written}\n  }}\n}}\n')
    assert {name for name in ("external_name", "tags", "title") if found.ignores_changes_of(name)} == ignored


@pytest.mark.parametrize(
    ("meta", "counted"),
    [
        ("", True),
        ("count = 1", True),
        ("count = var.none", False),
        ("for_each = var.none", False),
        ('for_each = toset(["a"])', True),
    ],
)
def test_whether_it_is_known_which_instances_there_are(meta: str, counted: bool) -> None:
    assert one(f'resource "okta_group" "x" {{\n  {meta}\n}}\n').counted is counted
    inner = ("m/main.tf", 'resource "okta_group" "x" {\n}\n')
    (below,) = resources(("main.tf", f'module "m" {{\n  source = "./m"\n  {meta}\n}}\n'), inner)
    assert below.counted is counted


def test_which_org_a_resource_is_in() -> None:
    """Configured in the module, handed on by the call, or inherited."""
    group = 'resource "okta_group" "x" {\n}\n'
    main = (
        'provider "okta" {}\nprovider "okta" {\n  alias = "hub"\n}\n'
        f'{group}resource "okta_group" "y" {{\n  provider = okta.hub\n}}\n'
        'module "inherits" {\n  source = "./plain"\n}\n'
        'module "handed" {\n  source = "./plain"\n  providers = {\n    okta = okta.hub\n  }\n}\n'
        'module "own" {\n  source = "./own"\n}\n'
    )
    found = resources(("main.tf", main), ("plain/main.tf", group), ("own/main.tf", f'provider "okta" {{}}\n{group}'))
    assert {str(resource.address): resource.provider for resource in found} == {
        "okta_group.x": "okta",
        "okta_group.y": "okta.hub",
        "module.inherits.okta_group.x": "okta",
        "module.handed.okta_group.x": "okta.hub",
        "module.own.okta_group.x": "own.okta",
    }
