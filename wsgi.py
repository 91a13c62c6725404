"""What a WSGI server and the flask command start."""

import sys

_asked = sys.argv[3:] if sys.argv[1:2] in (["--app"], ["-A"]) else sys.argv[1:]
if _asked[:1] == ["case"]:  # flask loads this before it runs a command, and that one needs no service
    from app.cli.case import alone

    app = alone()
else:
    from app.factory import create_app

    app = create_app()
