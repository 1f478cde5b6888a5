/** A drop area where a script wants one. */

import { EVENTS } from "./events.js";
import { attributeOf } from "./reflect.js";

/**
 * @param {Element} element what it is put into
 * @param {{endpoint: string, name: string, maxFiles: number, language: string,
 *   gallery: boolean, required: boolean, disabled: boolean, value: string[], id: string,
 *   on: Object<string, (event: CustomEvent) => void>}} options the attributes of
 *   `<drop-slot>`, and what listens to its events, such as `{stored(event) {}}`; all of
 *   them may be left out
 * @return {DropSlot} the `<drop-slot>`; to `remove()` it lets go of everything
 * @throws {TypeError} there is no such event
 */
export function mount(element, { on = {}, ...options } = {}) {
  const slot = document.createElement("drop-slot");
  for (const [type, listener] of Object.entries(on)) {
    if (!EVENTS.includes(type)) {
      throw new TypeError(
        `A drop-slot has no event ${type}; it has ${EVENTS.join(", ")}.`,
      );
    }
    slot.addEventListener(`dropslot:${type}`, listener);
  }
  for (const [option, value] of Object.entries(options)) {
    const text = Array.isArray(value) ? value.join(" ") : value;
    if (value === true) slot.setAttribute(attributeOf(option), "");
    else if (value !== false && value != null) {
      slot.setAttribute(attributeOf(option), text);
    }
  }
  element.append(slot);
  return slot;
}
