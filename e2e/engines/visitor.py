"""A visitor of the page in any engine: every role, name and word that is looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from engines.webdriver import Session, WebDriverError, wait_for

T = TypeVar("T")

_LOOK = (Path(__file__).parent / "look.js").read_text("utf-8")
_LISTEN = """
window.complaints = [];
const kinds = ["error", "unhandledrejection", "securitypolicyviolation"];
for (const kind of kinds) addEventListener(kind, ({message, reason, blockedURI}) => {
    window.complaints.push(`${kind}: ${message ?? reason ?? blockedURI}`);
});
"""
# A drop's files come from an input: a script cannot take them from the disk.
_INPUT_FOR_DROPS = """
const input = document.createElement("input");
input.type = "file";
input.multiple = true;
document.body.append(input);
return input;
"""
_DROP = """
const [input, place] = arguments;
const dataTransfer = new DataTransfer();
for (const file of input.files) dataTransfer.items.add(file);
input.remove();
for (const kind of ["dragenter", "dragover", "drop"]) {
    const how = {dataTransfer, bubbles: true, cancelable: true, composed: true};
    all(place)[0].dispatchEvent(new DragEvent(kind, how));
}
"""
_PASTE = """
const [input, place] = arguments;
const clipboardData = new DataTransfer();
for (const file of input.files) clipboardData.items.add(file);
input.remove();
const how = {bubbles: true, cancelable: true, composed: true};
const event = new ClipboardEvent("paste", how);
// Firefox makes none that has any.
Object.defineProperty(event, "clipboardData", {value: clipboardData});
all(place)[0].dispatchEvent(event);
"""
# W3C WebDriver, 17.4.2.
_KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "ArrowRight": "\ue014"}
_FILES_INPUT = "return all('[data-part=files]')[0]"
_IS_READY = "return all('.dropslot.ready').length > 0"


class Visitor:
    """What they do, and what they see; what is not there yet is waited for.

    :ivar complaints: what scripts and the security policy have complained of so far.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.complaints: list[str] = []

    def open(self, url: str) -> None:
        """Come to the page."""
        self.session.open(url)
        self._arrive()

    def reload(self) -> None:
        """Load the page again, whatever is going on."""
        self.hear()
        self.session.reload()
        self._arrive()

    def leave_and_come_back(self) -> bool:
        """Go to another site, and Back.

        :return: whether the page is as it was, out of the browser's memory.
        """
        self.hear()
        self.session.run("window.isTheSame = true")
        self.session.open("about:blank")
        self.session.back()
        is_the_same = bool(self.session.run("return window.isTheSame === true"))
        self._arrive()
        return is_the_same

    def hear(self) -> None:
        """Keep what the page has complained of: with the page it goes."""
        self.complaints += self.session.run("return window.complaints ?? []")

    def choose(self, *files: Path) -> None:
        """Choose files."""
        self.session.give(self.look(_FILES_INPUT), files)

    def drop(self, *files: Path, on: str = "body") -> None:
        """Drop files somewhere on the page.

        :param on: a selector of the first element, in the page or in a drop area.
        """
        self._bring(_DROP, files, on)

    def paste(self, *files: Path, on: str) -> None:
        """Paste files where the focus is.

        :param on: as in :meth:`drop`.
        """
        self._bring(_PASTE, files, on)

    def _bring(self, script: str, files: Iterable[Path], on: str) -> None:
        source = self.session.run(_INPUT_FOR_DROPS)
        self.session.give(source, files)
        self.look(script, source, on)

    def press(self, role: str, name: str) -> None:
        """Click something; while it moves or is covered, it is waited for."""

        def try_to() -> bool:
            found = self.find(role, name)
            try:
                self.session.click(found)
            except WebDriverError:
                return False
            return True

        self._wait(try_to, f"{role} {name} in a place for a click")

    def fill_in(self, **fields: str) -> None:
        """Fill fields, each by its label."""
        for label, text in fields.items():
            self.session.type(self.find("textbox", label), text)

    def key(self, name: str) -> None:
        """Press a key where the focus is."""
        self.session.type(self.look("return focused()"), _KEYS[name])

    def focused(self) -> str:
        """The name of what has the focus."""
        return str(self.look("return nameOf(focused())"))

    def find(self, role: str, name: str | None) -> Any:
        """Something that can be seen."""
        return self._wait(lambda: self._all(role, name), f"{role} {name}")[0]

    def expect_none(self, role: str, name: str | None) -> None:
        """Wait until nothing of the kind can be seen."""
        self._wait(lambda: not self._all(role, name), f"no {role} {name}")

    def expect_text(self, text: str) -> None:
        """Wait until words can be read on the page."""
        script = "return document.body.innerText.includes(arguments[0])"
        self._wait(lambda: self.session.run(script, text), repr(text))

    def expect_row(self, name: str, text: str) -> None:
        """Wait until words can be read in a file's row."""
        script = "return row(arguments[0])?.innerText.includes(arguments[1])"
        self._wait(lambda: self.look(script, name, text), f"{text!r} at {name}")

    def expect_pictures(self, *names: str) -> None:
        """Wait until the gallery shows these pictures, in whatever order."""
        script = """const [gallery] = find("region", "Pictures");
            return find("img", null, gallery).map(nameOf);"""
        wanted = sorted(names)
        self._wait(lambda: sorted(self.look(script)) == wanted, f"pictures {names}")

    def how_far(self, name: str) -> float:
        """How far a file is, from 0 to 1."""
        script = """const shown = row(arguments[0]);
            return shown && find("progressbar", null, shown)[0]?.value;"""
        return float(self.look(script, name) or 0)

    def expect_half_way(self, name: str) -> None:
        """Wait until some chunks of a file are there, and some are not."""
        self._wait(lambda: 0.3 < self.how_far(name) < 0.8, f"half of {name}")

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """While nobody looks at the page."""
        with self.session.hidden():
            yield

    def _wait(self, look: Callable[[], T], what: str) -> T:
        """Wait, and say what there was instead."""
        try:
            return wait_for(look, what)
        except AssertionError as error:
            text = self.session.run("return document.body.innerText")
            raise AssertionError(f"{error}\n{text}") from None

    def _arrive(self) -> None:
        self.session.run(_LISTEN)
        self._wait(lambda: self.look(_IS_READY), "a page that is ready")

    def _all(self, role: str, name: str | None) -> list[Any]:
        found: list[Any] = self.look("return find(...arguments)", role, name)
        return found

    def look(self, script: str, *arguments: Any) -> Any:
        return self.session.run(_LOOK + script, *arguments)
