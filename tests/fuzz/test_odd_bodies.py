"""Bodies that no browser sends, to every address that takes one."""

from collections.abc import Callable

import pytest

from tests.support.fuzzing import Asker, targets

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=B"
TOO_LARGE = 413
FEWEST = 50  # addresses that take a body
Body = Callable[[bytes], bytes]


def part(name: bytes, content: bytes, more: bytes = b"") -> bytes:
    return b"--B\r\nContent-Disposition: form-data" + name + b"\r\n" + more + b"\r\n" + content + b"\r\n"


TOKEN, UTF_7 = b'; name="csrf_token"', b"Content-Type: text/plain; charset=utf-7\r\n"
# What each body is called when a test fails; its kind; and the body itself, made from a token that would be taken.
ODD: dict[str, tuple[str, Body]] = {
    "no text": (FORM, lambda token: b"csrf_token=" + token + b"&%FF%FE=%00&name=%ED%A0%80&&=&a=b=c"),
    "utf-7": (f"{FORM}; charset=utf-7", lambda token: b"csrf_token=" + token + b"&name=+ADw-"),
    "JSON for a form": ("application/json", lambda token: b'{"csrf_token": "' + token + b'"}'),
    "deep JSON": ("application/json", lambda token: b"[" * 50_000),
    "text": ("text/plain", lambda token: b"csrf_token=" + token),
    "no boundary": ("multipart/form-data", lambda token: b"x"),
    "an empty boundary": ("multipart/form-data; boundary=", lambda token: b"x"),
    "broken off": (PARTS, lambda token: part(TOKEN, token)[:-2]),
    "broken off in a boundary": (PARTS, lambda token: part(TOKEN, token) + b"--B"),
    "a part in utf-7": (PARTS, lambda token: part(TOKEN, token, UTF_7) + b"--B--"),
    "a part of nothing": (PARTS, lambda token: part(TOKEN, token) + b"--B\r\nNonsense\r\n\r\nx\r\n--B--\r\n"),
    "a part without a name": (PARTS, lambda token: part(TOKEN, token) + part(b"", b"x") + b"--B--\r\n"),
    "a file without a name": (PARTS, lambda token: part(TOKEN, token) + part(b'; filename="a"', b"x") + b"--B--\r\n"),
    "text for a file": (PARTS, lambda token: part(TOKEN, token) + part(b'; name="file"', b"x") + b"--B--\r\n"),
    "fields twice": (FORM, lambda token: b"csrf_token=" + token + b"&name=a&name=b&email=a&email=b&file=a"),
}  # fmt: skip
LARGE: dict[str, tuple[str, Body, set[int]]] = {
    "3,000 fields": (FORM, lambda token: b"csrf_token=" + token + b"&f=1" * 3000, {200, 302, 422}),
    "3,000 parts": (PARTS, lambda token: part(TOKEN, token) + part(b'; name="f"', b"1") * 3000 + b"--B--", {TOO_LARGE}),
    "almost 1 MB": (FORM, lambda token: b"csrf_token=" + token + b"&name=" + b"x" * 1_048_000, {200, 302, 422}),
    "2 MB": (FORM, lambda token: b"csrf_token=" + token + b"&name=" + b"x" * 2_000_000, {TOO_LARGE}),
    "a part of 2 MB": (PARTS, lambda token: part(b'; name="name"', b"x" * 2_000_000) + b"--B--", {TOO_LARGE}),
}  # fmt: skip
SOME = ("/sign-in", "/account/name", "/programmes/<uuid:programme_id>/edit", "/answer/<token>/save",
        "/my/reflections/<uuid:reflection_id>/autosave", "/cohorts/<uuid:cohort_id>/surveys/import")  # fmt: skip


@pytest.mark.only_on("sqlite", "what is odd here is odd before a database is asked; odd words have tests of their own")
@pytest.mark.parametrize("name", ODD)
def test_an_odd_body_is_answered_in_words_by_every_address_that_takes_one(asker: Asker, name: str) -> None:
    kind, body = ODD[name]
    found = targets(asker.app, asker.scene, "POST")
    assert len(found) > FEWEST
    for target in found:
        token = asker.token(target.who).encode()
        asker.ask(target.who, target.path, method="POST", data=body(token), headers={"Content-Type": kind})


@pytest.mark.only_on("sqlite", "a size is refused before a database is asked")
@pytest.mark.parametrize("name", LARGE)
def test_a_large_body_is_taken_or_refused_for_its_size(asker: Asker, name: str) -> None:
    kind, body, expected = LARGE[name]
    some = [each for each in targets(asker.app, asker.scene, "POST") if each.rule in SOME]
    assert len(some) == len(SOME)
    for target in some:
        token, headers = asker.token(target.who).encode(), {"Content-Type": kind}
        answer = asker.ask(target.who, target.path, method="POST", data=body(token), headers=headers)
        assert answer.status_code in expected | {404}, (target.path, answer.status_code)
        if answer.status_code == TOO_LARGE and answer.mimetype == "text/html":
            assert "too large" in answer.text
