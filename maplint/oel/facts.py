"""What can be known of an expression's result without any user: types, nullability, literals, lengths, and more.

Three-valued throughout: True, False, and None for "cannot know". A fact is claimed only when it holds for every user that
the schema allows. Plain classes with slots: thousands are made in a run, and named tuples take longer to define than a check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.characters import ANY

if TYPE_CHECKING:
    from maplint.oel.ast import Node
    from maplint.oel.characters import Characters


class AttributeFacts:
    """What a schema says of an attribute.

    ``type`` and ``item_type`` are Okta's; None is unknown. ``required``: never null. ``enum``: its members.
    ``holds_at``: whether its value surely holds an ``@`` (an e-mail address). ``unique``: no two users share a value.
    ``defaulted``: never null although not required, because Okta fills it (``locale``). ``of_okta``: whether it is a base
    attribute of Okta's own, whose meaning is known. ``characters``: what its value consists of.
    """

    __slots__ = (
        "characters",
        "defaulted",
        "enum",
        "format",
        "holds_at",
        "item_type",
        "max_length",
        "min_length",
        "of_okta",
        "required",
        "type",
        "unique",
    )

    def __init__(
        self,
        type: str | None = None,  # noqa: A002
        item_type: str | None = None,
        required: bool | None = None,
        enum: tuple[object, ...] | None = None,
        min_length: int | None = None,
        max_length: int | None = None,
        format: str | None = None,  # noqa: A002
        holds_at: bool = False,
        unique: bool | None = None,
        defaulted: bool = False,
        of_okta: bool = False,
        characters: Characters = ANY,
    ) -> None:
        self.type = type
        self.item_type = item_type
        self.required = required
        self.enum = enum
        self.min_length = min_length
        self.max_length = max_length
        self.format = format
        self.holds_at = holds_at
        self.unique = unique
        self.defaulted = defaulted
        self.of_okta = of_okta
        self.characters = characters


class Scope:
    """What an expression can read. Implemented where schemas are known; this one knows nothing.

    ``identity`` is equal for scopes that answer alike: results are remembered by it.
    """

    identity: object = None

    def canonical_root(self, root: str) -> str:
        """One name for roots that stand for the same profile (``source`` and ``user`` of an outbound mapping)."""
        return root

    def attribute(self, root: str, name: str) -> AttributeFacts | None:
        """What is known of an attribute; None when nothing is, not even whether it exists."""
        return None


class Read:
    """An attribute that an expression reads: ``root.name``, at ``[start, end)``; ``root`` as written."""

    __slots__ = (
        "end",
        "name",
        "root",
        "start",
    )

    def __init__(
        self,
        root: str,
        name: str,
        start: int,
        end: int,
    ) -> None:
        self.root = root
        self.name = name
        self.start = start
        self.end = end


class LiteralResult:
    """A literal that the expression can yield, with the span to change for another one."""

    __slots__ = (
        "end",
        "start",
        "value",
    )

    def __init__(
        self,
        value: str | int | float | bool | None,
        start: int,
        end: int,
    ) -> None:
        self.value = value
        self.start = start
        self.end = end


class Hazard:
    """Something that can go wrong when the expression is evaluated.

    ``kind``: ``null-use`` (a nullable value where null does harm), ``separator`` (a separator that need not be there),
    ``text-member`` (an attribute of a text), ``condition`` (no boolean), ``text-condition`` (a text attribute where a boolean
    belongs), ``nullable-condition``, ``comparison`` (types that are never equal), ``constant`` (a condition that is always true
    or always false), ``no-member`` (a comparison with a value that the attribute's enum lacks), ``argument-type``,
    ``argument-count``, ``ternary`` (a ternary that swallowed the text before it, which is its condition as a whole, ``joined``,
    or is ``compared`` there), ``half-guard`` (a test for null only, or for the empty text only), ``defaulted`` (a test for null
    of what is never null), ``short`` (a piece is cut out of what may be shorter; the detail is where it ends).
    ``subject`` is the attribute or function that it is about; ``detail`` completes the sentence.
    """

    __slots__ = (
        "certain",
        "detail",
        "kind",
        "node",
        "subject",
    )

    def __init__(
        self,
        kind: str,
        node: Node,
        subject: str,
        detail: str = "",
        certain: bool = True,
    ) -> None:
        self.kind = kind
        self.node = node
        self.subject = subject
        self.detail = detail
        self.certain = certain


class Facts:
    """Facts about a result.

    Attributes:
        type: ``string``, ``boolean``, ``integer``, ``number``, ``array``, ``object``, ``null``; None when unknown.
        item_type: of an array's items.
        null: whether it can be null; ``null_causes`` are the attributes whose absence makes it so.
        empty: whether it can be the empty text.
        literals: literals that it can yield; ``complete`` when it yields nothing else.
        min_length, max_length: of a text, in UTF-16 units as Java counts; None without a bound. That a letter can become two
            in the other case (the German ß) is left aside.
        case: ``lower``, ``upper`` when the whole text surely is; None otherwise.
        characters: what a text consists of.
        holds: texts that the result surely contains.
        reads: the attributes that it reads, in the order of the text.
        injective: whether users who have the attributes of ``keys``, and differ in them by more than letter case, surely get
            different results (no result is not one: nobody collides there).
        keys: the attributes that are kept apart (canonical root and name).
        losses: why different values can become equal, in words.
        volatile: what it follows beside its attributes: ``time``, ``groups``, ``manager``, ``directory``, ``session``.
        bare_reference: root and name when it is a plain copy of one attribute.
        hazards: what can go wrong.
    """

    __slots__ = (
        "bare_reference",
        "case",
        "characters",
        "complete",
        "empty",
        "hazards",
        "holds",
        "injective",
        "item_type",
        "keys",
        "literals",
        "losses",
        "max_length",
        "min_length",
        "null",
        "null_causes",
        "reads",
        "type",
        "volatile",
    )

    def __init__(self, type: str | None = None) -> None:  # noqa: A002
        self.type = type
        self.item_type: str | None = None
        self.null: bool | None = None
        self.null_causes: tuple[str, ...] = ()
        self.empty: bool | None = None
        self.literals: tuple[LiteralResult, ...] = ()
        self.complete = False
        self.min_length = 0
        self.max_length: int | None = None
        self.case: str | None = None
        self.characters: Characters = ANY
        self.holds: tuple[str, ...] = ()
        self.reads: tuple[Read, ...] = ()
        self.injective: bool | None = None
        self.keys: frozenset[tuple[str, str]] = frozenset()
        self.losses: tuple[str, ...] = ()
        self.volatile: frozenset[str] = frozenset()
        self.bare_reference: tuple[str, str] | None = None
        self.hazards: list[Hazard] = []

    @property
    def constant(self) -> bool:
        """Whether every user gets the same result."""
        return self.complete and len({repr(literal.value) for literal in self.literals}) == 1

    def reads_names(self) -> frozenset[str]:
        """The names of the attributes that are read, whatever the root."""
        return frozenset(read.name for read in self.reads)

    def copy(self) -> Facts:
        """The same, to be changed."""
        result = Facts.__new__(Facts)
        for slot in _SLOTS:
            setattr(result, slot, getattr(self, slot))
        return result

    def __repr__(self) -> str:
        return f"<facts {self.type} null={self.null} literals={[literal.value for literal in self.literals]}>"


_SLOTS = Facts.__slots__
