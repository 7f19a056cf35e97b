"""Why a resource is wrong: the causes of violations, as words.

Constants rather than an `Enum`: rules name them when they are loaded, and Python takes a millisecond to make so large a one.
"""

from __future__ import annotations


class Cause:
    """Each cause is said once, however many things follow from it."""

    # Names.
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    """No schema declares the attribute."""
    MISSPELT = "misspelt"
    """One declared name is meant."""
    OTHER_CASE = "other_case"
    """Other letter case, at a target that compares names exactly."""
    FLATTENED = "flattened"
    """A part of an attribute, or a path, is written as a key."""
    WRONG_SCHEMA = "wrong_schema"
    """Another schema declares the attribute."""
    REPEATED = "repeated"
    """Two keys are the same name in different letter case."""

    # Schemas.
    NO_SCHEMAS = "no_schemas"
    """`schemas` is missing."""
    SCHEMAS_SHAPE = "schemas_shape"
    """`schemas` is no list of URNs."""
    UNLISTED = "unlisted"
    """A schema is used and not listed in `schemas`."""
    REPEATED_SCHEMA = "repeated_schema"
    """`schemas` lists a URN twice."""
    UNKNOWN_SCHEMA = "unknown_schema"
    """The target has no such schema."""
    SCIM1 = "scim1"
    """A URN or a name of SCIM 1.1."""
    SHORT_URN = "short_urn"
    """An extension is keyed by a short name."""

    # Presence.
    MISSING = "missing"
    """A required attribute is missing."""
    MISSING_PART = "missing_part"
    """A part is missing that is required in what is sent."""
    INCOMPLETE = "incomplete"
    """Some parts are sent of what the target takes whole."""
    NO_VALUE = "no_value"
    """An element without the value that it is about."""
    EMPTY = "empty"
    """An empty text where the target wants a value."""
    PLACEHOLDER = "placeholder"
    """A word that stands for no value."""

    # Types.
    SCALAR = "scalar"
    """A single value where an object is wanted."""
    TEXT_FOR_BOOLEAN = "text_for_boolean"
    """A text where true or false is wanted."""
    WRONG_TYPE = "wrong_type"
    """A value of another type."""

    # Numbers of elements.
    PRIMARY = "primary"
    """Not one element is marked as primary."""
    TOO_MANY = "too_many"
    """More elements than the target takes."""

    # What the target sets, ignores or refuses.
    READ_ONLY = "read_only"
    """Only the target sets the attribute."""
    IGNORED = "ignored"
    """The target does nothing with the attribute."""
    REFUSED = "refused"
    """The target refuses the attribute."""

    # Values.
    NOT_CANONICAL = "not_canonical"
    """None of the values that the schema suggests."""
    NOT_A_MEMBER = "not_a_member"
    """None of the values that the target takes."""
    RESERVED = "reserved"
    """A value that the target keeps for itself."""
    LETTER_CASE = "letter_case"
    """Other letter case than the target knows."""
    LENGTH = "length"
    """Longer or shorter than allowed."""
    CHARACTERS = "characters"
    """A character that the target refuses."""
    NOT_ASCII = "not_ascii"
    """An identifier with letters beyond ASCII."""
    BLANKS = "blanks"
    """A blank at the beginning or the end."""
    INVISIBLE = "invisible"
    """An invisible character."""
    UNEQUAL = "unequal"
    """Two values differ that the target wants equal."""
    USER_NAME = "user_name"
    """UserName is no e-mail address, and the target wants one."""
    EMAIL = "email"
    """No e-mail address."""
    PHONE = "phone"
    """No phone number."""
    COUNTRY = "country"
    """No code of a country."""
    LOCALE = "locale"
    """No language tag."""
    TIMEZONE = "timezone"
    """No name of a time zone."""
    DATE = "date"
    """No dateTime."""
    URI = "uri"
    """No URI."""
