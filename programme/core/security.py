"""What every response carries: a strict content policy with a nonce, and the headers that go with it."""

import secrets
from http import HTTPStatus

from flask import Flask, Response, abort, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.exceptions import ClientDisconnected
from werkzeug.middleware.proxy_fix import ProxyFix

from programme.core import rate_memory, rate_redis
from programme.core.settings import Settings


class ViewLimiter(Limiter):
    """Rate limits that stand on views alone: before a request there is none to look for."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


csrf = CSRFProtect()
limiter = ViewLimiter(key_func=get_remote_address, strategy="moving-window", headers_enabled=False)

FORM_MEMORY_BYTES = 1024 * 1024


def init_app(app: Flask, settings: Settings) -> None:
    """Give `app` its headers, CSRF protection, rate limits, cookie rules and size limits."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="canopy",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=settings.upload_megabytes * 1024 * 1024 + FORM_MEMORY_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_MEMORY_BYTES,
        MAX_FORM_PARTS=2000,
        RATELIMIT_STORAGE_URI=rate_redis.OURS + settings.redis_url
        if settings.redis_url
        else f"{rate_memory.SCHEME}://",
        RATELIMIT_STORAGE_OPTIONS={"secret": settings.secret_key} if settings.redis_url else {},
    )
    app.before_request(_refuse_nul)
    app.before_request(_limit_body)  # before CSRF protection, which reads it
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_add_headers)
    app.context_processor(lambda: {"cspNonce": nonce()})
    if settings.is_demo:
        app.before_request(_refuse_strangers)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _refuse_nul() -> None:
    """No address holds a NUL, and PostgreSQL takes none, not even to look for it."""
    if "\0" in request.path:
        abort(HTTPStatus.NOT_FOUND)


def _limit_body() -> None:
    """Files come in parts, so what comes in one piece is small, and it is whole; every part has a name.

    Where a body breaks off, or goes on past its limit without having said its length, what came of it can be read,
    and would be taken for all that somebody typed.
    """
    if "chunked" in request.headers.get("Transfer-Encoding", ""):
        abort(HTTPStatus.LENGTH_REQUIRED)
    is_in_parts = request.mimetype == "multipart/form-data"
    if not is_in_parts:
        request.max_content_length = FORM_MEMORY_BYTES  # it is taken apart in memory, at forty times its size
    if request.endpoint and is_in_parts and (None in request.form or None in request.files):
        abort(HTTPStatus.BAD_REQUEST)
    if request.endpoint and not is_in_parts and len(request.get_data()) < (request.content_length or 0):
        raise ClientDisconnected


def _refuse_strangers() -> None:
    """The demonstration is for this machine alone: its passwords stand on the sign-in page."""
    if request.remote_addr not in ("127.0.0.1", "::1"):
        abort(403)


def upload_megabytes() -> int:
    """How large an uploaded file can be."""
    return int(current_app.config["MAX_CONTENT_LENGTH"] - FORM_MEMORY_BYTES) // 1024 // 1024


def too_large() -> str:
    """What is said of a file that was refused for its size before anybody looked at it."""
    return f"The file is too large. It can have {upload_megabytes()} MB. Nothing was kept."


def nonce() -> str:
    """This response's nonce for scripts."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    value: str = g.csp_nonce
    return value


def _policy() -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce()}'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["X-Frame-Options"] = "DENY"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static":
        headers["Cache-Control"] = "no-store"
    return response
