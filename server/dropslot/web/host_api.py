"""What a host's own code asks of its Dropslot."""

from __future__ import annotations

from collections.abc import Mapping
from types import EllipsisType
from typing import IO, BinaryIO

from werkzeug.datastructures import FileStorage

from dropslot.model import OwnerId, SharedLink, Upload

from . import host_gallery
from .host_files import keep_file
from .mount import ask_mount


class HostApi:
    """The methods of :class:`dropslot.Dropslot` that are about pictures.

    They need the app that it is mounted in, and no request: a view has it, and so has a
    command of ``app.cli``; elsewhere it is ``with app.app_context():``.
    """

    def keep(
        self,
        file: FileStorage | IO[bytes] | None,
        *,
        owner: OwnerId | None = None,
        name: str | None = None,
        replace: bool = False,
        place: Mapping[str, object] | None = None,
    ) -> Upload:
        """Keep a file that the host's own code has, on the path of every file: checked,
        durable, recorded, and told to listeners when it returns.

        :param file: such as ``request.files["photo"]``, or any file that is open in
            binary mode and can be rewound: ``open(path, "rb")``, ``io.BytesIO(data)``.
            All of it is kept, whatever has been read before, and afterwards it is at
            its beginning. None, as of ``request.files.get("photo")``, is no file.
        :param owner: the id of the person whose it is, of any kind: ``5``, ``0``, a
            UUID or a text; None is nobody. Only they, and an admin, may take it back on
            the page.
        :param name: what it is called; by default what its sender or its file is
            called. Without an extension, such as ``avatar``, it gets that of the file;
            a file without a name needs one with an extension.
        :param replace: once it is kept, remove the owner's earlier uploads of that
            name, whatever their extension; of several places at the same one.
        :param place: where ``url_prefix`` has values, those of the place that it
            belongs to, such as ``{"album": 5}``; by default that of this request.
        :return: its record; ``upload.name`` is what to remember it by.
        :raises UploadError: it is refused, and nothing of it is left; ``str(error)``
            says why, in the language of the request. Uncaught, it is the answer.
        :raises ValueError: it is to replace something, but has no owner; it cannot be
            rewound, or has no name; there is no such place, or none is said.
        :raises TypeError: it is no binary file; or the owner is an object and no id.
        """
        mount = ask_mount(self)
        return keep_file(mount, file, owner, name, replace, mount.place_meant(place))

    def latest(
        self,
        *,
        owner: OwnerId | None,
        name: str,
        place: Mapping[str, object] | None = None,
    ) -> Upload | None:
        """What an owner last uploaded by a name, such as ``avatar``, or None.

        :param owner: their id, as :meth:`keep` takes it; nobody has no latest.
        :param name: with or without an extension; any extension is meant.
        :param place: as for :meth:`keep`; by default everywhere.
        :raises ValueError: there is no such place.
        """
        return host_gallery.latest(ask_mount(self), owner, name, place)

    def get(self, name: object) -> Upload | None:
        """The upload of a name, such as a host's own table remembers, or None.

        It may come from anywhere, such as ``request.form.get("photo")``: what is no
        name of ours, or no text, is no upload, and no path.
        """
        return host_gallery.get(ask_mount(self), name)

    def uploads(
        self,
        *,
        owner: OwnerId | EllipsisType | None = ...,
        before: Upload | str | None = None,
        limit: int | None = None,
        place: Mapping[str, object] | None = None,
    ) -> list[Upload]:
        """What is kept, newest first; a page of it costs the same wherever it begins.

        All that there is, whatever ``DROPSLOT_ACCESS`` says: who may see it is for the
        caller to say, most simply by ``owner``. To go on, give the last of a page as
        ``before``; the list that is empty is the end.

        :param owner: only the uploads of a person, by their id as :meth:`keep` takes
            it; None: only those that are nobody's. Left out, all.
        :param before: only those older than this one, an upload or its name; it need
            not be there any more.
        :param limit: how many at most, 1 to 500; by default ``DROPSLOT_PAGE_SIZE``.
        :param place: as for :meth:`keep`; by default everywhere.
        :raises ValueError: the limit is another, or there is no such place.
        :raises UploadError: ``before`` is a text that is no name (400, its own answer);
            the database is away (503).
        """
        return host_gallery.uploads(ask_mount(self), owner, before, limit, place)

    def open(self, upload: Upload | str) -> BinaryIO:
        """The bytes of an upload, as they came: a file of this machine, to be read, at
        its beginning. It can be rewound, wherever pictures are kept; what is in a
        bucket is fetched first. Close it, best with ``with``.

        :param upload: an upload, or its name.
        :raises NotThere: it was removed, or never was.
        :raises UploadError: the store or the database is away, or has no room (503,
            507).
        """
        return host_gallery.open_upload(ask_mount(self), upload)

    def remove(self, upload: Upload | str) -> bool:
        """Remove an upload for good: its record, its bytes, its thumbnail, and with
        them every link to it. Listeners to ``upload_removed`` hear of it.

        Who may do so is for the caller to say.

        :param upload: an upload, or its name.
        :return: whether it was there; of two who remove it at once one did.
        :raises UploadError: the database is away (503); nothing has changed.
        """
        return host_gallery.remove_upload(ask_mount(self), upload)

    def url(self, upload: Upload | str, *, external: bool = False) -> str:
        """Where a browser finds the bytes of an upload: a path such as
        ``/photos/uploads/<name>``. Whoever may see the upload may fetch it there.

        Nothing is looked up: it is as quick as ``url_for``, and what was removed is 404
        there. Where ``url_prefix`` has values, an upload knows its place; a name alone
        is looked for at that of this request. Like ``url_for``, outside of a request it
        needs ``SERVER_NAME``.

        :param upload: an upload, or its name.
        :param external: the whole URL, with scheme and host, as for a letter.
        :raises NotThere: it is a text that is no name.
        :raises RuntimeError: there is no request, and no ``SERVER_NAME``.
        """
        return host_gallery.url_of(ask_mount(self), "upload", upload, external)

    def thumbnail_url(self, upload: Upload | str, *, external: bool = False) -> str:
        """Where a browser finds the thumbnail of an upload, a WebP of at most 400 px a
        side; the rest is as with :meth:`url`.

        :param upload: an upload, or its name.
        :param external: the whole URL, with scheme and host, as for a letter.
        """
        return host_gallery.url_of(ask_mount(self), "thumbnail", upload, external)

    def link(
        self,
        upload: Upload | str,
        *,
        seconds: int | None = None,
        external: bool = False,
    ) -> SharedLink:
        """A link by which anyone sees an upload, without signing in, for a time.

        It is signed, and stands nowhere: only removing the upload, or a new secret key,
        ends it before.

        :param upload: an upload, or its name.
        :param seconds: for how long; by default ``DROPSLOT_LINK_SECONDS``.
        :param external: the whole URL, with scheme and host, as for a letter.
        :return: its ``url`` and when it ``expires``, in UTC.
        :raises NotThere: it was removed, or never was.
        :raises ValueError: it would work for no time, or for more than ten years.
        :raises RuntimeError: there is no request, and no ``SERVER_NAME``.
        """
        return host_gallery.link_to(ask_mount(self), upload, seconds, external)
