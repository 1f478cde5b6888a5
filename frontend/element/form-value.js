/** What a form has of the element: the names that it sends, and what is still wrong. */

import { internalsOf } from "./form-control.js";

export class FormValue {
  #element;
  #internals;
  #sent = { field: null, uploads: [], entries: null };

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
    const before = this.#sent;
    if (field === before.field && uploads === before.uploads) return;
    // With each of thousands that arrive to write all of them anew would be felt.
    const grows =
      field === before.field && before.uploads.every((one, n) => one === uploads[n]);
    const entries = grows ? before.entries : new FormData();
    const added = grows ? uploads.slice(before.uploads.length) : uploads;
    for (const { name } of field ? added : []) entries.append(field, name);
    this.#sent = { field, uploads, entries };
    if (this.#internals) this.#internals.setFormValue(entries);
    else this.#writeInputs(entries);
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
  #writeInputs(entries) {
    for (const old of this.#element.querySelectorAll(":scope > input")) old.remove();
    for (const [name, value] of entries) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      this.#element.append(input);
    }
  }
}
