"""``python -m dropslot`` is ``dropslot``."""

from .cli import main

if __name__ == "__main__":
    main()
