"""What a document may draw in: its own inline data and the assets handed over with it, nothing else."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

# As the base of relative references it resolves none of them, so that they reach the fetcher and are refused there:
# without a base they would only be missing from the document.
BASE_URL = "asset:"

SHOWN_CHARACTERS = 100


class RefusedFetch(Exception):
    """The document asked for something outside itself and its own assets; the message names what."""


class AssetFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint ships no types
    """Answer `data:` addresses and `asset:name` from `assets`, a mapping of name to (content, media type).

    Anything else, a name that is not there and data that cannot be decoded stop the rendering: nothing is opened,
    nothing is sent. WeasyPrint swallows even a fatal error inside an SVG, so `refused` keeps what was asked for and
    whoever renders must look there before trusting the result.
    """

    def __init__(self, assets: Mapping[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
        self._assets = assets
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        """Return the response for one address.

        Raises:
            FatalURLFetchingError: for any address other than `data:` and known assets.
        """
        scheme, _, name = url.partition(":")
        if scheme == "asset" and name in self._assets:
            content, media_type = self._assets[name]
            return URLFetcherResponse(url, content, {"Content-Type": media_type})
        if scheme.lower() == "data":
            return super().fetch(url, headers)
        self.refused.append(f"a document may not fetch {url[:SHOWN_CHARACTERS]!r}")
        raise FatalURLFetchingError(self.refused[-1])


def refuse_embedded_files(root: Element) -> None:
    """Hold that the HTML under `root` embeds no file of its own with rel=attachment.

    Such a file would be stamped with the time of rendering, and appear in no list of attachments.

    Raises:
        RefusedFetch: naming the first address found.
    """
    for element in root.iter():
        if "attachment" in element.get("rel", "").lower().split():
            address = element.get("href", "")[:SHOWN_CHARACTERS]
            raise RefusedFetch(f"a document may not embed {address!r}: files are attached by the caller")
