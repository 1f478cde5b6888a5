/** What a form has of the element: the names that it sends, and what is still wrong. */

import { internalsOf } from "./form-control.js";

export class FormValue {
  #element;
  #internals;
  #sent = {};

  /** @param {FormControl} element */
  constructor(element) {
    this.#element = element;
    this.#internals = internalsOf(element);
  }

  /**
   * @param {string} field what the form calls them; "" for none
   * @param {{name: string}[]} uploads one entry each
   */
  hold(field, uploads) {
    // To write thousands anew each time would be felt.
    if (field === this.#sent.field && uploads === this.#sent.uploads) return;
    this.#sent = { field, uploads };
    const names = uploads.map(({ name }) => name);
    if (!this.#internals) return this.#writeInputs(field, names);
    const entries = new FormData();
    for (const name of field ? names : []) entries.append(field, name);
    this.#internals.setFormValue(entries, names.join(" "));
  }

  /**
   * @param {[string, string] | null} problem which flag of a ValidityState, and the
   *   sentence that says it
   * @param {HTMLElement | null} anchor of the element: what gets the focus then
   */
  judge(problem, anchor) {
    if (!this.#internals) return;
    const [flag, sentence] = problem ?? [];
    if (!flag) this.#internals.setValidity({});
    else this.#internals.setValidity({ [flag]: true }, sentence, anchor ?? undefined);
  }

  // In the element itself they are in the form, and in nobody's sight.
  #writeInputs(field, names) {
    for (const old of this.#element.querySelectorAll(":scope > input")) old.remove();
    for (const name of field ? names : []) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: field, value: name });
      this.#element.append(input);
    }
  }
}
