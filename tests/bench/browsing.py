"""A browser reduced to what counts here: cookies, forms, and what comes over the wire."""

import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"


class Visitor:
    """Somebody at a server on this machine, with cookies of their own."""

    def __init__(self, port: int, cookies: str = "") -> None:
        self.port = port
        self.cookies = SimpleCookie(cookies)
        self.token = ""

    @property
    def cookie(self) -> str:
        """As a header."""
        return "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())

    def get(self, path: str, encoding: str = "identity") -> bytes:
        """The body as it came, in that encoding where the server has it. Raises for what is no page."""
        return self._ask("GET", path, None, {"Accept-Encoding": encoding})

    def page(self, path: str) -> str:
        """A page's text; its token is kept for the next form."""
        text = self.get(path).decode()
        self.token = found[1] if (found := _TOKEN.search(text)) else self.token
        return text

    def form(self, **values: str) -> bytes:
        """The body that a browser would send for a form of the last page."""
        return urlencode({"csrfmiddlewaretoken": self.token} | values).encode()

    def post(self, path: str) -> None:
        self._ask("POST", path, self.form(), {"Content-Type": FORM})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers | {"Cookie": self.cookie})
            answer = connection.getresponse()
            for value in answer.headers.get_all("Set-Cookie", []):
                self.cookies.load(value)
            content = answer.read()
        finally:
            connection.close()
        if answer.status not in {200, 302}:
            raise RuntimeError(f"{method} {path} answered {answer.status}")
        return content
