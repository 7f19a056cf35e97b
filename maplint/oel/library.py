"""What the functions of classic OEL do.

Each function takes the context and its arguments; how many it takes is checked against the table of functions before. What
Okta leaves open (null, a separator that does not occur, ...) follows a stated choice, which is noted in the context.

Source: Okta, Expression Language reference; what Okta's support articles add is said where it matters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.oel.context import MAX_TEXT, Context, EvaluationError
from maplint.oel.values import bounded, csv_of, cut, equal, int32, text_of, type_name, units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    Body = Callable[..., Any]

NULL_GIVES_NULL = "a function of a missing value gives null"
NULL_IS_FALSE = "a test of a missing value is false"


def _text(context: Context, value: Any) -> str:
    """An argument that must be a text; numbers, booleans and arrays become one, as Spring converts them."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        raise EvaluationError("a text is needed, not a value of type object")
    if isinstance(value, list):
        return csv_of(context, value)
    return text_of(value)


def _written(context: Context, text: str) -> str:
    """A text that a function made, counted."""
    context.spend(len(bounded(text)))
    return text


def _position(value: Any) -> int:
    """An argument that must be a whole number; a text of digits becomes one, as Spring converts it."""
    if isinstance(value, str):
        digits = value.strip().removeprefix("-")
        if digits.isascii() and digits.isdecimal() and len(digits) < 10:
            return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        code = "null" if value is None else "type"
        raise EvaluationError(f"a position is a whole number, not a value of type {type_name(value)}", code)
    return value


# --- texts ----------------------------------------------------------------------------------------------------------------


def _append(context: Context, text: Any, suffix: Any) -> Any:
    if text is None or suffix is None:
        context.assume(NULL_GIVES_NULL)
        return None
    return _written(context, _text(context, text) + _text(context, suffix))


def _join(context: Context, separator: Any, *texts: Any) -> str:
    if len(texts) == 1 and isinstance(texts[0], list):
        context.assume("an array in the place of all texts is its elements")
        texts = tuple(texts[0])
    if separator is None or any(text is None for text in texts):
        context.assume("a missing value is joined as the empty text")
    between = "" if separator is None else _text(context, separator)
    pieces = ["" if text is None else _text(context, text) for text in texts]
    if sum(map(len, pieces)) + len(between) * len(pieces) > MAX_TEXT:
        raise EvaluationError(f"the text is longer than {MAX_TEXT:,} characters", "limit")
    return _written(context, between.join(pieces))


def _len(context: Context, text: Any) -> int:
    if text is None:
        context.assume("the length of a missing value is 0, as Okta's samples imply")
        return 0
    return units(_text(context, text))


def _remove_spaces(context: Context, text: Any) -> Any:
    if text is None:
        context.assume(NULL_GIVES_NULL)
        return None
    return _text(context, text).replace(" ", "")


def _replace(context: Context, text: Any, match: Any, replacement: Any) -> Any:
    if text is None or match is None or replacement is None:
        context.assume(NULL_GIVES_NULL)
        return None
    whole, found, new = _text(context, text), _text(context, match), _text(context, replacement)
    if not found:
        raise EvaluationError("what String.replace does with an empty text to find is not documented", "cannot-know")
    if len(new) > len(found) and len(whole) + whole.count(found) * (len(new) - len(found)) > MAX_TEXT:
        raise EvaluationError(f"the text is longer than {MAX_TEXT:,} characters", "limit")
    return _written(context, whole.replace(found, new))


def _replace_first(context: Context, text: Any, match: Any, replacement: Any) -> Any:
    if text is None or match is None or replacement is None:
        context.assume(NULL_GIVES_NULL)
        return None
    whole, found = _text(context, text), _text(context, match)
    if not found:
        raise EvaluationError(
            "what String.replaceFirst does with an empty text to find is not documented", "cannot-know"
        )
    if not _META.isdisjoint(found):
        context.assume("String.replaceFirst takes what it finds literally, not as a pattern")
    return _written(context, whole.replace(found, _text(context, replacement), 1))


_META = frozenset(".*+?[](){}^$|\\")


def _starts_with(context: Context, text: Any, start: Any) -> bool:
    if text is None or start is None:
        context.assume(NULL_IS_FALSE)
        return False
    return _text(context, text).startswith(_text(context, start))


def _string_contains(context: Context, text: Any, search: Any) -> bool:
    if text is None or search is None:
        context.assume(NULL_IS_FALSE)
        return False
    return _text(context, search) in _text(context, text)


def _string_switch(context: Context, text: Any, default: Any, *pairs: Any) -> Any:
    """The value of the first key that the text contains: contains, not equals, in the order of the arguments."""
    chosen = default
    if text is None:
        context.assume("String.stringSwitch of a missing value gives the default")
    else:
        whole = _text(context, text)
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            if key is None:
                context.assume("a missing key of String.stringSwitch fits nothing")
            elif _text(context, key) in whole:
                chosen = value
                break
    return None if chosen is None else _text(context, chosen)


def _substring(context: Context, text: Any, start: Any, end: Any) -> Any:
    if text is None:
        context.assume(NULL_GIVES_NULL)
        return None
    whole, first, last = _text(context, text), _position(start), _position(end)
    if not 0 <= first <= last <= units(whole):
        # Okta is silent; Java throws, and a value that is not there must not be made up.
        raise EvaluationError(f"there are no characters from {first} to {last} in a text of {units(whole)}", "range")
    return cut(whole, first, last)


def _substring_before(context: Context, text: Any, separator: Any) -> Any:
    before, found = _parted(context, text, separator, "String.substringBefore")[:2]
    if found == "":
        context.assume("String.substringBefore gives the empty text where the separator does not occur")
        return ""
    return before


def _substring_after(context: Context, text: Any, separator: Any) -> Any:
    # The empty text where the separator does not occur: said by Okta's support.
    return _parted(context, text, separator, "String.substringAfter")[2]


def _parted(context: Context, text: Any, separator: Any, name: str) -> tuple[Any, Any, Any]:
    """A text at its first separator: what is before, the separator (empty when absent), what is after; nulls for null."""
    if text is None or separator is None:
        context.assume(NULL_GIVES_NULL)
        return (None, None, None)
    between = _text(context, separator)
    if not between:
        raise EvaluationError(f"what {name} does with an empty separator is not documented", "cannot-know")
    return _text(context, text).partition(between)


def _to_upper_case(context: Context, text: Any) -> Any:
    if text is None:
        context.assume(NULL_GIVES_NULL)
        return None
    return _text(context, text).upper()


def _to_lower_case(context: Context, text: Any) -> Any:
    if text is None:
        context.assume(NULL_GIVES_NULL)
        return None
    return _text(context, text).lower()


# --- arrays ---------------------------------------------------------------------------------------------------------------


def _array(context: Context, value: Any) -> list[Any]:
    """An argument that must be an array. Okta takes a text of comma-separated values for one; null is an empty one."""
    if isinstance(value, list):
        context.spend(len(value))
        return value
    if value is None:
        return []
    if isinstance(value, str):
        context.spend(len(value))
        return list(_separated(context, value)) if value else []
    raise EvaluationError(f"an array is needed, not a value of type {type_name(value)}")


def _separated(context: Context, text: str) -> Iterator[Any]:
    """Comma-separated values, as Okta's one sample (`'10, 20'` gives 10 and 20) has them."""
    if "," in text:
        context.assume("comma-separated values are trimmed, and whole numbers among them are numbers")
    for part in text.split(","):
        plain = part.strip()
        digits = plain.removeprefix("-")
        small = digits.isascii() and digits.isdecimal() and len(digits) < 10
        yield int(plain) if small and str(int(plain)) == plain else plain


def _add(context: Context, array: Any, value: Any) -> list[Any]:
    return [*_array(context, array), value]


def _remove(context: Context, array: Any, value: Any) -> list[Any]:
    items = list(_array(context, array))
    at = [position for position, item in enumerate(items) if equal(item, value)]
    if len(at) > 1:
        context.assume("Arrays.remove takes away the first of several equal elements")
    if at:
        del items[at[0]]
    return items


def _clear(context: Context, array: Any) -> list[Any]:
    _array(context, array)
    return []


def _get(context: Context, array: Any, position: Any) -> Any:
    items, at = _array(context, array), _position(position)
    if 0 <= at < len(items):
        return items[at]
    context.assume("Arrays.get gives null outside of the array")
    return None


def _flatten(context: Context, *values: Any) -> list[Any]:
    # Null and empty fail, and the attribute silently keeps its old value: said by Okta's support.
    result: list[Any] = []
    stack = list(reversed(values))
    while stack:
        item = stack.pop()
        if item is None or item == "":
            raise EvaluationError("Arrays.flatten fails with a missing or empty element", "null")
        if isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, str) and "," in item:
            result.extend(_separated(context, item))
        else:
            result.append(item)
        if len(result) + len(stack) > MAX_TEXT:
            raise EvaluationError(f"the array is longer than {MAX_TEXT:,} elements", "limit")
    context.spend(len(result))
    return result


def _contains(context: Context, array: Any, value: Any) -> bool:
    return any(equal(item, value) for item in _array(context, array))


def _size(context: Context, array: Any) -> int:
    return len(_array(context, array))


def _is_empty(context: Context, array: Any) -> bool:
    return not _array(context, array)


def _to_csv(context: Context, array: Any) -> Any:
    if array is None:
        context.assume(NULL_GIVES_NULL)
        return None
    items = _array(context, array)
    if any(item is None for item in items):
        context.assume("a missing element is the empty text among comma-separated values")
    return text_of(items)


# --- conversions ----------------------------------------------------------------------------------------------------------


def _number(value: Any) -> float:
    if isinstance(value, str):
        import re

        if len(value) > 400 or not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,9})?", value.strip(), re.ASCII):
            raise EvaluationError(f"`{value[:40]}` is no number", "format")
        return float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        code = "null" if value is None else "type"
        raise EvaluationError(f"a value of type {type_name(value)} is no number", code)
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _to_int(context: Context, value: Any) -> int:
    """Rounded half up, then cut to 32 bits: as Java's ``(int) Math.round(x)``, which Okta's samples of overflow agree with."""
    from math import floor

    number = _number(value)
    if number != number:
        return 0
    whole = floor(max(-9.3e18, min(9.3e18, number)))
    if number - whole == 0.5:
        context.assume("Convert.toInt rounds halves up")
    rounded = whole + (abs(number) < 1e18 and number - whole >= 0.5)
    # Math.round stops at the bounds of 64 bits.
    return int32(max(-(1 << 63), min((1 << 63) - 1, rounded)))


def _to_num(_context: Context, value: Any) -> float:
    return _number(value)


def _country(field: str) -> Body:
    def convert(context: Context, code: Any) -> Any:
        if code is None:
            context.assume(NULL_GIVES_NULL)
            return None
        from maplint.oel.countries import find

        country = find(_text(context, code))
        if country is None:
            context.assume("what is no country code of ISO 3166-1 in capitals or digits is converted to null")
            return None
        if field == "name":
            context.assume("the name of a country is its short name in ISO 3166-1; Okta does not publish its table")
        return getattr(country, field)

    return convert


# --- groups ---------------------------------------------------------------------------------------------------------------


def _groups(context: Context) -> list[dict[str, Any]]:
    return context.objects("groups", "group membership")


def _group_name(group: dict[str, Any]) -> str:
    profile = group.get("profile")
    name = group.get("name") or (profile.get("name") if isinstance(profile, dict) else None)
    return name if isinstance(name, str) else ""


def _source_of(group: dict[str, Any]) -> Any:
    source = group.get("source")
    return group.get("sourceId") or (source.get("id") if isinstance(source, dict) else None)


def _is_member_by_name(test: Callable[[str, str], bool]) -> Body:
    def call(context: Context, name: Any) -> bool:
        groups = _groups(context)
        if name is None:
            context.assume(NULL_IS_FALSE)
            return False
        wanted = _text(context, name)
        return any(test(_group_name(group), wanted) for group in groups)

    return call


def _is_member_of_group(context: Context, *ids: Any) -> bool:
    wanted = {
        text_of(item) for value in ids for item in (value if isinstance(value, list) else [value]) if item is not None
    }
    return any(group.get("id") in wanted for group in _groups(context))


def _is_member_by_pattern(context: Context, pattern: Any) -> bool:
    groups = _groups(context)
    if pattern is None:
        context.assume(NULL_IS_FALSE)
        return False
    from maplint.oel.patterns import full_match

    text = _text(context, pattern)
    context.assume("the pattern of isMemberOfGroupNameRegex must fit the whole name")
    if text.startswith("/"):
        context.assume("a slash at the beginning of a pattern belongs to it")
    return any(full_match(context, _group_name(group), text) for group in groups)


def _get_groups(context: Context, *criteria: Any) -> list[dict[str, Any]]:
    """The groups that meet all criteria; each criterion is a map such as ``{'group.type': {'OKTA_GROUP'}}``."""
    return [group for group in _groups(context) if all(_meets(group, one) for one in criteria)]


def _is_member_of(context: Context, *criteria: Any) -> bool:
    return bool(_get_groups(context, *criteria))


_FIELDS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "group.id": lambda group: group.get("id"),
    "group.type": lambda group: group.get("type"),
    "group.source.id": _source_of,
    "group.profile.name": _group_name,
}


def _meets(group: dict[str, Any], criterion: Any) -> bool:
    if not isinstance(criterion, dict):
        raise EvaluationError("a criterion is a map such as `{'group.id': {...}}`")
    exact = criterion.get("operator") == "EXACT"
    for key, wanted in criterion.items():
        if key == "operator":
            continue
        if key not in _FIELDS:
            raise EvaluationError(f"there is no criterion `{key}`", "arguments")
        given = _FIELDS[key](group)
        values = [text_of(item) for item in (wanted if isinstance(wanted, list) else [wanted])]
        # A name need only begin so, unless the operator says otherwise.
        if not (given in values or (key == "group.profile.name" and not exact and given.startswith(tuple(values)))):
            return False
    return True


def _group_limit(limit: Any) -> int:
    if not 1 <= _position(limit) <= 100:
        raise EvaluationError("a function of groups gives 1 to 100 of them", "range")
    return _position(limit)


_CALLING = 50
"""What calling an expression costs, in characters of its text."""


def _get_filtered_groups(context: Context, ids: Any, expression: Any, limit: Any) -> list[Any]:
    """The value of an expression for each group of a list that the user is in."""
    if ids is None or expression is None or limit is None:
        raise EvaluationError("getFilteredGroups takes no null", "null")
    from maplint.oel.compile import compile_row

    most, wanted = _group_limit(limit), {text_of(item) for item in _array(context, ids)}
    chosen = [group for group in _groups(context) if group.get("id") in wanted][:most]
    text = _text(context, expression)
    context.spend((len(text) + _CALLING) * (1 + len(chosen)))
    row = compile_row((text,))
    found: list[Any] = []
    for group in chosen:
        (value,) = row(context.within({"group": {"name": _group_name(group), **group}}))
        if isinstance(value, EvaluationError):
            # Its place is one in that expression, not in the one that holds it.
            raise EvaluationError(f"in the expression for each group: {value.message}", value.code) from value
        found.append(value)
    return found


def _claim_groups(test: Callable[[str, str], bool]) -> Body:
    """Names of groups of Okta (``OKTA``) or of an app (its id), for claims."""

    def call(context: Context, app: Any, text: Any, limit: Any) -> list[str]:
        if app is None or text is None:
            raise EvaluationError("a function of groups takes no null", "null")
        most, wanted, origin = _group_limit(limit), _text(context, text), _text(context, app)
        if origin == "OKTA":
            groups = [group for group in _groups(context) if group.get("type") != "APP_GROUP"]
        else:
            groups = [group for group in _groups(context) if _source_of(group) == origin]
        return [name for name in map(_group_name, groups) if test(name, wanted)][:most]

    return call


# --- people ---------------------------------------------------------------------------------------------------------------


def _person(name: str, what: str) -> Body:
    """The Okta user that is somebody's manager or assistant in Active Directory; null when there is none."""

    def call(context: Context, source: Any) -> Any:
        _check_directory(source)
        person = context.need(name, what)
        if person is not None and not isinstance(person, dict):
            raise EvaluationError(f"{what} cannot be known: `{name}` is no object", "cannot-know")
        return person

    return call


def _app_person(name: str, what: str) -> Body:
    """The app user of somebody's manager or assistant in an app; null when they have none there."""

    def call(context: Context, source: Any, app: Any) -> Any:
        _check_directory(source)
        users = context.need(name, what)
        if not isinstance(users, dict):
            raise EvaluationError(f"{what} cannot be known: `{name}` holds no app users by app", "cannot-know")
        return users.get(_text(context, app))

    return call


def _check_directory(source: Any) -> None:
    if source != "active_directory":
        raise EvaluationError('the source of a manager or assistant is "active_directory", nothing else', "arguments")


def _only(accounts: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The account; null when there is none or more than one."""
    return accounts[0] if len(accounts) == 1 else None


def _has_directory_user(context: Context) -> bool:
    return _only(context.objects("directoryUsers", "an account in a directory")) is not None


def _find_directory_user(context: Context) -> Any:
    return _only(context.objects("directoryUsers", "an account in a directory"))


def _has_workday_user(context: Context) -> bool:
    accounts = context.objects("workdayUsers", "an account in Workday")
    if len(accounts) > 1:
        context.assume("hasWorkdayUser is false with several accounts, as hasDirectoryUser is")
    return _only(accounts) is not None


def _find_workday_user(context: Context) -> Any:
    return _only(context.objects("workdayUsers", "an account in Workday"))


def _linked_object(context: Context, name: Any) -> Any:
    objects = context.need("linkedObjects", "a linked object")
    if not isinstance(objects, dict):
        raise EvaluationError("a linked object cannot be known: `linkedObjects` is no object", "cannot-know")
    return objects.get(_text(context, name))


def _internal_property(context: Context, name: Any) -> Any:
    wanted = _text(context, name)
    for holder in (context.data.get("internalProperties"), context.data.get("user")):
        if isinstance(holder, dict) and wanted in holder:
            return holder[wanted]
    raise EvaluationError(
        f"`{wanted}` cannot be known: the context's `internalProperties` do not hold it", "cannot-know"
    )


def _undocumented(_context: Context) -> Any:
    raise EvaluationError("what this function answers is not documented", "cannot-know")


# --- times ----------------------------------------------------------------------------------------------------------------


def now_of(context: Context) -> datetime:
    """The present time of the context.

    Raises:
        EvaluationError: ``cannot-know`` when it has none; ``format`` when that is no time.
    """
    from maplint.oel.dates import parse_iso

    return parse_iso(_text(context, context.need("now", "the time")))


def this_year(context: Context) -> int | None:
    """The present year, where the context tells: what two digits of a year are read by."""
    return now_of(context).year if "now" in context.data else None


def _now(context: Context, zone_name: Any = "UTC", pattern: Any = None) -> str:
    from maplint.oel.dates import format_iso, in_zone, zone

    if zone_name is None:
        raise EvaluationError("a time zone is a text, not null", "null")
    name = _text(context, zone_name)
    if name in ("EST", "MST", "HST"):
        context.assume(f"`{name}` is a fixed offset, without summer time")
    moment = in_zone(now_of(context), zone(name))
    if pattern is None:
        return format_iso(moment)
    from maplint.oel.joda import format_pattern

    return bounded(format_pattern(moment, _text(context, pattern)))


def _time(convert: Callable[..., str]) -> Body:
    """A conversion of times: null gives null."""

    def call(context: Context, *values: Any) -> Any:
        if any(value is None for value in values):
            context.assume(NULL_GIVES_NULL)
            return None
        return bounded(convert(context, *(_text(context, value) for value in values)))

    return call


def _iso_time(context: Context, text: str) -> datetime:
    from datetime import UTC

    from maplint.oel.dates import in_zone, is_full_form, parse_iso

    moment = parse_iso(text)
    if not is_full_form(text):
        context.assume("what is missing in an ISO 8601 time is that of its first moment, in UTC")
    if moment.utcoffset():
        context.assume("a time with an offset is converted to UTC")
    return in_zone(moment, UTC)


def _windows_to_iso(context: Context, text: str) -> str:
    from maplint.oel.dates import NEVER, format_iso, from_windows

    if text in NEVER:
        context.assume(f"{text} is read as a time, though it means `never` in Active Directory")
    return format_iso(from_windows(text))


def _unix_to_iso(_context: Context, text: str) -> str:
    from maplint.oel.dates import format_iso, from_unix

    return format_iso(from_unix(text))


def _string_to_iso(context: Context, text: str, pattern: str) -> str:
    from maplint.oel.dates import format_iso
    from maplint.oel.joda import parse_pattern, parts

    if not any(part.letter in ("z", "Z") for part in parts(pattern)):
        context.assume("a time without a zone is one of UTC")
    return format_iso(parse_pattern(text, pattern, this_year(context)))


def _iso_to_windows(context: Context, text: str) -> str:
    from maplint.oel.dates import to_windows

    return to_windows(_iso_time(context, text))


def _iso_to_unix(context: Context, text: str) -> str:
    from maplint.oel.dates import to_unix

    return to_unix(_iso_time(context, text))


def _iso_to_string(context: Context, text: str, pattern: str) -> str:
    from maplint.oel.joda import format_pattern

    return format_pattern(_iso_time(context, text), pattern)


def _begins(name: str, wanted: str) -> bool:
    return name.startswith(wanted)


def _ends(name: str, wanted: str) -> bool:
    return name.endswith(wanted)


def _holds(name: str, wanted: str) -> bool:
    return wanted in name


def _is(name: str, wanted: str) -> bool:
    return name == wanted


FUNCTIONS: dict[str, Body] = {
    "String.append": _append,
    "String.join": _join,
    "String.len": _len,
    "String.removeSpaces": _remove_spaces,
    "String.replace": _replace,
    "String.replaceFirst": _replace_first,
    "String.startsWith": _starts_with,
    "String.stringContains": _string_contains,
    "String.stringSwitch": _string_switch,
    "String.substring": _substring,
    "String.substringAfter": _substring_after,
    "String.substringBefore": _substring_before,
    "String.toUpperCase": _to_upper_case,
    "String.toLowerCase": _to_lower_case,
    "toUpperCase": _to_upper_case,
    "toLowerCase": _to_lower_case,
    "substringBefore": _substring_before,
    "substringAfter": _substring_after,
    "substring": _substring,
    "Arrays.add": _add,
    "Arrays.remove": _remove,
    "Arrays.clear": _clear,
    "Arrays.get": _get,
    "Arrays.flatten": _flatten,
    "Arrays.contains": _contains,
    "Arrays.size": _size,
    "Arrays.isEmpty": _is_empty,
    "Arrays.toCsvString": _to_csv,
    "Convert.toInt": _to_int,
    "Convert.toNum": _to_num,
    "Iso3166Convert.toAlpha2": _country("alpha_2"),
    "Iso3166Convert.toAlpha3": _country("alpha_3"),
    "Iso3166Convert.toNumeric": _country("numeric"),
    "Iso3166Convert.toName": _country("name"),
    "getFilteredGroups": _get_filtered_groups,
    "isMemberOfGroupName": _is_member_by_name(_is),
    "isMemberOfGroup": _is_member_of_group,
    "isMemberOfAnyGroup": _is_member_of_group,
    "isMemberOfGroupNameStartsWith": _is_member_by_name(_begins),
    "isMemberOfGroupNameContains": _is_member_by_name(_holds),
    "isMemberOfGroupNameRegex": _is_member_by_pattern,
    "user.getGroups": _get_groups,
    "user.getLinkedObject": _linked_object,
    "user.getInternalProperty": _internal_property,
    "Groups.contains": _claim_groups(_holds),
    "Groups.startsWith": _claim_groups(_begins),
    "Groups.endsWith": _claim_groups(_ends),
    "Time.now": _now,
    "Time.fromWindowsToIso8601": _time(_windows_to_iso),
    "Time.fromUnixToIso8601": _time(_unix_to_iso),
    "Time.fromStringToIso8601": _time(_string_to_iso),
    "Time.fromIso8601ToWindows": _time(_iso_to_windows),
    "Time.fromIso8601ToUnix": _time(_iso_to_unix),
    "Time.fromIso8601ToString": _time(_iso_to_string),
    "getManagerUser": _person("manager", "the manager"),
    "getManagerAppUser": _app_person("managerAppUser", "the manager's app user"),
    "getAssistantUser": _person("assistant", "the assistant"),
    "getAssistantAppUser": _app_person("assistantAppUser", "the assistant's app user"),
    "hasDirectoryUser": _has_directory_user,
    "findDirectoryUser": _find_directory_user,
    "hasWorkdayUser": _has_workday_user,
    "findWorkdayUser": _find_workday_user,
    "isSuperOrgAdmin": _undocumented,
    "isAccessRequestsAdmin": _undocumented,
}
"""The functions of the table, by name."""

METHODS_OF_USER: dict[str, Body] = {"isMemberOf": _is_member_of}
"""What the Identity Engine dialect writes as methods of ``user``."""
