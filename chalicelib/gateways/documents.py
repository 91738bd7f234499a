"""Documents of people in S3: what a browser sends comes in under one prefix, what was looked at is kept under another.

Keys are ids alone: `incoming/<person>/<application>/<kind>/<file>` and `kept/…`; of a certificate, which its provider
sends, `incoming/certificates/<award number>/<item>/<file>`: no person. A form can only ever write the one key that was
signed for it, so nothing that was looked at can be written over.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from chalicelib.gateways import aws, files
from chalicelib.gateways.settings import setting

INCOMING, KEPT = "incoming", "kept"
FORM_SECONDS = 2 * 60 * 60
"""A page may stay open so long before its form is too old; credentials of the function may end it earlier."""
_EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The file that every scanner knows and that harms nothing (eicar.org). In two parts, so that no scanner finds us."""


class Place(NamedTuple):
    """Whose file it is: the parts of its key."""

    person_id: str
    application_id: str
    kind: str
    file_id: str

    def key(self, prefix: str) -> str:
        return "/".join((prefix, *self))


@dataclass(frozen=True)
class UploadForm:
    """What a form in a page needs to send a file straight to S3; the file is its last field."""

    url: str
    fields: Mapping[str, str]

    @property
    def origin(self) -> str:
        """Where the browser must be allowed to send it."""
        address = urlsplit(self.url)
        return f"{address.scheme}://{address.netloc}"


@dataclass(frozen=True)
class Incoming:
    place: Place
    bytes: int
    etag: str


def place_of(key: str) -> Place | None:
    """The place that a key names; None for a key that is none of ours."""
    prefix, *parts = key.split("/")
    return Place(*parts) if prefix == INCOMING and len(parts) == len(Place._fields) and all(parts) else None


def upload_form(place: Place, most_bytes: int, then: str | None) -> UploadForm:
    """A form for one file of at most so many bytes; afterwards the browser goes to the address `then`. Without one S3
    answers with 204."""
    after = {"success_action_redirect": then} if then else {}
    made = aws.s3_for_browsers().generate_presigned_post(
        Bucket=setting("DOCUMENTS_BUCKET"),
        Key=place.key(INCOMING),
        Fields=after,
        Conditions=[*([after] if after else []), ["content-length-range", 0, most_bytes]],
        ExpiresIn=FORM_SECONDS,
    )
    return UploadForm(made["url"], made["fields"])


def incoming_of(person_id: str, application_id: str) -> list[Incoming]:
    """What came in for an application and was not dealt with, in the order in which the forms were made."""
    found = []
    for key, size, etag in _listed(f"{INCOMING}/{person_id}/{application_id}/"):
        place = place_of(key)
        if place is not None:
            found.append(Incoming(place, size, etag))
    return sorted(found, key=lambda each: each.place.file_id)


def _listed(prefix: str) -> list[tuple[str, int, str]]:
    """Key, bytes and etag of every file under a prefix."""
    pages = aws.s3().get_paginator("list_objects_v2").paginate(Bucket=setting("DOCUMENTS_BUCKET"), Prefix=prefix)
    return [(each["Key"], each["Size"], each["ETag"].strip('"')) for page in pages for each in page.get("Contents", [])]


def beginning(incoming: Incoming, length: int) -> bytes:
    """The first bytes of a file. Raises FileGone when it was replaced or removed since."""
    return _read(incoming, f"bytes=0-{length - 1}")


def whole(incoming: Incoming) -> bytes:
    """All of a file. Raises FileGone when it was replaced or removed since."""
    return _read(incoming, f"bytes=0-{incoming.bytes - 1}")


def carries_eicar(incoming: Incoming) -> bool:
    """The scan where there is no scanner: it knows the one file that scanners are tried out with."""
    return _EICAR in whole(incoming)


class FileGone(Exception):  # noqa: N818 - an answer of the store
    """Somebody else dealt with it meanwhile, or sent another one in its place."""


def _read(incoming: Incoming, asked: str) -> bytes:
    bucket, key = setting("DOCUMENTS_BUCKET"), incoming.place.key(INCOMING)
    if not incoming.bytes:
        return b""  # S3 has no range of nothing
    try:
        return aws.s3().get_object(Bucket=bucket, Key=key, Range=asked, IfMatch=f'"{incoming.etag}"')["Body"].read()
    except ClientError as error:
        raise _gone(error) from error


def keep(place: Place, etag: str, content_type: str) -> None:
    """Copy exactly what was looked at to where no form can write. Raises FileGone when it is not there any more."""
    bucket = setting("DOCUMENTS_BUCKET")
    try:
        aws.s3().copy_object(
            Bucket=bucket,
            Key=place.key(KEPT),
            CopySource={"Bucket": bucket, "Key": place.key(INCOMING)},
            CopySourceIfMatch=f'"{etag}"',
            MetadataDirective="REPLACE",
            ContentType=content_type,
        )
    except ClientError as error:
        raise _gone(error) from error


def _gone(error: ClientError) -> Exception:
    code = error.response["Error"]["Code"]
    return FileGone() if code in ("NoSuchKey", "404", "PreconditionFailed", "412") else error


def drop(place: Place, prefix: str) -> None:
    """Delete a file; one that is gone already is no error."""
    aws.s3().delete_object(Bucket=setting("DOCUMENTS_BUCKET"), Key=place.key(prefix))


def drop_all(person_id: str, application_id: str, but: Collection[Place] = ()) -> None:
    """Every file of an application or draft, wherever it is; without the kept ones that are named."""
    stays = {place.key(KEPT) for place in but}
    for prefix in (INCOMING, KEPT):
        for key, _, _ in _listed(f"{prefix}/{person_id}/{application_id}/"):
            if key not in stays:
                aws.s3().delete_object(Bucket=setting("DOCUMENTS_BUCKET"), Key=key)


def link_to(place: Place, content_type: str) -> str:
    """An address under which a kept file can be fetched for a minute, as what it was found to be."""
    return files.link_to(place.key(KEPT), content_type, place.kind, bucket="DOCUMENTS_BUCKET")


def kept_of(person_id: str, application_id: str) -> list[Place]:
    """What is kept, the file of the earliest form first."""
    found = [Place(*key.split("/")[1:]) for key, _, _ in _listed(f"{KEPT}/{person_id}/{application_id}/")]
    return sorted(found, key=lambda place: place.file_id)


def kept_bytes(place: Place) -> bytes:
    """A kept file as it is. Raises FileGone when it is not there any more."""
    try:
        found = aws.s3().get_object(Bucket=setting("DOCUMENTS_BUCKET"), Key=place.key(KEPT))
    except ClientError as error:
        raise _gone(error) from error
    return found["Body"].read()
