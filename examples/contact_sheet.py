"""A page that reacts to its drop area: a contact sheet that fills while files arrive.

``static/contact_sheet.js`` listens to the events of the element: what has arrived comes
onto the sheet, the first is the cover until another one is chosen, and the button waits
until everything is there. The form then asks for an album, whose address says it all.

    flask --app examples/contact_sheet.py run
"""

from __future__ import annotations

from typing import Any

from dropslot import Dropslot
from flask import Flask, render_template, request


def create_app(**config: Any) -> Flask:
    """The app; ``config`` goes before what is set here."""
    app = Flask(__name__)
    app.config.update(DROPSLOT_UPLOAD_PATH="contact-sheet")
    app.config.update(config)
    slot = Dropslot(app, url_prefix="/photos")

    @app.get("/")
    def index() -> str:
        return render_template("contact_sheet.html")

    @app.get("/album")
    def album() -> str:
        # Names that came from a browser: what is no picture of ours is left out.
        cover, *names = request.args.get("cover", ""), *request.args.getlist("photos")
        found = [slot.get(name) for name in dict.fromkeys([cover, *names])]
        pictures = [upload for upload in found if upload]
        return render_template("album.html", pictures=pictures, slot=slot)

    return app
