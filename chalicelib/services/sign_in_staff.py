"""Staff sign in at Cognito's own page: we send them there with a riddle, and take back only who solves it."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

import jwt
from itsdangerous import BadSignature, URLSafeTimedSerializer

from chalicelib.domain.codes import Code
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock, oidc, secret
from chalicelib.gateways.authorization_code import ExchangeFailed, identity_token, sign_in_address
from chalicelib.gateways.identifiers import new_token
from chalicelib.services.confirm_standing import confirm_standing
from chalicelib.services.identify import identify_staff
from chalicelib.services.open_session import OpenSession, open_session
from chalicelib.store import sessions, staff

MINUTES = 10
"""How long a sign-in may take."""


@dataclass(frozen=True)
class SignIn:
    address: str
    """Cognito's sign-in page, with what it needs to know."""
    riddle: str
    """State, nonce and verifier, signed: for a short-lived cookie of the same browser."""


@dataclass(frozen=True)
class SignedIn:
    opened: OpenSession
    kept_form: str
    """The form that waits for this sign-in; empty when none does."""


def begin_sign_in(redirect_uri: str, kept_form: str = "") -> SignIn:
    """With a form that waits, nobody is let in because the service remembers them."""
    state, nonce, verifier = new_token(), new_token(), new_token() + new_token()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    address = sign_in_address(redirect_uri, state, nonce, challenge, again=bool(kept_form))
    return SignIn(address, _signer().dumps([state, nonce, verifier, kept_form]))


def finish_sign_in(redirect_uri: str, riddle: str, state: str, code: str) -> SignedIn:
    """A session for whoever came back with the answer. Raises NOT-ALLOWED without saying what was wrong."""
    try:
        known_state, nonce, verifier, form = _signer().loads(riddle, max_age=MINUTES * 60)
        if not hmac.compare_digest(state.encode(), known_state.encode()):
            raise Refused(Code.NOT_ALLOWED, field="state")
        claims = oidc.verified_claims(identity_token(code, redirect_uri, verifier))
    except (BadSignature, ExchangeFailed, jwt.PyJWTError) as error:
        raise Refused(Code.NOT_ALLOWED, field="code") from error
    if claims.get("nonce") != nonce:
        raise Refused(Code.NOT_ALLOWED, field="nonce")
    sessions.spend_answer(known_state, clock.now() + timedelta(minutes=MINUTES))
    actor = identify_staff(claims)
    if confirm_standing(actor) is None:
        raise Refused(Code.NOT_ALLOWED, field="account")
    staff.note_sign_in(actor.id, clock.now())
    return SignedIn(open_session(actor), form)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret.digest("staff-sign-in", "signing key"))
