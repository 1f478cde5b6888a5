"""A blog whose posts have pictures: dropped into the form, taken off in the edit form.

The pictures go up while the text is still being written; the form sends their names. A
post remembers these names, and nothing else of a picture. Here everyone may write, and
posts are forgotten when the app stops; in your app there is a sign-in and a table.

    flask --app examples/blog_post.py run
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from dropslot import Dropslot, Upload
from flask import Flask, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

MAX_PHOTOS = 6


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody wrote; ``photos`` are the names of uploads."""

    title: str = ""
    text: str = ""
    photos: tuple[str, ...] = ()


def create_app(**config: Any) -> Flask:
    """The app; ``config`` goes before what is set here."""
    app = Flask(__name__)
    app.config.update(DROPSLOT_UPLOAD_PATH="blog")
    app.config.update(config)
    slot = Dropslot(app, url_prefix="/photos")
    posts: dict[int, Post] = {}
    numbers = count(1)

    @app.get("/")
    def index() -> str:
        return render_template("blog.html", posts=posts, pictures_of=pictures_of)

    @app.route("/new", methods=["GET", "POST"])
    @app.route("/posts/<int:number>", methods=["GET", "POST"])
    def write(number: int | None = None) -> ResponseReturnValue:
        before = Post() if number is None else posts.get(number) or abort(404)
        if request.method == "GET":
            return render_template("blog_form.html", post=before, most=MAX_PHOTOS)
        title, text = request.form["title"].strip(), request.form["text"].strip()
        post = Post(title, text, photos_sent(before))
        if not title:
            # What has arrived already stays in the form.
            return render_template("blog_form.html", post=post, most=MAX_PHOTOS), 400
        posts[number or next(numbers)] = post
        for name in set(before.photos) - set(post.photos):
            slot.remove(name)
        return redirect(url_for("index"), 303)

    def photos_sent(before: Post) -> tuple[str, ...]:
        # Anything may stand in a form: only what is there is taken, and nothing that
        # belongs to another post, which would lose it when this one lets go of it.
        others = {n for post in posts.values() for n in post.photos} - {*before.photos}
        names = dict.fromkeys(request.form.getlist("photos"))
        kept = [n for n in names if n not in others and slot.get(n)]
        return tuple(kept[:MAX_PHOTOS])

    def pictures_of(post: Post) -> list[Upload]:
        # Whoever sent a picture may have taken it back since.
        return [upload for name in post.photos if (upload := slot.get(name))]

    app.jinja_env.globals["slot"] = slot
    return app
