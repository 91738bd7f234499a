"""Reports and letters in S3: written once under a key that says what they are."""

from chalicelib.gateways import aws
from chalicelib.gateways.settings import setting

LINK_SECONDS = 60


def put_file(key: str, text: str, content_type: str) -> None:
    put_bytes(key, text.encode(), f"{content_type}; charset=utf-8")


def get_file(key: str) -> str:
    """The text of a stored file. Raises NoSuchKey when there is none."""
    return get_bytes(key).decode()


def put_bytes(key: str, content: bytes, content_type: str) -> None:
    aws.s3().put_object(Bucket=setting("REPORTS_BUCKET"), Key=key, Body=content, ContentType=content_type)


def get_bytes(key: str) -> bytes:
    """A stored file as it is. Raises NoSuchKey when there is none."""
    return aws.s3().get_object(Bucket=setting("REPORTS_BUCKET"), Key=key)["Body"].read()


def link_to(key: str, content_type: str, name: str, bucket: str = "REPORTS_BUCKET") -> str:
    """An address under which a stored file can be fetched for a minute, as what it is. `bucket`: the setting's name."""
    return aws.s3_for_browsers().generate_presigned_url(
        "get_object",
        Params={
            "Bucket": setting(bucket),
            "Key": key,
            "ResponseContentType": content_type,
            "ResponseContentDisposition": f'inline; filename="{name}"',
            "ResponseCacheControl": "no-store",
        },
        ExpiresIn=LINK_SECONDS,
    )
