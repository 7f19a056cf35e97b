"""Values and operators: Java's types as Spring's expression language handles them, where Okta doesn't say otherwise.

Python's own types stand for Java's: ``str``, ``bool``, ``int`` (32 bits; 64 when an operand needs more), ``float`` (a
double), ``None``, ``list``, ``dict``. Where Okta documents nothing and the base decides, `Context.assumed` says so.

Source: Okta, Expression Language reference; Spring Framework 4.3, package ``spring-expression``; Java's ``Double.toString``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.oel.context import MAX_TEXT, Context, EvaluationError

if TYPE_CHECKING:
    from collections.abc import Callable

DEEPEST = 50
"""How deep arrays may stand in each other to be made a text, or shown."""

NULL_TO_TEXT = "a missing value joined to a text gives the text `null`"
CSV = "an array where a text belongs is its elements with commas between them"


def type_name(value: object) -> str:
    """The type of a value as Okta names types: string, boolean, integer, number, array, object; null."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


# --- texts ----------------------------------------------------------------------------------------------------------------


def text_of(value: object, depth: int = 0) -> str:
    """A value as text, as joining it to a text gives it.

    Raises:
        EvaluationError: an object has none; ``limit`` for arrays in arrays without end.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _decimal(value)
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, list):
        if depth == DEEPEST:
            raise EvaluationError("arrays stand in each other too deeply", "limit")
        return bounded(",".join(["" if item is None else text_of(item, depth + 1) for item in value]))
    raise EvaluationError("an object cannot be made a text")


def _decimal(value: int) -> str:
    # Python refuses to print huge integers, and no type of Okta's holds them.
    if abs(value) >= 1 << 63:
        raise EvaluationError("a whole number is larger than any that Okta stores", "range")
    return str(value)


def double_text(value: float) -> str:
    """As ``Double.toString``: always a fraction; an exponent from ten millions on and below a thousandth."""
    if value != value:
        return "NaN"
    sign = "-" if str(value)[0] == "-" else ""
    size = abs(value)
    if size == float("inf"):
        return f"{sign}Infinity"
    if size == 0:
        return f"{sign}0.0"
    # The shortest digits that make this double again, and where the point stands among them.
    whole, _, exponent = repr(size).partition("e")
    before, _, after = whole.partition(".")
    shift = int(exponent or 0) + len(before)
    digits = (before + after).lstrip("0")
    shift -= len(before + after) - len(digits)
    digits = digits.rstrip("0")
    if 1e-3 <= size < 1e7:
        if shift <= 0:
            return f"{sign}0.{'0' * -shift}{digits}"
        return f"{sign}{digits[:shift].ljust(shift, '0')}.{digits[shift:] or '0'}"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{shift - 1}"


def bounded(text: str) -> str:
    """The text itself.

    Raises:
        EvaluationError: ``limit`` when it is longer than `MAX_TEXT`.
    """
    if len(text) > MAX_TEXT:
        raise EvaluationError(f"the text is longer than {MAX_TEXT:,} characters", "limit")
    return text


def units(text: str) -> int:
    """Length of a text as Java counts it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, start: int, end: int) -> str:
    """The UTF-16 units from ``start`` up to ``end``, which the caller has checked against `units`.

    Raises:
        EvaluationError: ``range`` when the cut would split a character that takes two units.
    """
    if text.isascii() or units(text) == len(text):
        return text[start:end]
    try:
        return text.encode("utf-16-le", "surrogatepass")[start * 2 : end * 2].decode("utf-16-le")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"the positions {start} to {end} split a character in two", "range") from error


# --- arithmetic -----------------------------------------------------------------------------------------------------------


def int32(value: int) -> int:
    """A whole number as Java's ``int`` keeps it: 32 bits, wrapping around."""
    return (value + 0x80000000 & 0xFFFFFFFF) - 0x80000000


def _wrapped(value: int, left: int, right: int) -> int:
    """A result in the operands' type: ``int``, or ``long`` when one of them needs it."""
    if -0x80000000 <= left <= 0x7FFFFFFF and -0x80000000 <= right <= 0x7FFFFFFF:
        return int32(value)
    return (value + (1 << 63) & (1 << 64) - 1) - (1 << 63)


def is_number(value: object) -> bool:
    """Whether a value is an integer or a number, and no boolean."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _operands(symbol: str, left: object, right: object) -> EvaluationError:
    code = "null" if left is None or right is None else "type"
    return EvaluationError(f"`{symbol}` cannot take {type_name(left)} and {type_name(right)}", code)


def _double(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _numbers(
    symbol: str, left: Any, right: Any, whole: Callable[[int, int], int], fraction: Callable[[float, float], float]
) -> Any:
    """Apply an operator to two numbers: as integers when both are, else as doubles."""
    if not (is_number(left) and is_number(right)):
        raise _operands(symbol, left, right)
    if isinstance(left, int) and isinstance(right, int):
        return _wrapped(whole(left, right), left, right)
    return fraction(_double(left), _double(right))


def plus(context: Context, left: Any, right: Any) -> Any:
    """``left + right``: numbers are added; with a text on either side both are joined."""
    if isinstance(left, str) or isinstance(right, str):
        text = bounded(joined(context, left) + joined(context, right))
        context.spend(len(text))
        return text
    if not (is_number(left) and is_number(right)):
        raise _operands("+", left, right)
    return _numbers("+", left, right, lambda a, b: a + b, lambda a, b: a + b)


def joined(context: Context, value: Any) -> str:
    """A value as text beside a ``+``, with what is assumed noted."""
    if value is None:
        context.assume(NULL_TO_TEXT)
    elif isinstance(value, list):
        return csv_of(context, value)
    return text_of(value)


def csv_of(context: Context, value: list[Any]) -> str:
    """An array as text, noted as a choice."""
    context.assume(CSV)
    text = text_of(value)
    context.spend(len(text))
    return text


def minus(left: Any, right: Any) -> Any:
    """``left - right``; from a one-character text Spring counts code units down."""
    if (
        isinstance(left, str)
        and len(left) == 1
        and left <= "\uffff"
        and isinstance(right, int)
        and not isinstance(right, bool)
    ):
        moved = (ord(left) - right) & 0xFFFF
        if 0xD800 <= moved <= 0xDFFF:
            raise EvaluationError("the character that `-` gives is half of one", "range")
        return chr(moved)
    return _numbers("-", left, right, lambda a, b: a - b, lambda a, b: a - b)


def times(context: Context, left: Any, right: Any) -> Any:
    """``left * right``; Spring repeats a text."""
    if isinstance(left, str) and isinstance(right, int) and not isinstance(right, bool):
        length = len(left) * max(right, 0)
        if length > MAX_TEXT:
            raise EvaluationError(f"the text is longer than {MAX_TEXT:,} characters", "limit")
        context.spend(length)
        return left * max(right, 0)
    return _numbers("*", left, right, lambda a, b: a * b, lambda a, b: a * b)


def divide(left: Any, right: Any) -> Any:
    """``left / right``; whole numbers are cut off towards zero."""
    return _numbers("/", left, right, _divide_whole, _divide_double)


def _divide_whole(left: int, right: int) -> int:
    if right == 0:
        raise EvaluationError("division by zero", "range")
    return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)


def _divide_double(left: float, right: float) -> float:
    if right:
        return left / right
    if left == 0 or left != left or right != right:
        return float("nan")
    return float("-inf") if (left < 0) != (str(right)[0] == "-") else float("inf")


def modulo(left: Any, right: Any) -> Any:
    """``left % right``: the remainder has the sign of the left side."""
    return _numbers("%", left, right, _modulo_whole, _modulo_double)


def _modulo_whole(left: int, right: int) -> int:
    if right == 0:
        raise EvaluationError("division by zero", "range")
    return abs(left) % abs(right) * (-1 if left < 0 else 1)


def _modulo_double(left: float, right: float) -> float:
    from math import fmod, isinf

    return float("nan") if right == 0 or isinf(left) else fmod(left, right)


def power(left: Any, right: Any) -> Any:
    """``left ^ right``: computed as doubles, as Spring does; two integers give an integer, narrowed as Java narrows."""
    result = _numbers("^", _floating(left), _floating(right), lambda a, b: a, _power_double)
    if not (isinstance(left, int) and isinstance(right, int)):
        return result
    if result != result:
        return 0
    return int(max(-2147483648.0, min(2147483647.0, result)))


def _floating(value: Any) -> Any:
    return _double(value) if is_number(value) else value


def _power_double(base: float, exponent: float) -> float:
    try:
        result = base**exponent
    except ZeroDivisionError:
        odd = exponent % 2 == 1
        return float("-inf") if odd and str(base)[0] == "-" else float("inf")
    except OverflowError:
        return float("-inf") if base < 0 and exponent % 2 == 1 else float("inf")
    if isinstance(result, complex) or (abs(base) == 1 and exponent in (float("inf"), float("-inf"))):
        return float("nan")
    return float(result)


def negate(value: Any) -> Any:
    """``-value``."""
    if not is_number(value):
        raise EvaluationError(f"`-` cannot take {type_name(value)}", "null" if value is None else "type")
    return _wrapped(-value, value, 0) if isinstance(value, int) else -value


def unary_plus(value: Any) -> Any:
    """``+value``."""
    if not is_number(value):
        raise EvaluationError(f"`+` cannot take {type_name(value)}", "null" if value is None else "type")
    return value


# --- comparison -----------------------------------------------------------------------------------------------------------


def equal(left: Any, right: Any) -> bool:
    """``left == right``: numbers by value, everything else only within its own type; texts are never numbers or booleans."""
    if is_number(left) and is_number(right):
        return bool(left == right)
    return same(left, right)


def same(left: Any, right: Any) -> bool:
    """As Java's ``equals``: the same type all the way down. Iterative: data may be nested deeply."""
    pairs = [(left, right)]
    while pairs:
        one, other = pairs.pop()
        if type(one) is not type(other):
            return False
        if isinstance(one, list):
            if len(one) != len(other):
                return False
            pairs.extend(zip(one, other, strict=True))
        elif isinstance(one, dict):
            if one.keys() != other.keys():
                return False
            pairs.extend((value, other[key]) for key, value in one.items())
        elif one != other:
            return False
    return True


_ORDERS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def compare(symbol: str, left: Any, right: Any) -> bool:
    """``<  <=  >  >=``: numbers by value, texts by code unit, null below everything."""
    if left is None or right is None:
        return _ORDERS[symbol]((left is not None) - (right is not None))
    if is_number(left) and is_number(right):
        if left != left or right != right:
            return False
        return _ORDERS[symbol]((left > right) - (left < right))
    if isinstance(left, str) and isinstance(right, str):
        if not (left.isascii() and right.isascii()):
            # Java compares UTF-16 units, Python code points: they differ beyond the basic plane.
            one, other = (text.encode("utf-16-be", "surrogatepass") for text in (left, right))
            return _ORDERS[symbol]((one > other) - (one < other))
        return _ORDERS[symbol]((left > right) - (left < right))
    if isinstance(left, bool) and isinstance(right, bool):
        return _ORDERS[symbol](left - right)
    raise _operands(symbol, left, right)


# --- conditions -----------------------------------------------------------------------------------------------------------

_TRUE, _FALSE = frozenset({"true", "on", "yes", "1"}), frozenset({"false", "off", "no", "0"})


def truth(value: Any) -> bool:
    """A condition's value: a boolean, or a text that Spring converts to one. There is no truthiness.

    Raises:
        EvaluationError: anything else, null among it.
    """
    if value is True or value is False:
        return bool(value)
    if isinstance(value, str):
        word = value.strip().lower()
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
    shown = "null" if value is None else f"a value of type {type_name(value)}"
    raise EvaluationError(f"{shown} is no condition", "null" if value is None else "type")


def elvis(value: Any) -> bool:
    """Whether ``value ?: fallback`` takes the fallback: for null and for the empty text."""
    return value is None or value == ""


# --- reading --------------------------------------------------------------------------------------------------------------


def member(context: Context, target: Any, name: str, of_call: bool) -> Any:
    """``target.name``. An attribute that an object lacks is null: a profile need not hold what was never filled in.

    ``of_call`` when the target is what a function found: nobody's attribute is null then, as Okta once documented.
    """
    if isinstance(target, dict):
        return target.get(name)
    if target is None:
        if of_call:
            context.assume("an attribute of nobody (no manager, no directory user) is null")
            return None
        raise EvaluationError(f"`{name}` cannot be read from null", "null")
    raise EvaluationError(f"a value of type {type_name(target)} has no `{name}`")


def index(target: Any, position: Any) -> Any:
    """``target[position]``: an element of an array, a character of a text, an attribute of an object."""
    if target is None:
        raise EvaluationError("null cannot be indexed", "null")
    if isinstance(target, dict):
        return target.get(text_of(position))
    if isinstance(position, str) and 0 < len(position) < 12 and position.removeprefix("-").isdecimal():
        position = int(position)
    if isinstance(position, bool) or not isinstance(position, int):
        raise EvaluationError(
            f"a value of type {type_name(position)} is no position", "null" if position is None else "type"
        )
    if isinstance(target, list):
        if not 0 <= position < len(target):
            raise EvaluationError(f"there is no element {position} in an array of {len(target)}", "range")
        return target[position]
    if isinstance(target, str):
        if not 0 <= position < units(target):
            raise EvaluationError(f"there is no character {position} in a text of {units(target)}", "range")
        return cut(target, position, position + 1)
    raise EvaluationError(f"a value of type {type_name(target)} cannot be indexed")


def matches(context: Context, left: Any, right: Any) -> bool:
    """``left matches right``: the whole text, by a regular expression in Java's notation."""
    if left is None or right is None:
        raise EvaluationError("`matches` needs a value and a pattern, not null", "null")
    if not isinstance(right, str):
        raise EvaluationError(f"a pattern is a text, not a value of type {type_name(right)}")
    from maplint.oel.patterns import full_match

    return full_match(context, text_of(left), right)
