"""Keyed digests: access codes and fingerprints are derived with one secret, which never leaves this file."""

import base64
import hashlib
import hmac
from functools import cache

from chalicelib.gateways import aws
from chalicelib.gateways.settings import setting


@cache
def _secret(arn: str) -> bytes:
    text: str = aws.secretsmanager().get_secret_value(SecretId=arn)["SecretString"]
    return text.encode()


def _mac(purpose: str, text: str) -> bytes:
    return hmac.new(_secret(setting("ACCESS_SECRET_ARN")), f"{purpose}\n{text}".encode(), hashlib.sha256).digest()


def digest(purpose: str, text: str) -> str:
    """The same text gives the same digest, and without the secret nobody can guess their way back."""
    return _mac(purpose, text).hex()[:40]


def access_code(person_id: str, key: str) -> str:
    """The person's access code: 80 bits, in four groups of letters and digits that are hard to misread."""
    letters = base64.b32encode(_mac("access-code", f"{person_id}\n{key}")[:10]).decode()
    readable = letters.translate(str.maketrans("IO", "89"))
    return "-".join(readable[i : i + 4] for i in range(0, 16, 4))


def code_digest(code: str) -> str:
    """What is stored of an access code. Case, spaces and dashes do not count, so a code can be typed as it is read."""
    return digest("code", "".join(char for char in code.upper() if char.isalnum()).translate(str.maketrans("IO", "89")))


def forget_secret() -> None:
    _secret.cache_clear()
