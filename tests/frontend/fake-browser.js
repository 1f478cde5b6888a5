/** As much of a browser as Dropzone needs to send a file; there is no page. */

/** Every request that was opened, in order; a test answers them with `answer`. */
export const requests = [];

class FakeRequest {
  readyState = 0;
  status = 0;
  responseText = "";
  upload = {};
  headers = {};
  aborted = false;

  open(method, url) {
    Object.assign(this, { method, url, readyState: 1 });
    requests.push(this);
  }

  setRequestHeader(name, value) {
    this.headers[name] = value;
  }

  getResponseHeader(name) {
    return this.answered?.[name] ?? null;
  }

  getAllResponseHeaders() {
    return "";
  }

  send(body) {
    this.body = body;
  }

  abort() {
    this.aborted = true;
  }

  answer(status, responseText = "", answered = {}) {
    Object.assign(this, { status, responseText, answered, readyState: 4 });
    if (status === 0) this.onerror();
    else this.onload();
  }
}

const element = () => ({
  nodeType: 1,
  tagName: "DIV",
  classList: { add() {}, remove() {}, contains: () => false },
  addEventListener() {},
  removeEventListener() {},
  dispatchEvent() {},
  getAttribute: () => null,
  getElementsByTagName: () => [],
});

const globals = {
  window: globalThis,
  navigator: { userAgent: "" },
  document: { createElement: element, querySelector() {} },
  FileReader: class {},
  FileList: class {},
  XMLHttpRequest: FakeRequest,
};
for (const [name, value] of Object.entries(globals)) {
  // Defined, not assigned: since Node 21 `navigator` is there and cannot be written to.
  Object.defineProperty(globalThis, name, { value, configurable: true });
}

/** What a Dropzone can be attached to. */
export const fakeElement = element;

/** Lets the timeouts run that Dropzone defers its queue with. */
export const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
