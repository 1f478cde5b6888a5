"""Child processes that do not import the main module of the program again.

multiprocessing lets every spawned child do so, for functions that are defined there.
Ours are not; a host app whose script lacks ``if __name__ == "__main__"`` would start
its server once more in each child, and every child would load all that it loads.
"""

from __future__ import annotations

import sys
import threading
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any

_lock = threading.Lock()


class LoneProcess(SpawnProcess):
    """A spawned process: never forked, because the server has threads."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:
        # What is to be imported is looked up in the main module while it starts
        # (multiprocessing.spawn.get_preparation_data); there is no option for it.
        with _lock:
            main = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                return SpawnProcess._Popen(process_obj)
            finally:
                sys.modules["__main__"] = main


class LoneContext(SpawnContext):
    """What pebble starts its processes with."""

    Process = LoneProcess
