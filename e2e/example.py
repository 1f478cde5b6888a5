"""An example that runs as its docstring says, on a port and in a folder of its own."""

from __future__ import annotations

from pathlib import Path

from program import Program

_EXAMPLES = Path(__file__).parents[1] / "examples"


class Example(Program):
    """``examples/<name>.py``, with the folder for its pictures.

    :param name: without the extension.
    """

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(folder)
        config = f"DROPSLOT_UPLOAD_PATH={str(folder)!r}, DROPSLOT_CHECK_PROCESSES=1"
        self._app = f"{_EXAMPLES / name}.py:create_app({config})"

    def _command(self, host: str, port: int) -> list[str]:
        return ["flask", "--app", self._app, "run", "--host", host, "--port", str(port)]
