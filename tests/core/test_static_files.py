import hashlib
import re
from pathlib import Path

import pytest

from programme.core.static_files import PACKAGES, SOURCES, CannotBuild, build, read_manifest, without_webfont

LOGO_NAMES = ("favicon.ico", "nhsuk-icon-mask", "nhsuk-icon-180", "nhsuk-icon-192", "nhsuk-icon-512", "opengraph")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the installed front-end package and our own sources give."""
    target = tmp_path_factory.mktemp("static")
    build(PACKAGES, SOURCES, target)
    return target


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A front-end package small enough to read."""
    images = tmp_path / "packages/nhsuk-frontend/dist/nhsuk/assets/images"
    images.mkdir(parents=True)
    (images / "nhsuk-icon-tick.svg").write_text("<svg/>")
    (images / "nhsuk-icon-mask.svg").write_text("<svg/>")
    (images.parents[1] / "nhsuk-frontend.min.css").write_text("a{background:url(/assets/images/nhsuk-icon-tick.svg)}")
    (images.parents[1] / "nhsuk-frontend.min.js").write_text("export const version=1;//# sourceMappingURL=x.js.map")
    return tmp_path / "packages"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder of our own sources, empty."""
    folder = tmp_path / "sources"
    folder.mkdir()
    return folder


def all_css(folder: Path) -> str:
    return "\n".join(path.read_text() for path in folder.rglob("*.css"))


def test_no_stylesheet_has_a_font_face_or_names_the_licensed_font(built: Path) -> None:
    assert "font-family:Arial" in all_css(built)
    assert "@font-face" not in all_css(built)
    assert "frutiger" not in all_css(built).lower()


def test_no_stylesheet_loads_anything_from_another_site(built: Path) -> None:
    assert "//" not in re.sub(r"/\*.*?\*/", "", all_css(built), flags=re.DOTALL)


def test_every_address_in_a_stylesheet_is_a_file_beside_it(built: Path) -> None:
    addresses = re.findall(r"url\([\"']?([^\"')]+)", all_css(built))
    assert addresses
    assert all((built / address).is_file() for address in addresses)


def test_the_nhs_logo_is_not_served(built: Path) -> None:
    assert not [path for path in built.rglob("*") if any(name in path.name for name in LOGO_NAMES)]


def test_the_manifest_names_every_file_and_nothing_else(built: Path) -> None:
    files = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    assert files - {"manifest.json"} == set(read_manifest(built).values())
    assert {"canopy.css", "canopy.js", "favicon.svg", "nhsuk-frontend.css", "nhsuk-frontend.js"} < set(
        read_manifest(built)
    )


def test_a_name_carries_the_hash_of_what_is_served(built: Path) -> None:
    for name in read_manifest(built).values():
        assert hashlib.sha256((built / name).read_bytes()).hexdigest()[:10] in name


def test_our_module_imports_the_front_end_package_by_its_served_name(built: Path) -> None:
    manifest = read_manifest(built)
    assert f'"./{manifest["nhsuk-frontend.js"]}"' in (built / manifest["canopy.js"]).read_text()


def test_the_same_sources_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    build(PACKAGES, SOURCES, tmp_path / "again")
    for name in ["manifest.json", *read_manifest(built).values()]:
        assert (tmp_path / "again" / name).read_bytes() == (built / name).read_bytes()


def test_a_changed_image_renames_the_stylesheet_that_shows_it(package: Path, sources: Path, tmp_path: Path) -> None:
    first = build(package, sources, tmp_path / "static")
    (package / "nhsuk-frontend/dist/nhsuk/assets/images/nhsuk-icon-tick.svg").write_text("<svg></svg>")
    second = build(package, sources, tmp_path / "static")
    assert first["nhsuk-frontend.css"] != second["nhsuk-frontend.css"]
    assert first["nhsuk-frontend.js"] == second["nhsuk-frontend.js"]


def test_files_of_the_build_before_stay_and_older_ones_go(package: Path, sources: Path, tmp_path: Path) -> None:
    names = []
    for colour in ("red", "green", "blue"):
        (sources / "canopy.css").write_text(f"a{{color:{colour}}}")
        names.append(build(package, sources, tmp_path / "static")["canopy.css"])
    assert [(tmp_path / "static" / name).exists() for name in names] == [False, True, True]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("canopy.css", "a{background:url(https://example.org/a.png)}"),
        ("canopy.css", "a{background:url('//example.org/a.png')}"),
        ("canopy.css", "a{background:image-set('https://example.org/a.png' 1x)}"),
        ("canopy.css", "@import 'other.css';"),
        ("canopy.css", "a{background:url(images/nhsuk-icon-mask.svg)}"),
        ("canopy.js", "import { a } from 'https://example.org/a.js';"),
        ("canopy.js", "import('./missing.js');"),
        ("canopy.js", "import './canopy.js';"),
    ],
)
def test_a_source_that_needs_what_is_not_built_stops_the_build(
    package: Path, sources: Path, tmp_path: Path, name: str, text: str
) -> None:
    build(package, sources, tmp_path / "static")
    before = (tmp_path / "static/manifest.json").read_bytes()
    (sources / name).write_text(text)
    with pytest.raises(CannotBuild, match=name):
        build(package, sources, tmp_path / "static")
    assert (tmp_path / "static/manifest.json").read_bytes() == before


def test_a_new_wording_of_the_web_font_stops_the_build() -> None:
    with pytest.raises(CannotBuild, match="web font"):
        without_webfont("a{font-family:FrutigerNext,arial}")


def test_a_missing_package_is_named(sources: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotBuild, match="nhsuk-frontend is not installed"):
        build(tmp_path, sources, tmp_path / "static")


def test_no_source_map_is_promised(package: Path, sources: Path, tmp_path: Path) -> None:
    manifest = build(package, sources, tmp_path / "static")
    assert "sourceMappingURL" not in (tmp_path / "static" / manifest["nhsuk-frontend.js"]).read_text()


def test_the_manifest_is_empty_before_the_first_build(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == {}
