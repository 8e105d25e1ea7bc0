"""The server of a review: on this machine only, for the browser that opened the one-time link.

A page of another site must not read or answer anything here, though it can send requests to 127.0.0.1:

- the address in ``Host`` must be this server's, so a name that is rebound to 127.0.0.1 gets nothing;
- the link has a token that counts once; the browser that opens it gets a cookie (``HttpOnly``, ``SameSite=Strict``),
  without which nothing is answered;
- each form sends a secret of the page back, and ``Origin`` must be this server.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from threading import Lock, Thread
from urllib.parse import parse_qs, urlsplit

from chaffinch.errors import ChaffinchError, RunError
from chaffinch.report.review.page import FILES, rendered
from chaffinch.report.review.session import Session

__all__ = ["ADDRESS", "Review", "serve"]

ADDRESS = "127.0.0.1"
"""The only address on which a review is served."""

BODY = 4_096
"""Bytes of the body of a request that are read: a form has some hundred."""

WAIT = 30
"""Seconds that a connection may stay silent."""

TOKEN = 32
"""Random bytes of a token: 256 bits cannot be guessed."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Headers of every answer: the page loads nothing but its own script and style, and no other page can frame it."""

Form = Mapping[str, str]


@dataclass(slots=True)
class Review:
    """A review that is served.

    Attributes:
        session: the questions and answers.
        folder: the run folder as the user typed it.
        token: of the one-time link; empty once it was used.
        cookie, secret: what the browser, and each form, send back.
        server: listens on a port.
    """

    session: Session
    folder: str
    server: ThreadingHTTPServer
    token: str = field(default_factory=lambda: secrets.token_urlsafe(TOKEN))
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(TOKEN))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(TOKEN))
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def on(cls, session: Session, folder: str, port: int = 0) -> Review:
        """Listen on a port of this machine; 0: any that is free.

        Raises:
            RunError: the port cannot be used.
        """
        try:
            server = ThreadingHTTPServer((ADDRESS, port), _Handler)
        except OSError as error:
            raise RunError(f"cannot listen on {ADDRESS}:{port}: {error.strerror}; choose another --port") from error
        server.daemon_threads = True
        review = cls(session, folder, server)
        server.review = review  # type: ignore[attr-defined]
        return review

    @property
    def port(self) -> int:
        """The port."""
        return int(self.server.server_address[1])

    @property
    def url(self) -> str:
        """The one-time link."""
        return f"http://{ADDRESS}:{self.port}/?token={self.token}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The values of ``Host`` that are this server."""
        return f"{ADDRESS}:{self.port}", f"localhost:{self.port}"

    def redeem(self, token: str) -> bool:
        """Take the token of the link; it counts once."""
        with self._lock:
            fits = bool(self.token) and compare_digest(token.encode(), self.token.encode())
            if fits:
                self.token = ""
            return fits

    def run(self) -> None:
        """Serve until the reader finishes, or interrupts."""
        try:
            self.server.serve_forever(poll_interval=0.2)
        finally:
            self.server.server_close()

    def stop(self) -> None:
        """End the serving; returns at once, since the request that asks for it is still to be answered."""
        Thread(target=self.server.shutdown, daemon=True).start()


def serve(session: Session, folder: str, *, port: int = 0, opened: Callable[[str], None]) -> None:
    """Serve a review until the reader finishes it, or interrupts it.

    Args:
        session: the questions.
        folder: the run folder as the user typed it.
        port: of this machine; 0: any that is free.
        opened: gets the one-time link.

    Raises:
        RunError: the port cannot be used.
    """
    review = Review.on(session, folder, port)
    opened(review.url)
    try:
        review.run()
    except KeyboardInterrupt:  # every answer is on the disk: to interrupt is to finish
        return


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server_version, sys_version = "chaffinch", ""
    protocol_version = "HTTP/1.0"  # a connection for each request: none keeps the server from its end
    timeout = WAIT

    @property
    def review(self) -> Review:
        return self.server.review  # type: ignore[attr-defined, no-any-return]

    def do_GET(self) -> None:
        """Answer a request for the page, or for a file beside it."""
        parts = urlsplit(self.path)
        if not self._is_here():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "this is another address")
        elif parts.path == "/" and (token := parse_qs(parts.query).get("token")):
            self._enter(token[0])
        elif not self._has_cookie():
            self._refuse(HTTPStatus.FORBIDDEN, "open the link that chaffinch review printed")
        elif parts.path in FILES:
            self._send(FILES[parts.path], (files(__package__) / parts.path[1:]).read_bytes())
        elif parts.path == "/":
            page = rendered(self.review.session, run=self.review.folder, secret=self.review.secret)
            self._send("text/html; charset=utf-8", page.encode())
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "there is no such page")

    def do_POST(self) -> None:
        """Take what a form of the page sends."""
        if not self._is_here():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "this is another address")
            return
        form = self._form()
        origin = self.headers.get("Origin")
        known = origin is None or origin in [f"http://{host}" for host in self.review.hosts]
        fits = compare_digest(form.get("secret", "").encode(), self.review.secret.encode())
        if not (self._has_cookie() and known and fits):
            self._refuse(HTTPStatus.FORBIDDEN, "this form is of no page of this review")
        elif self.path not in _FORMS:
            self._refuse(HTTPStatus.NOT_FOUND, "there is no such form")
        else:
            self._take(form)

    def _take(self, form: Form) -> None:
        """Do what a form asks for, and lead back to the page; an error is shown."""
        try:
            _FORMS[self.path](self.review, form)
        except (ChaffinchError, ValueError) as error:
            self._refuse(HTTPStatus.BAD_REQUEST, str(error))
            return
        if self.path == "/stop":
            self._send("text/plain; charset=utf-8", b"The review is finished; this page can be closed.\n")
        else:
            self._redirect()

    def _is_here(self) -> bool:
        return self.headers.get("Host") in self.review.hosts

    def _enter(self, token: str) -> None:
        if self.review.redeem(token):
            self._redirect(f"{self._cookie_name}={self.review.cookie}; Path=/; HttpOnly; SameSite=Strict")
        elif self._has_cookie():
            self._redirect()
        else:
            self._refuse(HTTPStatus.FORBIDDEN, "the link counts once; start chaffinch review again for another one")

    @property
    def _cookie_name(self) -> str:
        return f"chaffinch-{self.review.port}"  # cookies of one host are the same for all its ports

    def _has_cookie(self) -> bool:
        try:
            found = SimpleCookie(self.headers.get("Cookie", "")).get(self._cookie_name)
        except CookieError:
            return False
        return found is not None and compare_digest(found.value.encode(), self.review.cookie.encode())

    def _form(self) -> Form:
        """Read a form; empty if it is too long or none."""
        size = self.headers.get("Content-Length", "")
        if not size.isdecimal() or int(size) > BODY:
            return {}
        fields = parse_qs(self.rfile.read(int(size)).decode("utf-8", "replace"), max_num_fields=10)
        return {name: values[0] for name, values in fields.items()}

    def _redirect(self, cookie: str = "") -> None:
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/")
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self._finish(b"")

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self._send("text/plain; charset=utf-8", f"chaffinch review: {why}\n".encode(), status)

    def _send(self, kind: str, body: bytes, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self._finish(body)

    def _finish(self, body: bytes) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing: stderr belongs to the command."""


def _answer(review: Review, form: Form) -> None:
    verdict, _, choice = form.get("verdict", "").partition("-")
    review.session.answer(int(form.get("number", "-1")), verdict, int(choice or 0))


_FORMS: Mapping[str, Callable[[Review, Form], None]] = {
    "/answer": _answer,
    "/widen": lambda review, form: review.session.widen(form.get("scope", "")),
    "/undo": lambda review, _: review.session.undo(),
    "/stop": lambda review, _: review.stop(),
}
"""What each form of the page does."""
