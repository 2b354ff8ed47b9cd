"""The rewrites of the generator's modules."""

from __future__ import annotations

from pathlib import Path

import pytest
from codegen import GenerationError, patch
from support.reading import spec

ENDPOINT = (
    "from typing import Any\nfrom ...client import AuthenticatedClient, Client\n"
    "from ...types import Response\n\n\ndef _get_kwargs(\n) -> Any:\n    pass\n\n\n"
    "def _build_response() -> Response[Any]:\n    return Response(\n    )\n"
)
MODEL = """from typing import TYPE_CHECKING
from ..types import UNSET, Unset


class Thing:
    one: str
    two: Other | Unset = UNSET
    three: int | Unset = UNSET
    additional_properties: dict = {}

    def to_dict(self):
        from ..models.other import Other

        return isinstance(self.two, Other) or isinstance(two, Unset)

    @classmethod
    def from_dict(cls, src_dict):
        from ..models.other import Other

        d = dict(src_dict)
        one = d.pop("one")
        _two = d.pop("two", UNSET)
        two = UNSET if isinstance(_two,  Unset) else Other.from_dict(_two)
        three = d.pop("three", UNSET)
        thing = cls(
            one=one,
            two=two,
            three=three,
        )
        thing.additional_properties = d
        return thing
"""
PATCHED_PARSER = """    @classmethod
    def from_dict(cls, src_dict):

        d = {**src_dict}
        one = d.pop("one")
        _two = d.pop("two", None)
        two = UNSET if _two is None else Other.from_dict(_two)
        three = d.pop("three", None)
        if type(one) is not str:
            raise TypeError("one is not of its documented type")
        if three is None:
            three = UNSET
        elif type(three) is not int:
            raise TypeError("three is not of its documented type")
        thing = cls(
            one,
            two,
            three,
        )
        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        thing.additional_properties = d
        return thing


if not TYPE_CHECKING:
    from ..runtime.lazy import defer_models

    defer_models(globals(), {'Other': '..models.other'})
"""


def write(folder: Path, source: str) -> Path:
    module = folder / "thing.py"
    module.write_text(source, encoding="utf-8")
    return module


def test_an_endpoint_imports_its_classes_late(tmp_path: Path) -> None:
    endpoint = write(tmp_path, ENDPOINT)
    patch.patch_endpoint(endpoint)
    source = endpoint.read_text(encoding="utf-8")
    assert "if TYPE_CHECKING:\n    from ...client import" in source
    assert source.count("    from ...types import Response\n") == 2


@pytest.mark.parametrize(
    "changed", ["from ...client import", "from ...types import", "return Resp"]
)
def test_another_endpoint_is_refused(changed: str, tmp_path: Path) -> None:
    endpoint = write(tmp_path, ENDPOINT.replace(changed, f"# {changed}"))
    with pytest.raises(GenerationError, match=r"thing\.py of the generator has .* 0 times, not 1"):
        patch.patch_endpoint(endpoint)


def test_a_model_reads_by_position_and_imports_once(tmp_path: Path) -> None:
    model = write(tmp_path, MODEL)
    patch.patch_model(model)
    head, parser = MODEL.replace("..types", "..runtime.unset").split("    @classmethod\n")
    assert parser
    head = f"{patch.BASE_IMPORT}{head.replace('class Thing:', 'class Thing(_Model):')}"
    assert model.read_text(encoding="utf-8") == head + PATCHED_PARSER


def test_timestamps_in_a_list_are_tested_after_they_are_parsed(tmp_path: Path) -> None:
    changed = MODEL.replace("three: int", "three: list[datetime.datetime]").replace(
        'three = d.pop("three", UNSET)',
        '_three = d.pop("three", UNSET)\n        three = [parse(each) for each in _three]',
    )
    model = write(tmp_path, changed)
    patch.patch_model(model)
    assert (
        "if _three is not None and (type(_three) is not list or "
        "any(each.tzinfo is None for each in three)):"
    ) in model.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("annotation", "test"),
    [
        ("list[str]", " or any(type(each) is not str for each in three)"),
        ("list[Kind | str]", " or any(type(each) is not str for each in three)"),
        ("list[Other]", ""),
    ],
)
def test_the_items_of_a_list_are_checked(annotation: str, test: str, tmp_path: Path) -> None:
    model = write(tmp_path, MODEL.replace("three: int", f"three: {annotation}"))
    patch.patch_model(model)
    assert f"        elif type(three) is not list{test}:\n" in model.read_text(encoding="utf-8")


TWICE = "        first = cls(\n        )\n        thing = cls("


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("one=one,\n            two=two", "two=two,\n            one=one", "has attributes"),
        ("two=two", "two=one", "has attributes"),
        ("two=two", "four=four", "has attributes"),
        ("        thing = cls(", "        thing = other(", "cls.* 0 times, not 1"),
        ("        thing = cls(", TWICE, "cls.* 2 times, not 1"),
        ("def from_dict(", "def parse(", "from_dict.* 0 times, not 1"),
        ("dict(src_dict)", "copy(src_dict)", "src_dict.* 0 times, not 1"),
        ("        from ..models.other import Other\n\n        d ",
         "        import other\n        d ", "models.* 0 times, not 1"),
        ('d.pop("two", UNSET)', 'd.pop("two", Unset)', "pop.* 1 times, not 2"),
        ("isinstance(_two,  Unset)", "isinstance(_two, type(Unset))", "isinst.* 0 times, not 1"),
        ("isinstance(_two,  Unset)", "_two == UNSET", "UNSET.* 0 times, not 1"),
        ("        thing = cls(", "        if data is None:\n            pass\n        thing = cls(",
         "data is None.* 0 times, not 1"),
        ("        thing = cls(", "        two = cast(Other, two)\n        thing = cls(",
         "cast.* 0 times, not 1"),
        ("thing.additional_properties = d", "thing.additional_properties.update(d)",
         "additional_properties.* 0 times, not 1"),
        ("from ..types import UNSET, Unset", "from ..types import Unset", "types.* 0 times, not 1"),
        ("class Thing:", "class Thing(Base):", "class.* 0 times, not 1"),
        ("from typing import TYPE", "import typing", "typing import.* 0 times, not 1"),
    ],
)  # fmt: skip
def test_another_model_is_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in MODEL
    head, mark, parser = MODEL.partition("    @classmethod\n")
    changed = head + mark + parser.replace(old, new) if old in parser else MODEL.replace(old, new)
    with pytest.raises(GenerationError, match=rf"(?s)thing\.py of the generator .*{message}"):
        patch.patch_model(write(tmp_path, changed))


def test_another_secret_is_refused(tmp_path: Path) -> None:
    for name in ("connection", "create_connection_response", "created_connection"):
        (tmp_path / f"{name}.py").write_text("    url: str | Unset = None\n", encoding="utf-8")
    with pytest.raises(GenerationError, match=r"connection\.py .* url: .* 0 times, not 1"):
        patch.hide_secrets(spec(), tmp_path)


def test_other_types_and_signatures_are_refused(tmp_path: Path) -> None:
    module = write(tmp_path, "class Unset: ...\n")
    with pytest.raises(GenerationError, match=r"thing\.py .* has .*class Unset.* 0 times, not 1"):
        patch.patch_types(module)
    with pytest.raises(GenerationError, match=r"thing\.py of the generator has no _get_kwargs"):
        patch.read_signature(module)
