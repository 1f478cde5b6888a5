"""What a host's own code asks of its Dropslot."""

from __future__ import annotations

from typing import IO

from werkzeug.datastructures import FileStorage

from dropslot.model import OwnerId, Upload

from .host_files import keep_file, latest
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
            name, whatever their extension.
        :return: its record; ``upload.name`` is what to remember it by.
        :raises UploadError: it is refused, and nothing of it is left; ``str(error)``
            says why, in the language of the request. Uncaught, it is the answer.
        :raises ValueError: it is to replace something, but has no owner; or it cannot
            be rewound, or has no name.
        :raises TypeError: it is no binary file; or the owner is an object and no id.
        """
        return keep_file(ask_mount(self), file, owner, name, replace)

    def latest(self, *, owner: OwnerId | None, name: str) -> Upload | None:
        """What an owner last uploaded by a name, such as ``avatar``, or None.

        :param owner: their id, as :meth:`keep` takes it; nobody has no latest.
        :param name: with or without an extension; any extension is meant.
        """
        return latest(ask_mount(self), owner, name)
