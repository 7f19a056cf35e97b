"""The kernel: what is screened away is clean; batches, orders and processes make no difference; nobody's value is kept."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from maplint.project.flow import FlowValue
from maplint.rule import Rule
from maplint.scim.target import target_names
from maplint.users.kernel import CRASHED, form_of
from maplint.users.keys import KeyStore
from maplint.users.records import user_of
from maplint.users.run import Source, run_kernel
from maplint.users.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from maplint.users.kernel import Kernel

# Values as directories have them, and what is rarely thought of.
ODD = [
    "", " ", "Ada", " Ada", "Ada ", "N/A", "n/a.", "null", "TBD", "Employee", "employee", "UK", "GB", "de-DE", "en_US", "en-US",
    "Europe/Oslo", "CET+1", "ada@x.example", "ada..b@x.example", ".a@x.example", "a@b@c", "ada @x.example", "ADA@X.EXAMPLE",
    "josé@x.example", "a" * 70 + "@x.example", "+47 22 00", "ext 12", "12", "2024-01-01", "2024-01-01T00:00:00Z",
    "x\u200bx", "x\u00a0", "\u00a0", "tab\there", "line\nend", "soft\u00adhyphen", "\u061c", "🙂", "日本", "a;b<c>", "\ufeff",
    "٣٤٥٦٧", "Ⅻ", "x" * 300, "🙂" * 20, "owner", "admin", "true",
]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(ODD),
    st.text(max_size=12),
    st.text(st.sampled_from("aA1 .@-_+/é\u200b\u00a0\t;:<%"), max_size=24),
    st.from_regex(r"[a-z.]{1,6}@[a-z-]{1,6}(\.[a-z]{2,3})?", fullmatch=True),
)


@pytest.mark.parametrize(
    "target", [None, "slack", "aws-iam-identity-center", "github-emu", "webex", "databricks", "snowflake"]
)
@settings(max_examples=40, deadline=None)
@given(values=st.lists(VALUES, min_size=30, max_size=30))
@example(values=ODD)
def test_rules_have_nothing_against_what_they_screen(
    make_kernel: Callable[..., Kernel], target: str | None, values: list[str]
) -> None:
    kernel = _kernel(make_kernel, target)
    for plan in kernel.flows:
        for rule in _all_rules(kernel):
            screen = rule.screen(plan.flow)
            for value in values:
                if screen is not None and _passes(screen, value):
                    found = list(rule.check_value(plan.flow, FlowValue(value, plan.flow.span_place(), "00u1")))
                    assert not found, (
                        f"{rule.name} screens {value!r} of {plan.flow.variable}, and says: {found[0].message}"
                    )
            if screen is not None and screen.null:
                assert not list(rule.check_value(plan.flow, FlowValue(None, plan.flow.span_place(), "00u1")))
            if screen is not None and screen.others:
                for other in (True, 12, 1.5):
                    assert not list(rule.check_value(plan.flow, FlowValue(other, plan.flow.span_place(), "00u1")))


_KERNELS: dict[str | None, Kernel] = {}


def _kernel(make_kernel: Callable[..., Kernel], target: str | None) -> Kernel:
    if target not in _KERNELS:
        _KERNELS[target] = make_kernel(target)
    return _KERNELS[target]


def _all_rules(kernel: Kernel) -> list[Rule]:
    from tests.users.conftest import run_of

    del kernel
    return [rule for rule in run_of().rules if type(rule).check_value is not Rule.check_value]


def _passes(screen: Any, value: str) -> bool:
    import re

    if not value:
        return bool(screen.empty)
    if screen.members is not None and value not in screen.members:
        return False
    return screen.texts is None or re.fullmatch(screen.texts, value) is not None


def test_every_rule_on_values_screens(make_kernel: Callable[..., Kernel]) -> None:
    """One that looks at each value of a million users takes longer than all others together."""
    unscreened = [rule.name for rule in _all_rules(_kernel(make_kernel, None)) if type(rule).screen is Rule.screen]
    assert unscreened == []


def test_the_targets_named_here_exist() -> None:
    assert {"slack", "aws-iam-identity-center", "github-emu", "webex", "databricks", "snowflake"} <= set(target_names())


PROFILES = st.fixed_dictionaries(
    {"login": st.sampled_from(["ada@x.example", "ADA@x.example", "bo@x.example", "cy", None])},
    optional={
        name: VALUES | st.none()
        for name in (
            "email",
            "secondEmail",
            "firstName",
            "lastName",
            "title",
            "primaryPhone",
            "countryCode",
            "timezone",
            "userType",
        )
    }
    | {"photos": st.lists(VALUES, max_size=3) | st.none() | st.integers()},
)
USERS = st.lists(
    st.builds(
        lambda profile, status: {"status": status, "profile": profile},
        PROFILES,
        st.sampled_from(["ACTIVE", "ACTIVE", "STAGED", "DEPROVISIONED"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(USERS, st.integers(1, 5))
def test_batches_make_no_difference(make_kernel: Callable[..., Kernel], records: list[Any], size: int) -> None:
    kernel = _kernel(make_kernel, "slack")
    users = [user_of({"id": f"00u{number}", **record}) for number, record in enumerate(records)]
    whole = kernel.run(users)
    merged = Tally()
    keys: dict[int, list[tuple[Any, ...]]] = {}
    for start in range(0, len(users), size):
        part = kernel.run(users[start : start + size])
        for space, columns in part.keys.items():
            keys.setdefault(space, []).extend(zip(*columns, strict=True))
        merged.merge(part)
    assert _plain(merged) == _plain(whole)
    assert keys == {space: list(zip(*columns, strict=True)) for space, columns in whole.keys.items()}


def _plain(tally: Tally) -> Any:
    flows = {
        number: (flow.values, flow.empties, flow.nulls, flow.failures, flow.unknown, flow.lengths, flow.forms)
        for number, flow in tally.flows.items()
    }
    causes = {key: (cause.count, sorted(cause.examples)[:0], cause.seen) for key, cause in tally.causes.items()}
    return tally.read, tally.mappings, flows, causes, {n: apart.count for n, apart in tally.apart.items()}


@settings(max_examples=40, deadline=None)
@given(USERS)
def test_every_user_is_counted_once_for_every_flow(make_kernel: Callable[..., Kernel], records: list[Any]) -> None:
    kernel = _kernel(make_kernel, None)
    users = [user_of({"id": f"00u{number}", **record}) for number, record in enumerate(records)]
    tally = kernel.run(users)
    active = sum(user.active for user in users)
    for plan in kernel.flows:
        counts = tally.flows[plan.number]
        if plan.flow.variable == "photo":
            continue  # a null inside a list counts as one more
        assert counts.values + counts.empties + counts.nulls + counts.failures + sum(counts.unknown.values()) == active
    assert not [key for key in tally.causes if key.text == CRASHED]


@settings(max_examples=40, deadline=None)
@given(USERS)
def test_what_a_rule_says_of_a_user_does_not_tell_the_value(
    make_kernel: Callable[..., Kernel], records: list[Any]
) -> None:
    kernel = _kernel(make_kernel, None)
    secret = "Qwzx"
    users = [
        user_of(
            {
                "id": f"00u{n}",
                "profile": {k: f"{secret}{v}{secret}" for k, v in r["profile"].items() if isinstance(v, str)},
            }
        )
        for n, r in enumerate(records)
    ]
    tally = kernel.run(users)
    shown = {"MAP203", "MAP309", "MAP407", "MAP408", "MAP410", "MAP412"}  # members, placeholders, places: about nobody
    for key, cause in tally.causes.items():
        if key.rule not in shown:
            assert secret not in key.text, key
            assert not any(secret in value for value in cause.seen), key


def test_a_kernel_can_be_sent_to_another_process(make_kernel: Callable[..., Kernel]) -> None:
    kernel = make_kernel("slack")
    users = [user_of({"id": "00u1", "profile": {"login": "Ada@x.example", "title": "N/A", "firstName": "José"}})]
    again = pickle.loads(pickle.dumps(kernel))
    assert _plain(again.run(users)) == _plain(kernel.run(users))


def test_processes_make_no_difference(
    tmp_path: Path, make_kernel: Callable[..., Kernel], monkeypatch: pytest.MonkeyPatch
) -> None:
    import maplint.users.files as files

    monkeypatch.setattr(files, "_HEAD", 256)
    monkeypatch.setattr(files, "CHUNK", 512)
    path = tmp_path / "users.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(200):
            profile = {"login": f"u{number % 150}@x.example", "title": ODD[number % len(ODD)], "email": ODD[number % 7]}
            file.write(json.dumps({"id": f"00u{number}", "profile": profile}) + "\n")
    outcomes = []
    for jobs in (1, 2, 3):
        with KeyStore() as store:
            kernel, tally = run_kernel(lambda _: make_kernel("slack"), Source((str(path),)), store, jobs=jobs)
            groups = [store.groups(space.number, 10) for space in kernel.spaces]
            outcomes.append((_plain(tally), [cause.examples for cause in tally.causes.values()], groups))
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert outcomes[0][2][0][1] == 50


def test_the_shape_of_a_text() -> None:
    assert [form_of(text) for text in ("Ada.Byron@x.example", "4711-02", "O'Hara  Jr", "éÉ")] == [
        "Aa.Aa@a.a",
        "9-9",
        "A'Aa Aa",
        "aA",
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "A", "b", "C", "c", "ß", "SS"]), st.integers(0, 6), st.booleans()),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from(["_SQLite", "_DuckDB"]),
)
def test_shared_values_are_found_by_either_database(rows: list[tuple[str, int, bool]], database: str) -> None:
    from maplint.users import keys as keys_module
    from maplint.users.tally import Keys

    if database == "_DuckDB":
        pytest.importorskip("duckdb")
    active = {f"u{user}": flag for _, user, flag in rows}
    rows = [(text, user, active[f"u{user}"]) for text, user, _ in rows]
    held: dict[str, set[str]] = {}
    for text, user, _ in rows:
        held.setdefault(text.casefold(), set()).add(f"u{user}")
    expected = {
        text: len(users) for text, users in held.items() if len(users) > 1 and any(active[user] for user in users)
    }
    with KeyStore() as store:
        store._database = getattr(keys_module, database)()
        columns = [(text.casefold(), text, f"u{user}", flag) for text, user, flag in rows]
        store.add(0, Keys(*[list(column) for column in zip(*columns, strict=True)]))
        groups, count, users = store.groups(0, 100)
        assert {group.compared: group.number for group in groups} == expected
        assert (count, users) == (len(expected), sum(expected.values()))
        borrowed, number = store.borrowed(0, 0, 100)
        assert not borrowed
        assert number == 0
