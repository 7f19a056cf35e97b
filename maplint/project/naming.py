"""Judging names: does the external name and namespace of a property lead to an attribute that the target declares?

One name has one verdict, so that the rules on names exclude each other by construction: each reports its own verdict. The
path that is *meant* is kept even where the name is wrong, so that rules on types or on required attributes judge what the
author intended and one cause gives one finding.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from maplint.finding_confidence import Confidence
from maplint.names import fold, nearest_within
from maplint.okta.external_name import ExternalName, okta_form, parse_external_name
from maplint.scim.path import AttributePath

if TYPE_CHECKING:
    from maplint.okta.schema import SchemaProperty
    from maplint.project.flow import AttributeFlow
    from maplint.scim.schema import Attribute
    from maplint.scim.target import Target
