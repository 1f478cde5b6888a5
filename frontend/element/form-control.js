/** An element that forms take for one of their own fields: what every such field can do. */

// What the browser gives to each for that; null before Safari 16.4.
const internals = new WeakMap();

export class FormControl extends HTMLElement {
  static formAssociated = true;

  #form = null;
  #read = () => this.formReadCallback();

  constructor() {
    super();
    internals.set(this, this.attachInternals?.() ?? null);
  }

  formAssociatedCallback(form) {
    this.#form?.removeEventListener("formdata", this.#read);
    this.#form = form;
    form?.addEventListener("formdata", this.#read);
  }

  /** What the form has was read: by the browser that sends it, or by a script. */
  formReadCallback() {}

  get form() {
    return internalsOf(this)?.form ?? this.closest("form");
  }

  get labels() {
    return internalsOf(this)?.labels;
  }

  get validity() {
    return internalsOf(this)?.validity;
  }

  get validationMessage() {
    return internalsOf(this)?.validationMessage ?? "";
  }

  get willValidate() {
    return internalsOf(this)?.willValidate ?? false;
  }

  checkValidity() {
    return internalsOf(this)?.checkValidity() ?? true;
  }

  reportValidity() {
    return internalsOf(this)?.reportValidity() ?? true;
  }
}

/** For whoever makes the field what it is, and for nobody else on the page. */
export function internalsOf(element) {
  return internals.get(element);
}
