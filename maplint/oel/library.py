"""What the functions do. Each takes the context and its arguments; arity comes from the table of functions.

Null arguments: documented where the table says ``safe``; elsewhere Okta is silent, and the choice (null or false for null) is
noted in the context. Source: Okta, Expression Language reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.oel.context import MAX_TEXT, Context, EvaluationError
from maplint.oel.patterns import full_match
from maplint.oel.values import equal, text_of, type_name

if TYPE_CHECKING:
    from collections.abc import Callable

    Body = Callable[..., Any]

NULL_TEXT = "a string function of a missing value gives null"


def _text(value: Any, what: str = "a text") -> str:
    if isinstance(value, (list, dict)):
        raise EvaluationError(f"{what} is needed, not a value of type {type_name(value)}")
    return text_of(value)


def _bounded(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise EvaluationError(f"the text is longer than {MAX_TEXT:,} characters", "limit")
    return text


def _of_text(body: Callable[..., Any], if_null: Any = None) -> Body:
    """A function of a text: null gives ``if_null``, the other arguments must not be null."""

    def call(context: Context, value: Any, *others: Any) -> Any:
        if value is None or any(other is None for other in others):
            context.assume(NULL_TEXT if if_null is None else "a test of a missing value is false")
            return if_null
        return body(context, _text(value), *others)

    return call


def _append(_context: Context, first: str, second: Any) -> str:
    return _bounded(first + _text(second))


def _join(context: Context, separator: Any, *texts: Any) -> str:
    if separator is None or any(text is None for text in texts):
        context.assume("a missing value is joined as the empty text")
    return _bounded(_text(separator or "").join("" if text is None else _text(text) for text in texts))


def _len(context: Context, value: Any) -> int:
    if value is None:
        context.assume("String.len of a missing value is 0, as Okta's samples imply")
        return 0
    text = _text(value)
    return len(text) + sum(character > "\uffff" for character in text)


def _replace(_context: Context, text: str, match: Any, replacement: Any) -> str:
    found, new = _text(match), _text(replacement)
    if not found:
        raise EvaluationError("an empty text cannot be replaced", "range")
    if len(new) > len(found) and len(text) + text.count(found) * (len(new) - len(found)) > MAX_TEXT:
        raise EvaluationError(f"the text is longer than {MAX_TEXT:,} characters", "limit")
    return text.replace(found, new)


def _replace_first(context: Context, text: str, match: Any, replacement: Any) -> str:
    found = _text(match)
    if any(character in found for character in ".*+?[](){}^$|\\"):
        context.assume("String.replaceFirst takes the search text literally, not as a pattern")
    return _bounded(text.replace(found, _text(replacement), 1)) if found else text


def _switch(context: Context, value: Any, default: Any, *pairs: Any) -> Any:
    if len(pairs) % 2:
        raise EvaluationError("keys and values of String.stringSwitch must come in pairs", "arguments")
    if value is None:
        context.assume("String.stringSwitch of a missing value gives the default")
        return default
    text = _text(value)
    for key, result in zip(pairs[::2], pairs[1::2], strict=True):
        if key is not None and _text(key) in text:
            return result
    return default


def _substring(_context: Context, text: str, start: Any, end: Any) -> str:
    first, last = _position(start), _position(end)
    if not 0 <= first <= last <= len(text):
        raise EvaluationError(f"there are no characters {first} to {last} in a text of {len(text)}", "range")
    return text[first:last]


def _position(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise EvaluationError(f"a position is a whole number, not a value of type {type_name(value)}")
    return value


def _before(context: Context, text: str, separator: Any) -> str:
    found = _text(separator)
    if not found:
        raise EvaluationError("the separator is empty", "range")
    before, hit, _ = text.partition(found)
    if not hit:
        context.assume("String.substringBefore without its separator gives the empty text")
        return ""
    return before


def _after(_context: Context, text: str, separator: Any) -> str:
    found = _text(separator)
    if not found:
        raise EvaluationError("the separator is empty", "range")
    return text.partition(found)[2]


# --- arrays ---------------------------------------------------------------------------------------------------------------


def _list(context: Context, value: Any) -> list[Any]:
    """An array; a text is read as comma-separated values, which Okta documents for all functions of arrays."""
    if value is None:
        return []
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        context.assume("comma-separated values are trimmed; whole numbers among them are numbers")
        return [_element(part.strip()) for part in value.split(",")] if value else []
    return [value]


def _element(text: str) -> Any:
    plain = text.removeprefix("-")
    return int(text) if plain.isdecimal() and plain.isascii() and len(plain) < 10 and str(int(text)) == text else text


def _add(context: Context, array: Any, value: Any) -> list[Any]:
    return [*_list(context, array), value]


def _remove(context: Context, array: Any, value: Any) -> list[Any]:
    items = list(_list(context, array))
    for position, item in enumerate(items):
        if equal(item, value):
            context.assume("Arrays.remove takes the first equal element away")
            del items[position]
            break
    return items


def _get(context: Context, array: Any, position: Any) -> Any:
    items, at = _list(context, array), _position(position)
    if not 0 <= at < len(items):
        context.assume("Arrays.get outside of the array gives null")
        return None
    return items[at]


def _flatten(_context: Context, *values: Any) -> list[Any]:
    result: list[Any] = []
    for value in values:
        if value is None or value == "":
            raise EvaluationError(
                "Arrays.flatten fails with an empty value, and the attribute keeps its old one", "null"
            )
        _flatten_into(result, value)
    return result


def _flatten_into(result: list[Any], value: Any) -> None:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, str) and "," in item:
            stack.extend(reversed([_element(part.strip()) for part in item.split(",")]))
        else:
            result.append(item)
        if len(result) + len(stack) > MAX_TEXT:
            raise EvaluationError("the array is too long", "limit")


def _contains(context: Context, array: Any, value: Any) -> bool:
    return any(equal(item, value) for item in _list(context, array))


def _csv(context: Context, array: Any) -> str | None:
    if array is None:
        context.assume("Arrays.toCsvString of a missing array gives null")
        return None
    return _bounded(",".join("" if item is None else text_of(item) for item in _list(context, array)))


# --- conversions ----------------------------------------------------------------------------------------------------------


def _number(value: Any) -> float:
    import re

    if isinstance(value, bool) or value is None or isinstance(value, (list, dict)):
        raise EvaluationError(f"a value of type {type_name(value)} is no number", "null" if value is None else "type")
    if isinstance(value, str):
        if not re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", value, re.ASCII) or len(value) > 400:
            raise EvaluationError(f"`{value[:40]}` is no number", "format")
        return float(value)
    return float(value)


def _to_int(context: Context, value: Any) -> int:
    """Rounded half up, kept in 32 bits as ``(int) Math.round(x)`` does."""
    from math import floor

    from maplint.oel.values import int32

    number = _number(value)
    if number != int(number) if abs(number) < 1e18 else False:
        context.assume("Convert.toInt rounds halves up")
    return int32(floor(max(-9.2e18, min(9.2e18, number)) + 0.5))


def _to_num(_context: Context, value: Any) -> float:
    return _number(value)


def _country(field: str) -> Body:
    def convert(context: Context, value: Any) -> str | None:
        if value is None:
            context.assume("a conversion of a missing country gives null")
            return None
        from maplint.oel.countries import find

        country = find(_text(value))
        if country is None:
            context.assume("a country code that ISO 3166-1 does not know is converted to null")
            return None
        return str(getattr(country, field))

    return convert


# --- groups ---------------------------------------------------------------------------------------------------------------


def _groups(context: Context) -> list[dict[str, Any]]:
    groups = context.need("groups", "group membership")
    if not isinstance(groups, list):
        raise EvaluationError("`groups` must be a list", "cannot-know")
    return [group for group in groups if isinstance(group, dict)]


def _group_name(group: dict[str, Any]) -> str:
    profile = group.get("profile")
    name = group.get("name") or (profile.get("name") if isinstance(profile, dict) else None)
    return name if isinstance(name, str) else ""


def _member_by(test: Callable[[str, str], bool]) -> Body:
    def call(context: Context, value: Any) -> bool:
        wanted = _text(value)
        return any(test(_group_name(group), wanted) for group in _groups(context))

    return call


def _member_of(context: Context, *ids: Any) -> bool:
    wanted = {item for value in ids for item in (value if isinstance(value, list) else [value])}
    return any(group.get("id") in wanted for group in _groups(context))


def _member_by_pattern(context: Context, pattern: Any) -> bool:
    text = _text(pattern)
    if text.startswith("/"):
        context.assume("a slash before a pattern is taken as part of it")
    return any(full_match(_group_name(group), text) for group in _groups(context))


def _get_groups(context: Context, *criteria: Any) -> list[dict[str, Any]]:
    return [group for group in _groups(context) if all(_fits(group, one) for one in criteria)]


def _is_member_of(context: Context, *criteria: Any) -> bool:
    return bool(_get_groups(context, *criteria))


def _fits(group: dict[str, Any], criteria: Any) -> bool:
    if not isinstance(criteria, dict):
        raise EvaluationError("a criterion is a map such as `{'group.id': {...}}`", "arguments")
    exact = criteria.get("operator") == "EXACT"
    for key, wanted in criteria.items():
        values = [text_of(item) for item in (wanted if isinstance(wanted, list) else [wanted])]
        if key == "operator":
            continue
        if key == "group.profile.name":
            name = _group_name(group)
            if not any(name == value if exact else name.startswith(value) for value in values):
                return False
            continue
        field = {"group.id": "id", "group.type": "type", "group.source.id": "sourceId"}.get(key)
        if field is None:
            raise EvaluationError(f"there is no criterion `{key}`", "arguments")
        if group.get(field) not in values:
            return False
    return True


def _filtered_groups(context: Context, ids: Any, expression: Any, limit: Any) -> list[Any]:
    from maplint.oel.evaluation import evaluate

    if ids is None or expression is None or limit is None:
        raise EvaluationError("no argument of getFilteredGroups may be null", "null")
    if not 1 <= _position(limit) <= 100:
        raise EvaluationError("getFilteredGroups gives 1 to 100 groups", "range")
    wanted = set(_list(context, ids))
    chosen = [group for group in _groups(context) if group.get("id") in wanted][: _position(limit)]
    return [evaluate(_text(expression), {**context.data, "group": group}) for group in chosen]


def _claim_groups(test: Callable[[str, str], bool]) -> Body:
    def call(context: Context, app: Any, pattern: Any, limit: Any) -> list[str]:
        if not 1 <= _position(limit) <= 100:
            raise EvaluationError("a group function gives 1 to 100 groups", "range")
        wanted = _text(pattern)
        okta = _text(app).upper() == "OKTA"
        groups = [g for g in _groups(context) if okta == (g.get("type") != "APP_GROUP") or g.get("sourceId") == app]
        return [name for name in map(_group_name, groups) if test(name, wanted)][: _position(limit)]

    return call


# --- people ---------------------------------------------------------------------------------------------------------------


def _person(key: str, what: str) -> Body:
    def call(context: Context, *sources: Any) -> Any:
        people = context.need(key, what)
        if isinstance(people, dict):
            return (
                people.get(_text(sources[0]))
                if "profile" not in people and sources and _text(sources[0]) in people
                else people
            )
        if people is not None:
            raise EvaluationError(f"`{key}` must be an object", "cannot-know")
        return None

    return call


def _accounts(context: Context, key: str) -> list[Any]:
    accounts = context.need(key, "an account in a directory")
    if not isinstance(accounts, list):
        raise EvaluationError(f"`{key}` must be a list", "cannot-know")
    return accounts


def _has_directory(context: Context) -> bool:
    return len(_accounts(context, "directoryUsers")) == 1


def _find_directory(context: Context) -> Any:
    accounts = _accounts(context, "directoryUsers")
    return accounts[0] if len(accounts) == 1 else None


def _has_workday(context: Context) -> bool:
    return bool(_accounts(context, "workdayUsers"))


def _find_workday(context: Context) -> Any:
    accounts = _accounts(context, "workdayUsers")
    return accounts[0] if len(accounts) == 1 else None


def _linked(context: Context, name: Any) -> Any:
    objects = context.need("linkedObjects", "a linked object")
    if not isinstance(objects, dict):
        raise EvaluationError("`linkedObjects` must be an object", "cannot-know")
    return objects.get(_text(name))


def _internal(context: Context, name: Any) -> Any:
    wanted = _text(name)
    user = context.root("user")
    for holder in (context.data.get("internal"), user):
        if isinstance(holder, dict) and wanted in holder:
            return holder[wanted]
    raise EvaluationError(f"`{wanted}` cannot be known: the context's user does not hold it", "cannot-know")


# --- time -----------------------------------------------------------------------------------------------------------------


def _now(context: Context, zone_name: Any = None, pattern: Any = None) -> str:
    from maplint.oel.dates import format_iso, format_pattern, parse_iso, zone

    moment = parse_iso(_text(context.need("now", "the time")))
    moment = moment.astimezone(zone(_text(zone_name))) if zone_name is not None else moment.astimezone(zone("UTC"))
    return format_iso(moment) if pattern is None else format_pattern(moment, _text(pattern))


def _time(convert: Callable[..., str]) -> Body:
    def call(context: Context, value: Any, *others: Any) -> str | None:
        if value is None or any(other is None for other in others):
            context.assume("a time function of a missing value gives null")
            return None
        try:
            return convert(_text(value), *map(_text, others))
        except (OverflowError, ValueError) as error:
            raise EvaluationError(f"the time is out of range: {error}", "range") from error

    return call


def _windows_to_iso(text: str) -> str:
    from maplint.oel.dates import format_iso, from_windows

    return format_iso(from_windows(text))


def _unix_to_iso(text: str) -> str:
    from maplint.oel.dates import format_iso, from_unix

    return format_iso(from_unix(text))


def _string_to_iso(text: str, pattern: str) -> str:
    from maplint.oel.dates import format_iso, parse_pattern

    return format_iso(parse_pattern(text, pattern))


def _iso_to_windows(text: str) -> str:
    from maplint.oel.dates import parse_iso, to_windows

    return to_windows(parse_iso(text))


def _iso_to_unix(text: str) -> str:
    from maplint.oel.dates import parse_iso, to_unix

    return to_unix(parse_iso(text))


def _iso_to_string(text: str, pattern: str) -> str:
    from maplint.oel.dates import format_pattern, parse_iso

    return format_pattern(parse_iso(text), pattern)


def _upper(_context: Context, text: str) -> str:
    return _bounded(text.upper())


def _lower(_context: Context, text: str) -> str:
    return _bounded(text.lower())


def _no_spaces(_context: Context, text: str) -> str:
    return text.replace(" ", "")


def _starts(_context: Context, text: str, start: Any) -> bool:
    return text.startswith(_text(start))


def _holds(_context: Context, text: str, search: Any) -> bool:
    return _text(search) in text


def _always(context: Context) -> bool:
    raise EvaluationError("what this function answers is not documented", "cannot-know")


FUNCTIONS: dict[str, Body] = {
    "String.append": _of_text(_append),
    "String.join": _join,
    "String.len": _len,
    "String.removeSpaces": _of_text(_no_spaces),
    "String.replace": _of_text(_replace),
    "String.replaceFirst": _of_text(_replace_first),
    "String.startsWith": _of_text(_starts, False),
    "String.stringContains": _of_text(_holds, False),
    "String.stringSwitch": _switch,
    "String.substring": _of_text(_substring),
    "String.substringAfter": _of_text(_after),
    "String.substringBefore": _of_text(_before),
    "String.toUpperCase": _of_text(_upper),
    "String.toLowerCase": _of_text(_lower),
    "toUpperCase": _of_text(_upper),
    "toLowerCase": _of_text(_lower),
    "substringBefore": _of_text(_before),
    "substringAfter": _of_text(_after),
    "substring": _of_text(_substring),
    "Arrays.add": _add,
    "Arrays.remove": _remove,
    "Arrays.clear": lambda _context, _array: [],
    "Arrays.get": _get,
    "Arrays.flatten": _flatten,
    "Arrays.contains": _contains,
    "Arrays.size": lambda context, array: len(_list(context, array)),
    "Arrays.isEmpty": lambda context, array: not _list(context, array),
    "Arrays.toCsvString": _csv,
    "Convert.toInt": _to_int,
    "Convert.toNum": _to_num,
    "Iso3166Convert.toAlpha2": _country("alpha_2"),
    "Iso3166Convert.toAlpha3": _country("alpha_3"),
    "Iso3166Convert.toNumeric": _country("numeric"),
    "Iso3166Convert.toName": _country("name"),
    "getFilteredGroups": _filtered_groups,
    "isMemberOfGroupName": _member_by(lambda name, wanted: name == wanted),
    "isMemberOfGroup": _member_of,
    "isMemberOfAnyGroup": _member_of,
    "isMemberOfGroupNameStartsWith": _member_by(lambda name, wanted: name.startswith(wanted)),
    "isMemberOfGroupNameContains": _member_by(lambda name, wanted: wanted in name),
    "isMemberOfGroupNameRegex": _member_by_pattern,
    "user.getGroups": _get_groups,
    "user.isMemberOf": _is_member_of,
    "Groups.contains": _claim_groups(lambda name, wanted: wanted in name),
    "Groups.startsWith": _claim_groups(lambda name, wanted: name.startswith(wanted)),
    "Groups.endsWith": _claim_groups(lambda name, wanted: name.endswith(wanted)),
    "user.getLinkedObject": _linked,
    "user.getInternalProperty": _internal,
    "Time.now": _now,
    "Time.fromWindowsToIso8601": _time(_windows_to_iso),
    "Time.fromUnixToIso8601": _time(_unix_to_iso),
    "Time.fromStringToIso8601": _time(_string_to_iso),
    "Time.fromIso8601ToWindows": _time(_iso_to_windows),
    "Time.fromIso8601ToUnix": _time(_iso_to_unix),
    "Time.fromIso8601ToString": _time(_iso_to_string),
    "getManagerUser": _person("manager", "the manager"),
    "getManagerAppUser": _person("managerAppUser", "the manager's app user"),
    "getAssistantUser": _person("assistant", "the assistant"),
    "getAssistantAppUser": _person("assistantAppUser", "the assistant's app user"),
    "hasDirectoryUser": _has_directory,
    "findDirectoryUser": _find_directory,
    "hasWorkdayUser": _has_workday,
    "findWorkdayUser": _find_workday,
    "isSuperOrgAdmin": _always,
    "isAccessRequestsAdmin": _always,
}
"""Every function of the table, by name."""
