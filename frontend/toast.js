/** The status line at the bottom: what was just done, and a way back. */

const SHOWN_MS = 8000;

/** @param {HTMLElement} element holds a <span> and a <button> */
export function createToast(element) {
  const text = element.querySelector("span");
  const button = element.querySelector("button");
  let over = null;
  let undo = null;
  let timer;

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(end, SHOWN_MS);
  }

  function end() {
    clearTimeout(timer);
    element.hidden = true;
    const finish = over;
    over = undo = null;
    finish?.();
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
  for (const name of ["pointerenter", "focusin"]) {
    element.addEventListener(name, () => clearTimeout(timer));
  }
  for (const name of ["pointerleave", "focusout"]) {
    element.addEventListener(name, () => element.hidden || wait());
  }
  addEventListener("keydown", (event) => {
    const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey);
    if (isUndo && !event.shiftKey && undo) takeBack();
  });

  return {
    /**
     * @param {string} sentence
     * @param {(() => void) | null} back what [Undo] does; without it there is no button
     * @param {(() => void) | null} done called when the time for it is over
     */
    show(sentence, back = null, done = null) {
      end();
      text.textContent = sentence;
      button.hidden = !back;
      undo = back;
      over = done;
      element.hidden = false;
      wait();
    },
    end,
  };
}
