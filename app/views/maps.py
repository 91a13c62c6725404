"""The maps of a licence, for those who may see the licence and nobody else."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_login import current_user, login_required

from app.access import open_licence
from app.moves.entry import may_write
from app.store.maps import SIZES, content_of, open_map

maps = Blueprint("maps", __name__)

TYPES = {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg"}
POLICY = "default-src 'none'; sandbox"


@maps.get(f"/licence/<int:licence_id>/map/<sha256>/<any({', '.join(SIZES)}):size>")
@login_required
def show(licence_id: int, sha256: str, size: str) -> Response:
    """A map as it was sent, or as a picture in one of two sizes; only ever as what it is, and doing nothing."""
    reach = open_licence(current_user, licence_id)
    found = open_map(reach, sha256, of_draft=may_write(reach))
    content = content_of(found, size)
    response = Response(content)
    response.headers["Cache-Control"] = "no-store"  # it may show where a victim lives: no browser keeps it
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Content-Disposition"] = "inline"
    if size == "original":
        ending = found.kind.replace("jpeg", "jpg")
        disposition = "attachment" if found.kind == "pdf" else "inline"
        response.headers["Content-Disposition"] = f'{disposition}; filename="map-{sha256[:8]}.{ending}"'
    response.mimetype = TYPES[found.kind] if size == "original" else picture_type(content)
    return response


def picture_type(content: bytes) -> str:
    """The type of a preview or thumbnail, which the service made itself."""
    return TYPES["png" if content.startswith(b"\x89PNG") else "jpeg"]
