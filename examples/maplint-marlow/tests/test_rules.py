"""Every rule against its page, and what pages have no room for."""

from __future__ import annotations

import json

import pytest

from maplint.rule import OptionError
from maplint.testing import check_files, pack_tests
from maplint_marlow.cost_center_format import CostCenterFormat

test_rules = pack_tests("maplint_marlow")


def cost_center(expression: str) -> dict[str, str]:
    """The files of a mapping with one expression."""
    mapping = {
        "source": {"type": "user"}, "target": {"type": "appuser", "name": "crm"},
        "properties": {"costCenter": {"expression": expression}},
    }  # fmt: skip
    return {"mapping.json": json.dumps(mapping)}


@pytest.mark.parametrize(
    ("value", "right"), [("cc40012", "write `CC-40012`"), ("CC-400", "write one of the form `CC-[0-9]{5}`")]
)
def test_the_nearest_cost_center_is_told(value: str, right: str) -> None:
    (finding,) = check_files(CostCenterFormat(), cost_center(f"'{value}'")).findings
    assert finding.help == right


def test_the_form_is_an_option() -> None:
    assert (
        check_files(CostCenterFormat(), cost_center("'AB123'"), options={"pattern": "[A-Z]{2}[0-9]{3}"}).findings == []
    )
    with pytest.raises(OptionError, match="no regular expression"):
        CostCenterFormat().configured({"pattern": "("})
