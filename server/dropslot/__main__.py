"""``python -m dropslot`` is ``dropslot``."""

from .cli import dropslot

if __name__ == "__main__":
    dropslot(prog_name="dropslot")
