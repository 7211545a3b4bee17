"""A university's own sign-in on this machine: OpenID Connect with code, PKCE and RS256."""

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, SECRET = "haven", "between-us"


@cache
def signing_key() -> rsa.RSAPrivateKey:
    """One for all tests: making it takes longer than they do."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class University:
    """Whoever comes is signed in as `person` (claims), or sent back when it is None."""

    person: dict[str, Any] | None = None
    down: bool = False
    port: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)  # what came to /authorize
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }

    def jwks(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(signing_key().public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Where the person is sent back to."""
        self.asked.append(query)
        back = {"state": query["state"]}
        if self.person is None:
            return f"{query['redirect_uri']}?{urlencode(back | {'error': 'access_denied'})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode(back | {'code': code})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code; None for one that is used, another's, or without its verifier."""
        asked = self.codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if (
            asked is None
            or self.person is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form.get("redirect_uri")
            or (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, SECRET)
        ):
            return None
        token = secrets.token_urlsafe(16)
        self.tokens[token] = self.person
        now = int(time.time())
        claims = self.person | {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300}
        id_token = jwt.encode(claims, signing_key(), algorithm="RS256", headers={"kid": "one"})
        return {"access_token": token, "token_type": "Bearer", "expires_in": 300, "id_token": id_token}


class _Handler(BaseHTTPRequestHandler):
    university: University

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        if self.university.down:
            self._say({"error": "down"}, 503)
        elif address.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.university.authorize(query))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif address.path == "/userinfo":
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            person = self.university.tokens.get(token)
            self._say(person or {"error": "invalid_token"}, 200 if person else 401)
        elif address.path == "/jwks":
            self._say(self.university.jwks())
        elif address.path == "/.well-known/openid-configuration":
            self._say(self.university.configuration())
        else:
            self._say({"error": "not found"}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        tokens = self.university.token(form) if self.path == "/token" else None
        self._say(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

    def _say(self, answer: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@contextlib.contextmanager
def university(person: dict[str, Any] | None = None) -> Iterator[University]:
    """A running one; change its `person` to have somebody else sign in."""
    found = University(person)
    handler = type("Handler", (_Handler,), {"university": found})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
