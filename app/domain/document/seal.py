"""The hash that names a document."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any


def canonical_json(document: Mapping[str, Any]) -> bytes:
    """The one spelling of a document that is hashed: keys sorted, no blanks, UTF-8."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def document_hash(document: Mapping[str, Any]) -> str:
    """The SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(document)).hexdigest()


def verify(document: Mapping[str, Any], sha256: str) -> bool:
    """Whether the document is still the one that this hash named."""
    return hmac.compare_digest(document_hash(document).encode(), sha256.encode())
