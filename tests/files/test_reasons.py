"""Does an operator read what is wrong with a store, and nothing that is nobody's business?"""

import pytest

from chatserver.files.reasons import lacks_bucket, reason

DEAD = "Error performing PUT http://10.0.0.9:9000/chat/files/f1 in 617ms, after 3 retries"
SENT = f"Generic S3 error: {DEAD} - HTTP error: error sending request kind: Connect,"
XML = f"{DEAD} - Server returned non-2xx status code: 403 Forbidden: <Error><Code>%s</Code></Error>"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (XML % "NoSuchBucket", "S3 says NoSuchBucket: make the bucket, or look at files.bucket"),
        (XML % "InvalidAccessKeyId", "S3 says InvalidAccessKeyId: look at files.access_key"),
        (XML % "SlowDown", "S3 says SlowDown"),
        (f"{DEAD} - status code: 503 Service Unavailable: ", "S3 answers 503"),
        (
            "PUT http://169.254.169.254/latest/api/token - status code: 403 Forbidden: no",
            "no files.access_key is set, and the machine has no role that gives one",
        ),
        (
            f'{SENT} "tcp connect error", Os {{\n   code: 111, kind: ConnectionRefused',
            "S3 cannot be reached: Connection refused",
        ),
        (f'{SENT} "dns error"', "S3 cannot be reached: nobody knows the name in files.endpoint"),
        (
            f"{SENT} InvalidMessage(\n InvalidContentType",
            "S3 cannot be reached: it speaks no TLS (http:// in files.endpoint)",
        ),
        (
            f"{SENT} InvalidCertificate(\n   UnknownIssuer",
            "S3 cannot be reached: its certificate is not trusted (UnknownIssuer)",
        ),
        (f"{SENT} something new", "S3 cannot be reached: look at files.endpoint"),
        (f"{DEAD} kind: Timeout", "S3 does not answer in time"),
        ("Unable to write: No space left on device (os error 28)", "No space left on device"),
        ("nobody knows", "RuntimeError"),
    ],
)
def test_each_trouble_is_one_line(said: str, told: str) -> None:
    assert reason(RuntimeError(said)) == told


def test_a_file_that_is_missing_is_not_a_bucket_that_is() -> None:
    assert lacks_bucket(FileNotFoundError(XML % "NoSuchBucket"))
    assert not lacks_bucket(FileNotFoundError(XML % "NoSuchKey"))
