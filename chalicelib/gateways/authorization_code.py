"""The authorization code flow with PKCE against Cognito's own sign-in page: addresses, and the one exchange."""

import json
import urllib.request
from urllib.error import URLError
from urllib.parse import urlencode

from chalicelib.gateways.settings import setting

_PATIENCE_SECONDS = 10


class ExchangeFailed(Exception):  # noqa: N818 - an answer of the sign-in service
    """The service did not give an identity token for the code."""


def sign_in_address(redirect_uri: str, state: str, nonce: str, challenge: str, *, again: bool = False) -> str:
    """Where the browser signs in. `challenge`: the verifier's SHA-256 in URL-safe base64. `again`: also whoever the
    service remembers shows who they are once more."""
    asked = {
        "response_type": "code",
        "client_id": setting("OIDC_CLIENT_ID"),
        "redirect_uri": redirect_uri,
        "scope": "openid",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    asked |= {"prompt": "login"} if again else {}
    return f"{setting('OIDC_AUTHORIZE_URL')}?{urlencode(asked)}"


def sign_out_address(return_to: str) -> str:
    asked = {"client_id": setting("OIDC_CLIENT_ID"), "logout_uri": return_to}
    return f"{setting('OIDC_LOGOUT_URL')}?{urlencode(asked)}"


def identity_token(code: str, redirect_uri: str, verifier: str) -> str:
    """The identity token, not yet verified. Raises ExchangeFailed."""
    told = {
        "grant_type": "authorization_code",
        "client_id": setting("OIDC_CLIENT_ID"),
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    # The address is a setting of the deployment, never anything that a visitor says.
    request = urllib.request.Request(setting("OIDC_TOKEN_URL"), urlencode(told).encode(), headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310
            token = json.load(answer).get("id_token")
    except (URLError, TimeoutError, ValueError) as error:
        raise ExchangeFailed from error
    if not isinstance(token, str):
        raise ExchangeFailed
    return token
