"""Classes of the package's own decorator are what `dataclasses` makes of them."""

from __future__ import annotations

import dataclasses
import inspect
import pickle
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from chaffinch import values
from chaffinch.engines import Output

MAKERS: dict[str, Callable[..., Any]] = {"values": values.dataclass, "dataclasses": dataclasses.dataclass}


def made(maker: Callable[..., Any], **options: bool) -> Any:
    class One:
        """A value."""

        start: int
        stop: int = 7
        names: list[str] = dataclasses.field(default_factory=list)
        hidden: int = dataclasses.field(default=0, repr=False, compare=False)
        last: str = dataclasses.field(default="", kw_only=True)

        @property
        def size(self) -> int:
            return self.stop - self.start

    return maker(frozen=True, slots=True, **options)(One)


def told(act: Callable[[], object]) -> str:
    """Give what comes of a call, or its error."""
    try:
        return repr(act())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


USES: dict[str, Callable[[Any], object]] = {
    "repr": lambda cls: cls(1, last="x"),
    "defaults are made anew": lambda cls: cls(1).names is cls(1).names,
    "equal": lambda cls: (cls(1) == cls(1), cls(1) == cls(2), cls(1, hidden=3) == cls(1), cls(1) != 1),
    "hash": lambda cls: len({cls(1, names=()), cls(1, names=(), hidden=4)}),
    "hash as a tuple": lambda cls: hash(cls(1, names=())) == hash((1, 7, (), "")),
    "unhashable value": lambda cls: type(hash(cls(1))),
    "set": lambda cls: setattr(cls(1), "start", 2),
    "delete": lambda cls: delattr(cls(1), "start"),
    "missing": lambda cls: cls(),
    "too many": lambda cls: cls(1, 2, [], 4, 5),
    "unknown": lambda cls: cls(1, other=2),
    "replace": lambda cls: dataclasses.replace(cls(1), stop=3),
    "asdict": lambda cls: dataclasses.asdict(cls(1, 2, ["a"])),
    "fields": lambda cls: [field.name for field in dataclasses.fields(cls)],
    "params": lambda cls: cls.__dataclass_params__,
    "property": lambda cls: cls(1).size,
    "slots": lambda cls: (cls.__slots__, hasattr(cls(1), "__dict__")),
    "match": lambda cls: cls.__match_args__,
    "names": lambda cls: (cls.__qualname__, cls.__init__.__qualname__, cls.__doc__),
    "signature": lambda cls: [(p.name, p.kind, p.annotation) for p in inspect.signature(cls).parameters.values()],
    "annotations": lambda cls: cls.__init__.__annotations__,
    "state": lambda cls: cls(1).__getstate__(),
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("options", [{}, {"eq": False}, {"eq": True}], ids=str)
def test_a_class_is_what_dataclasses_makes(use: str, options: dict[str, bool]) -> None:
    one, other = (told(lambda maker=maker: USES[use](made(maker, **options))) for maker in MAKERS.values())  # type: ignore[misc]
    assert one == other


def test_a_value_of_the_package_goes_through_pickle() -> None:
    found = Output("n", pa.schema([("n", pa.int64())]), split=("n",), buckets=4)
    assert vars(Output)["__repr__"] is values._SHARED["__repr__"]
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize("options", [{"frozen": True}, {"slots": True}, {"frozen": True, "slots": True, "order": True}])
def test_other_classes_are_left_to_dataclasses(options: dict[str, bool]) -> None:
    @values.dataclass(**options)
    class Other:
        n: int

    assert Other.__repr__ not in values._SHARED.values()
    assert repr(Other(1)).endswith("Other(n=1)")


def test_a_name_that_is_no_field_cannot_be_set() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'other'"):
        made(values.dataclass)(1).other = 2


def test_methods_of_a_class_stay() -> None:
    @values.dataclass(frozen=True, slots=True)
    class Own:
        n: int

        def __repr__(self) -> str:
            return "own"

        def __post_init__(self) -> None:
            if self.n < 0:
                raise ValueError(self.n)

    assert repr(Own(1)) == "own"
    with pytest.raises(ValueError, match="-1"):
        Own(-1)


def test_a_class_may_inherit() -> None:
    @values.dataclass(frozen=True, slots=True)
    class Base:
        n: int

    @values.dataclass(frozen=True, slots=True)
    class More(Base):
        m: int = 2

    assert (More(1).n, More(1).m, More(1) == More(1, 2)) == (1, 2, True)
