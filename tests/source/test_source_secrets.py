"""What is hidden of a text, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplint.source.secrets import lines_with_secrets, without_secrets


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ('token = "abc"', 'token = "***"'),
        ('  scim_token="a\\"c"', '  scim_token="****"'),
        ('{"clientSecret": "abc", "x": "y"}', '{"clientSecret": "***", "x": "y"}'),
        ("adminPassword: 'abc'", "adminPassword: '***'"),
        ('api_key = trimspace(file("abc"))', 'api_key = trimspace(file("***"))'),
        ('{"Authorization": "Bearer abc"}', '{"Authorization": "**********"}'),
        ("token = <<EOT\nab\ncd\nEOT\n", "token = <<EOT\n**\n**\nEOT\n"),
        ("Authorization: Bearer abc123-def", "Authorization: Bearer **********"),
        ("sent SSWS 00abcdefgh: 401", "sent SSWS **********: 401"),
        ('base_url = "https://ada:pw@x.example/scim"', 'base_url = "https://******@x.example/scim"'),
    ],
)
def test_secrets_are_hidden(text: str, hidden: str) -> None:
    assert without_secrets(text) == hidden
    assert bool(lines_with_secrets(text))


@pytest.mark.parametrize(
    "text",
    [
        "token = var.scim_token",
        'index = "token"',
        'title = "Password"',
        '"password": {"expression": "user.x"}',
        '"token_endpoint_auth_method": "client_secret_basic"',
        "the Basic authentication scheme; a bearer of tokens",
        'token_url = "https://x.example/t"',
        '"email": "ada@x.example"',
        'base_url = "https://x.example/scim?to=ada@x.example"',
    ],
)
def test_what_is_no_secret_is_shown(text: str) -> None:
    assert without_secrets(text) == text
    assert lines_with_secrets(text) == frozenset()


@given(st.text(alphabet="token secr=:\"'<EOT\n\\abc/@(){}", max_size=60))
def test_positions_stay(text: str) -> None:
    hidden = without_secrets(text)
    assert len(hidden) == len(text)
    assert [n for n, c in enumerate(hidden) if c == "\n"] == [n for n, c in enumerate(text) if c == "\n"]
