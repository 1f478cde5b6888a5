/** A drop area where a script wants one. */

/**
 * @param {Element} element what it is put into
 * @param {{endpoint: string, name: string, maxFiles: number, language: string,
 *   gallery: boolean, required: boolean, value: string[]}} options the attributes of
 *   `<drop-slot>`; all of them may be left out
 * @return {HTMLElement} the `<drop-slot>`; to `remove()` it lets go of everything
 */
export function mount(element, options = {}) {
  const slot = document.createElement("drop-slot");
  for (const [option, value] of Object.entries(options)) {
    const name = option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const text = Array.isArray(value) ? value.join(" ") : value;
    if (value === true) slot.setAttribute(name, "");
    else if (value !== false && value != null) slot.setAttribute(name, text);
  }
  element.append(slot);
  return slot;
}
