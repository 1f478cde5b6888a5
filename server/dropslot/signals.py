"""What a host app may listen to (blinker). The sender is the ``Dropslot``.

``upload_checking``: ``path``, ``title``, ``picture``, ``owner``. Sent when a picture
has passed every check and before it is kept; a listener that raises
:class:`dropslot.Refused` with a sentence refuses it. Virus scanners listen here.

``upload_stored`` and ``upload_removed``: ``upload``. Sent when it is durable, or gone.

``upload_refused``: ``error``, an :class:`dropslot.UploadError`, and ``title``, the name
of the file or None where it is about no single one. Sent once for each request that
brought something to upload of which nothing is kept, whoever's fault that is.
"""

from blinker import Namespace

_signals = Namespace()
upload_checking = _signals.signal("upload-checking")
upload_stored = _signals.signal("upload-stored")
upload_removed = _signals.signal("upload-removed")
upload_refused = _signals.signal("upload-refused")
