"""The organisation's OpenID Connect provider, and how much of what it says is believed."""

from __future__ import annotations

import logging
import re
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import flask
import requests
from authlib.integrations.flask_client import OAuth, OAuthError

from dashboard.settings import LOOPBACK, Settings
from dashboard.ui.sign_in import DONE, Claims, ProviderSilent, SignInRefused

log = logging.getLogger(__name__)

TIMEOUT_S = 5
SILENCE_S = 10
LEEWAY_S = 60
# A token that its holder could have made, unsigned or signed with a shared secret, proves nothing.
SIGNED_BY_PROVIDER = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}


class Provider:
    """The organisation's OpenID Connect provider. What it says of itself is asked once and then kept."""

    def __init__(self, server: flask.Flask, settings: Settings):
        self._issuer = settings.oidc_issuer
        self._groups_claim = settings.oidc_groups_claim
        self._return_to = settings.address + DONE
        self._client = OAuth(server).register(
            "oidc", client_id=settings.oidc_client_id, client_secret=settings.oidc_client_secret,
            server_metadata_url=f"{self._issuer}/.well-known/openid-configuration",
            client_kwargs={"code_challenge_method": "S256", "default_timeout": TIMEOUT_S},
        )
        self._lock = threading.Lock()
        self._is_known = False
        self._failed_at = -float(SILENCE_S)

    def start(self) -> dict[str, str]:
        """A new flow: the `url` to send the person to, and the `state`, `nonce` and `code_verifier` to remember.
        Raises ProviderSilent."""
        client = self._known()
        offered = client.server_metadata.get("scopes_supported") or ()
        return client.create_authorization_url(self._return_to, scope="openid profile" + " groups" * ("groups" in offered))

    def finish(self, flow: dict[str, Any], given: dict[str, str]) -> Claims:
        """Exchange what the provider sent back for the person it vouches for. Raises SignInRefused or ProviderSilent."""
        client = self._known()
        issuer = client.server_metadata["issuer"]
        if given.get("iss", issuer) != issuer:
            raise SignInRefused("the answer is of another provider")
        if "error" in given:
            raise SignInRefused(f"the provider says {_code(given['error'])}")
        if not given.get("code"):
            raise SignInRefused("the answer holds no code")
        try:
            token = client.fetch_access_token(self._return_to, code=given["code"], code_verifier=flow["code_verifier"])
            claims = client.parse_id_token(token, nonce=flow["nonce"], leeway=LEEWAY_S, claims_options={
                "iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client.client_id},
            })
            if claims is None:
                raise SignInRefused("the answer holds no ID token")
            if self._groups_claim not in claims and client.server_metadata.get("userinfo_endpoint"):
                more = client.userinfo(token=token)
                if more.get("sub") != claims["sub"]:
                    raise SignInRefused("the user info is of another person")
                claims = {**more, **claims}
        except SignInRefused:
            raise
        except requests.RequestException as fault:
            raise ProviderSilent(type(fault).__name__) from fault
        except OAuthError as fault:
            raise SignInRefused(f"the provider says {_code(fault.error)}") from fault
        except Exception as fault:  # whatever a token can be malformed by
            client.server_metadata.pop("jwks", None)  # keys may have been changed: the next sign-in asks for them again
            raise SignInRefused(f"the ID token does not hold: {type(fault).__name__}") from fault
        return _claims(claims, self._groups_claim)

    def _known(self) -> Any:
        """The client, once the provider has said where its doors are."""
        with self._lock:
            if self._is_known:
                return self._client
            # Who waits for a provider that does not answer keeps a thread from the readers.
            if time.monotonic() - self._failed_at < SILENCE_S:
                raise ProviderSilent("it did not answer a moment ago")
            try:
                self._agree(self._client.load_server_metadata())
            except (requests.RequestException, ValueError, TypeError, AttributeError) as fault:
                self._failed_at = time.monotonic()
                self._client.server_metadata.clear()
                log.error("OIDC_ISSUER: %s cannot be used: %s", self._issuer,
                          fault if type(fault) is ValueError else type(fault).__name__)
                raise ProviderSilent(type(fault).__name__) from fault
            self._is_known = True
            return self._client

    def _agree(self, said: dict[str, Any]) -> None:
        """Hold what the provider says of itself against what may be believed. Raises ValueError."""
        if str(said.get("issuer")).rstrip("/") != self._issuer:
            raise ValueError("it calls itself by another address; set OIDC_ISSUER to its 'issuer'")
        for door in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
            address = urlsplit(str(said.get(door) or ""))
            if address.scheme != "https" and not (address.scheme == "http" and address.hostname in LOOPBACK) \
                    and (door in said or door != "userinfo_endpoint"):
                raise ValueError(f"its {door} is no https address")
        signed_by = [one for one in said.get("id_token_signing_alg_values_supported") or ["RS256"] if one in SIGNED_BY_PROVIDER]
        if not signed_by:
            raise ValueError("it signs ID tokens with nothing that can be checked; let it use RS256 or ES256")
        said["id_token_signing_alg_values_supported"] = signed_by
        takes = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" not in takes and "client_secret_post" in takes:
            self._client.client_kwargs["token_endpoint_auth_method"] = "client_secret_post"


def _claims(claims: dict[str, Any], groups_claim: str) -> Claims:
    subject = claims["sub"]
    if not 0 < len(subject) <= 255 or not subject.isprintable():
        raise SignInRefused("the subject is no name of a person")
    names = (claims.get(key) for key in ("name", "preferred_username", "email"))
    name = next((one for one in names if isinstance(one, str) and one.strip() and one.isprintable()), subject)
    groups = claims.get(groups_claim)
    listed = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
    return Claims(subject, name.strip()[:200], tuple(one for one in listed if isinstance(one, str)))


def _code(error: object) -> str:
    """An error code of the OAuth standards; anything else is not repeated."""
    return error if isinstance(error, str) and re.fullmatch(r"[a-z_]{1,40}", error) else "an unknown error"
