"""What does a file store say of its trouble, in one line for its operator?

What S3 sends is long, and holds keys and addresses of files: no word of it is passed on but names
of errors.
"""

import os
import re

_OS_ERROR = re.compile(r"\(os error (\d+)\)|Os \{\s*code: (\d+)")
_CODE = re.compile(r"<Code>(\w{1,64})</Code>")
_STATUS = re.compile(r"status code: (\d{3})")
_CERTIFICATE = re.compile(r"InvalidCertificate\(\s*(\w+)")
# Where Amazon's machines ask for their role's keys.
_ROLE = "http://169.254."
_NO_BUCKET = "NoSuchBucket"
_REMEDIES = {
    _NO_BUCKET: ": make the bucket, or look at files.bucket",
    "InvalidAccessKeyId": ": look at files.access_key",
    "SignatureDoesNotMatch": ": look at files.secret_key",
    "AccessDenied": ": let its key read, write, list and delete there",
}


def reason(error: Exception) -> str:
    """Return what is wrong with the store."""
    said = str(error)
    if (code := _CODE.search(said)) is not None:
        return f"S3 says {code[1]}{_REMEDIES.get(code[1], '')}"
    if _ROLE in said:
        return "no files.access_key is set, and the machine has no role that gives one"
    if (status := _STATUS.search(said)) is not None:
        return f"S3 answers {status[1]}"
    if "kind: Connect" in said:
        return f"S3 cannot be reached: {_unreached(said)}"
    if "kind: Timeout" in said:
        return "S3 does not answer in time"
    return _system_says(said) or type(error).__name__


def lacks_bucket(error: Exception) -> bool:
    """Whether there is no place for files at all, rather than no such file in it."""
    code = _CODE.search(str(error))
    return code is not None and code[1] == _NO_BUCKET


def _unreached(said: str) -> str:
    if "dns error" in said:
        return "nobody knows the name in files.endpoint"
    if (certificate := _CERTIFICATE.search(said)) is not None:
        return f"its certificate is not trusted ({certificate[1]})"
    if "InvalidContentType" in said:
        return "it speaks no TLS (http:// in files.endpoint)"
    return _system_says(said) or "look at files.endpoint"


def _system_says(said: str) -> str | None:
    found = _OS_ERROR.search(said)
    return os.strerror(int(found[1] or found[2])) if found is not None else None
