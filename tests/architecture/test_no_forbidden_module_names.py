"""A name that could hold anything will (DESIGN, Shape)."""

from tests.architecture.source import LEC

FORBIDDEN = {
    "common",
    "core",
    "helper",
    "helpers",
    "manager",
    "managers",
    "misc",
    "services",
    "signals",
    "util",
    "utils",
}


def test_no_module_is_named_for_nothing() -> None:
    names = {path: path.stem for path in LEC.rglob("*") if path.is_dir() or path.suffix == ".py"}
    assert not [str(path.relative_to(LEC)) for path, name in names.items() if name in FORBIDDEN]
