"""An OpenID Connect provider of a few lines that says whatever a test wants it to say."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CLIENT_ID = "results"
CLIENT_SECRET = "impostor-gave-this-Kw37"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC_PEM = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed(claims: dict[str, Any], alg: str = "RS256", key: Any = KEY, kid: str | None = "one") -> str:
    """An ID token: by RSA with a key, by HMAC with bytes, or by nobody at all."""
    header = {"alg": alg, "typ": "JWT"} | ({"kid": kid} if kid else {})
    text = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    if alg == "RS256":
        return f"{text}.{b64(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"
    if alg == "HS256":
        return f"{text}.{b64(hmac.new(key, text.encode(), hashlib.sha256).digest())}"
    return f"{text}."


class Impostor:
    """`claims` changes what an honest token would say, `token` how it is signed, `metadata` what the provider says of itself,
    `answer` the whole answer of its token endpoint; `userinfo` is what it tells of the person."""

    def __init__(self) -> None:
        impostor = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                impostor.asked.append(self.path)
                self.say({
                    "/.well-known/openid-configuration": impostor.about, "/keys": impostor.keys,
                    "/userinfo": lambda: impostor.userinfo,
                }[self.path]())

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                impostor.asked.append(self.path)
                self.say(impostor.answer(impostor.answered()), impostor.status)

            def say(self, told: Any, status: int = 200) -> None:
                content = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self.asked: list[str] = []
        self.behave()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def behave(self) -> None:
        """Be honest again."""
        self.nonce = ""
        self.claims: dict[str, Any] = {}
        self.token: Callable[[dict[str, Any]], str] = signed
        self.metadata: dict[str, Any] = {}
        self.answer: Callable[[dict[str, Any]], Any] = lambda told: told
        self.status = 200
        self.userinfo: Any = {"sub": "id-ivy", "groups": ["desk"]}

    def about(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys", "userinfo_endpoint": f"{self.issuer}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | self.metadata

    def keys(self) -> dict[str, Any]:
        numbers = KEY.public_key().public_numbers()
        n, e = (b64(one.to_bytes((one.bit_length() + 7) // 8, "big")) for one in (numbers.n, numbers.e))
        return {"keys": [{"kty": "RSA", "kid": "one", "use": "sig", "n": n, "e": e}]}

    def answered(self) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": "id-ivy", "exp": now + 300, "iat": now, "nonce": self.nonce,
            "name": "Ivy", "groups": ["desk"],
        } | self.claims
        claims = {key: value for key, value in claims.items() if value is not None}
        return {"access_token": "access-of-ivy-Tq55", "token_type": "Bearer", "id_token": self.token(claims)}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
