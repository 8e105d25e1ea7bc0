"""The decorator of values: `dataclasses.dataclass`, but it makes a class in a fifth of the time.

Python compiles six methods of every frozen data class from text. The package has some 300 of these classes, and to make
them took a tenth of a small run, in each process. Here only ``__init__`` is compiled; the other methods are functions
that all classes share, and they do what those of `dataclasses` do.
"""

from __future__ import annotations

import dataclasses
import sys
import typing
from operator import attrgetter
from reprlib import recursive_repr

__all__ = ["dataclass"]

if typing.TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: typing.Any = None, /, **options: bool) -> typing.Any:
        """Make a class of values as `dataclasses.dataclass` does, with the same options.

        A class that is not frozen and slotted, inherits, or has further options is left to `dataclasses`.

        >>> @dataclass(frozen=True, slots=True)
        ... class Span:
        ...     start: int
        ...     stop: int = 0
        >>> Span(1), Span(1) == Span(1, 0), len({Span(1, 2), Span(1, 2)})
        (Span(start=1, stop=0), True, 1)
        >>> Span(1).stop = 2
        Traceback (most recent call last):
        dataclasses.FrozenInstanceError: cannot assign to field 'stop'
        """

        def made(cls: type) -> type:
            return _made(cls, options) if _is_plain(cls, options) else dataclasses.dataclass(**options)(cls)

        return made if cls is None else made(cls)


def _is_plain(cls: type, options: dict[str, bool]) -> bool:
    """Tell whether a class is one that is made here."""
    return (
        options.get("frozen", False)
        and options.get("slots", False)
        and options.keys() <= {"frozen", "slots", "eq"}
        and cls.__bases__ == (object,)
        and vars(cls).keys().isdisjoint(("__init__", *_SHARED, *_OF_EQUALS))
        and all(value.init for value in vars(cls).values() if isinstance(value, dataclasses.Field))
    )


def _made(cls: type, options: dict[str, bool]) -> type:
    made: typing.Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    fields, params = dataclasses.fields(made), made.__dataclass_params__
    params.init, params.repr, params.eq, params.frozen = True, True, options.get("eq", True), True
    made.__init__ = _init(made, fields)
    for name, method in {**_SHARED, **(_OF_EQUALS if params.eq else {})}.items():
        setattr(made, name, method)
    made.__compared__ = _values([field.name for field in fields if field.compare])
    return made  # type: ignore[no-any-return]


def _values(names: list[str]) -> typing.Callable[[object], tuple[object, ...]]:
    """Give a function that gives the values of these fields."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _init(cls: typing.Any, fields: tuple[dataclasses.Field[typing.Any], ...]) -> typing.Callable[..., None]:
    """Compile ``__init__``, which sets each field to its argument, its default, or what its factory makes."""
    missing, known = dataclasses.MISSING, {"_set": object.__setattr__, "_missing": dataclasses.MISSING}
    positional, keywords, lines = ["self"], ["*"], []
    for field in fields:
        name, default, value = field.name, "", field.name
        if field.default is not missing:
            default, known[f"_default_{name}"] = f"=_default_{name}", field.default
        elif field.default_factory is not missing:
            default, known[f"_make_{name}"] = "=_missing", field.default_factory
            value = f"_make_{name}() if {name} is _missing else {name}"
        (keywords if field.kw_only else positional).append(name + default)
        lines.append(f"  _set(self, {name!r}, {value})\n")
    if hasattr(cls, "__post_init__"):
        lines.append("  self.__post_init__()\n")
    arguments = ", ".join(positional + (keywords if len(keywords) > 1 else []))
    text = (
        f"def _making({', '.join(known)}):\n def __init__({arguments}):\n{''.join(lines) or '  pass'}\n return __init__"
    )
    space: dict[str, typing.Any] = {}
    exec(text, vars(sys.modules[cls.__module__]), space)
    init: typing.Any = space["_making"](**known)
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__annotations__ = {field.name: field.type for field in fields} | {"return": None}
    return init  # type: ignore[no-any-return]


@recursive_repr()
def _repr(self: typing.Any) -> str:
    values = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
    return f"{type(self).__qualname__}({values})"


def _eq(self: typing.Any, other: typing.Any) -> bool:
    values = self.__class__.__compared__
    return bool(values(self) == values(other)) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: typing.Any) -> int:
    return hash(self.__class__.__compared__(self))


def _setattr(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delattr(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(self: typing.Any) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _setstate(self: typing.Any, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_SHARED: dict[str, object] = {
    "__repr__": _repr, "__setattr__": _setattr, "__delattr__": _delattr, "__getstate__": _getstate,
    "__setstate__": _setstate,
}  # fmt: skip
_OF_EQUALS: dict[str, object] = {"__eq__": _eq, "__hash__": _hash}
