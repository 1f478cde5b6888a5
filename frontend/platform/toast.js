/** The status line at the bottom: what was just done, and a way back. */

import { focusBeside } from "./focus.js";

const SHOWN_MS = 8000;

/**
 * @param {HTMLElement} element holds a <span> and a <button>
 * @param {() => HTMLElement | null} fallback what gets focus when nothing else can
 * @param {{scope: EventTarget, signal: AbortSignal}} bounds see element/open.js
 */
export function createToast(element, fallback, { scope, signal }) {
  const text = element.querySelector("span");
  const button = element.querySelector("button");
  let over = null;
  let undo = null;
  let from = null;
  let timer;

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(end, SHOWN_MS);
  }

  function end() {
    clearTimeout(timer);
    leaveFocus();
    element.hidden = true;
    const finish = over;
    over = undo = null;
    finish?.();
  }

  // What is hidden loses the focus; whoever stood here goes back to where they were.
  function leaveFocus() {
    if (!element.contains(focusBeside(element))) return;
    const dialog = element.closest("dialog");
    const place = from?.isConnected && !from.closest("[hidden]") ? from : dialog;
    (place ?? fallback())?.focus();
  }

  function takeBack() {
    const back = undo;
    over = null;
    end();
    back?.();
  }

  button.addEventListener("click", takeBack);
  // Nobody has to hurry: time stands still while the button is under the pointer or
  // has the focus.
  element.addEventListener("focusin", ({ relatedTarget }) => {
    if (!element.contains(relatedTarget)) from = relatedTarget;
  });
  for (const name of ["pointerenter", "focusin"]) {
    element.addEventListener(name, () => clearTimeout(timer));
  }
  for (const name of ["pointerleave", "focusout"]) {
    element.addEventListener(name, () => element.hidden || wait());
  }
  function undoByKey(event) {
    const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey);
    // In a field it is for what was typed there.
    const isTyping = event.target.closest?.("input");
    if (!isUndo || event.shiftKey || !undo || isTyping) return;
    // So that nobody else on the page undoes something as well.
    event.preventDefault();
    takeBack();
  }
  scope.addEventListener("keydown", undoByKey, { signal });
  signal.addEventListener("abort", end);

  return {
    /**
     * @param {string} sentence
     * @param {(() => void) | null} back what [Undo] does; without it there is no button
     * @param {(() => void) | null} done called when the time for it is over
     */
    show(sentence, back = null, done = null) {
      // Nobody can read it any more, and nothing is taken back.
      if (signal.aborted) return done?.();
      // More of the same: its time begins anew, and [Undo] is for all of it.
      const goesOn = back && back === undo;
      if (!goesOn) end();
      text.textContent = sentence;
      button.hidden = !back;
      undo = back;
      over = done;
      element.hidden = false;
      wait();
    },
    /** Whether something can still be undone. */
    isOffering: () => undo !== null,
    end,
  };
}
