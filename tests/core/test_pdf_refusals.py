"""A document reaches for nothing outside itself: neither the machine's files nor the network."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from programme.core.pdf.fetcher import AssetFetcher, RefusedFetch
from programme.core.pdf.render import render_pdf

SECRET = "the answer nobody may read"
PIXEL = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'><rect width='4' height='4'/>"


def render(
    *, head: str = "", body: str = "", stylesheet: str | None = None, assets: dict[str, str] | None = None
) -> bytes:
    html = (
        f'<!doctype html><html lang="en-GB"><head><title>Report</title>{head}</head>'
        f"<body><h1>Report</h1>{body}</body></html>"
    )
    return render_pdf(
        html,
        stylesheet=stylesheet,
        assets={name: (css.encode(), "text/css") for name, css in (assets or {}).items()},
        attachments=[],
        made_on=datetime(2026, 3, 1, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def requests() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and the paths it was asked for."""
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def local_file(folder: Path) -> str:
    secret = folder / "secret.txt"
    secret.write_text(SECRET)
    return secret.as_uri()


WAYS: dict[str, Callable[[str], bytes]] = {
    "an image": lambda url: render(body=f'<img alt="" src="{url}">'),
    "an object": lambda url: render(body=f'<object data="{url}"></object>'),
    "an embed": lambda url: render(body=f'<embed src="{url}">'),
    "an image in a chart": lambda url: render(
        body=f'<svg width="9" height="9"><title>Change</title><image width="9" height="9" href="{url}"/></svg>'
    ),
    "an image in an image": lambda url: render(
        body=f"<img alt=\"Change\" src=\"{PIXEL}<image width='4' height='4' href='{url}'/></svg>\">"
    ),
    "a linked stylesheet": lambda url: render(head=f'<link rel="stylesheet" href="{url}">'),
    "a style element's import": lambda url: render(head=f'<style>@import "{url}";</style>'),
    "the stylesheet's import": lambda url: render(stylesheet=f'@import url("{url}");'),
    "an asset's import": lambda url: render(
        head='<link rel="stylesheet" href="asset:a.css">', assets={"a.css": f'@import "{url}";'}
    ),
    "a background": lambda url: render(stylesheet=f'h1 {{ background: url("{url}") }}'),
    "generated content": lambda url: render(stylesheet=f'h1::before {{ content: url("{url}") }}'),
    "a font": lambda url: render(stylesheet=f'@font-face {{ font-family: x; src: url("{url}") }}'),
    "an attached file": lambda url: render(head=f'<link rel="attachment" href="{url}">'),
    "an attached file behind a link": lambda url: render(body=f'<a rel="ATTACHMENT nofollow" href="{url}">File</a>'),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_local_file_is_refused_and_fails_the_document(way: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedFetch):
        WAYS[way](local_file(tmp_path))


@pytest.mark.parametrize("way", WAYS)
def test_an_address_on_the_network_is_refused_and_never_asked(way: str, requests: tuple[str, list[str]]) -> None:
    address, asked = requests
    with pytest.raises(RefusedFetch):
        WAYS[way](f"{address}/{way.replace(' ', '-')}")
    assert asked == []


@pytest.mark.parametrize(
    "url", ["chart.png", "/etc/hostname", "//127.0.0.1/x.png", "asset:forgotten.png", "data:image/png"]
)
def test_an_image_that_is_not_there_fails_the_document_instead_of_leaving_a_gap(url: str) -> None:
    with pytest.raises(RefusedFetch):
        render(body=f'<img alt="Change" src="{url}">')


def test_a_relative_address_in_the_stylesheet_is_refused_too() -> None:
    with pytest.raises(RefusedFetch, match=r"chart\.png"):
        render(stylesheet="h1 { background: url(chart.png) }")


def test_a_base_element_does_not_open_the_machine_to_relative_addresses(tmp_path: Path) -> None:
    folder = local_file(tmp_path).removesuffix("secret.txt")
    with pytest.raises(RefusedFetch, match="file:"):
        render(head=f'<base href="{folder}">', body='<img alt="" src="secret.txt">')


def test_inline_data_is_no_way_to_embed_a_file_stamped_with_the_time_of_rendering() -> None:
    with pytest.raises(RefusedFetch, match="may not embed"):
        render(head='<link rel="attachment" href="data:text/plain,words">')


def test_a_font_of_the_machine_asked_for_by_local_is_refused() -> None:
    with pytest.raises(RefusedFetch, match="file:"):
        render(stylesheet='@font-face { font-family: x; src: local("DejaVu Sans") }')


def test_inline_data_and_own_assets_are_drawn() -> None:
    plain = render(body=f'<img alt="A square" src="{PIXEL}</svg>">')
    styled = render(head='<link rel="stylesheet" href="asset:a.css">', assets={"a.css": "h1 { color: #00f }"})
    assert plain.startswith(b"%PDF-1.7")
    assert styled != render(head='<link rel="stylesheet" href="asset:a.css">', assets={"a.css": "h1 { color: #f00 }"})


def test_the_fetcher_serves_an_asset_with_its_media_type() -> None:
    answer = AssetFetcher({"a.css": (b"h1 { color: red }", "text/css")}).fetch("asset:a.css")
    assert (answer.read(), answer.content_type) == (b"h1 { color: red }", "text/css")
