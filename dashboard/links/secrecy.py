"""What keeps a stolen copy of the database worthless: tokens, proofs and sessions are stored as hashes, passcodes stretched,
and the addresses that staff copy again are encrypted with a key that is not in the database."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PLAIN_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, 1, I, L and O, which are mistaken for each other when read aloud or copied by hand."""
PURPOSE = b"dashboard.links: address of a link, version 1"
SCRYPT_COST = {"n": 2**14, "r": 8, "p": 5}


def new_id() -> str:
    """A public name for a link: 'L-' and eight characters."""
    return "L-" + "".join(secrets.choice(PLAIN_LETTERS) for _ in range(8))


def new_token() -> str:
    """256 random bits in 43 characters of an address."""
    return secrets.token_urlsafe(32)


def new_proof() -> str:
    """192 random bits in 32 characters of an address."""
    return secrets.token_urlsafe(24)


def is_token(text: object) -> bool:
    """Whether `text` could have been made by new_token()."""
    return isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_-]{43}", text) is not None


def is_proof(text: object) -> bool:
    """Whether `text` could have been made by new_proof()."""
    return isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_-]{32}", text) is not None


def digest(text: str) -> str:
    """SHA-256 in hex. Enough for what is random; a passcode is not."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class Cipher:
    """Encrypts with a key of its own, derived from the application's secret."""

    def __init__(self, key: str):
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode("utf-8"))
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def encrypt(self, text: str) -> str:
        return self._fernet.encrypt(text.encode("utf-8")).decode("ascii")

    def decrypt(self, encrypted: str) -> str | None:
        """The text; None if it was encrypted with another key or changed since."""
        try:
            return self._fernet.decrypt(encrypted.encode("utf-8")).decode("utf-8")
        except InvalidToken:
            return None


def stretched(passcode: str) -> str:
    """The salted scrypt hash of a passcode, with what is needed to compute it again."""
    salt = secrets.token_bytes(16)
    cost = SCRYPT_COST
    return f"scrypt${cost['n']}${cost['r']}${cost['p']}${salt.hex()}${_scrypt(passcode, salt, **cost).hex()}"


def fits(passcode: str, hashed: str) -> bool:
    """Whether a passcode is the one that was stretched."""
    _, n, r, p, salt, right = hashed.split("$")
    given = _scrypt(passcode, bytes.fromhex(salt), n=int(n), r=int(r), p=int(p))
    return hmac.compare_digest(given, bytes.fromhex(right))


def _scrypt(passcode: str, salt: bytes, *, n: int, r: int, p: int) -> bytes:
    # Keyboards differ in how they put an accent on a letter; the passcode is the same.
    plain = unicodedata.normalize("NFKC", passcode).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(plain, salt=salt, n=n, r=r, p=p, maxmem=64 * 1024 * 1024)
