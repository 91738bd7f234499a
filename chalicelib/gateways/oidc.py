"""Identity tokens of Cognito: verified against its published keys, for our client alone."""

import time
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import jwt

from chalicelib.gateways.settings import setting


@cache
def _keys(url: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(url, cache_keys=True, lifespan=3600, timeout=5)


def verified_claims(token: str) -> dict[str, Any]:
    """The claims of a good identity token. Raises jwt.PyJWTError for any other."""
    key = _keys(setting("OIDC_JWKS_URL")).get_signing_key_from_jwt(token)
    claims: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=setting("OIDC_CLIENT_ID"),
        issuer=setting("OIDC_ISSUER"),
        options={"require": ["exp", "iat", "aud", "iss", "sub"]},
    )
    if claims.get("token_use") != "id":
        raise jwt.InvalidTokenError("not an identity token")
    return claims


def time_since_sign_in(claims: Mapping[str, Any]) -> timedelta | None:
    """How long ago somebody showed who they are, on the clock that tokens are checked by; None when the token does not
    say. A token that was renewed keeps the time of the sign-in."""
    signed_in = claims.get("auth_time")
    if not isinstance(signed_in, int) or isinstance(signed_in, bool):
        return None
    return timedelta(seconds=max(0.0, time.time() - signed_in))


def forget_keys() -> None:
    _keys.cache_clear()
