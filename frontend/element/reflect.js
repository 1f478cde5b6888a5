/** Properties of an element that are nothing but its attributes. */

const KINDS = {
  text: {
    read: (element, name) => element.getAttribute(name) ?? "",
    write: (element, name, value) => element.setAttribute(name, value),
  },
  // There or not.
  flag: {
    read: (element, name) => element.hasAttribute(name),
    write: (element, name, value) => element.toggleAttribute(name, Boolean(value)),
  },
  // 0 for none.
  count: {
    read: (element, name) =>
      Math.max(0, Number.parseInt(element.getAttribute(name), 10) || 0),
    write(element, name, value) {
      if (value) element.setAttribute(name, value);
      else element.removeAttribute(name);
    },
  },
};

/**
 * @param {typeof HTMLElement} kind whose elements are to have them
 * @param {Object<string, "text" | "flag" | "count">} properties such as `maxFiles`, which
 *   is the attribute `max-files`
 */
export function reflect(kind, properties) {
  for (const [property, type] of Object.entries(properties)) {
    const name = attributeOf(property);
    const { read, write } = KINDS[type];
    Object.defineProperty(kind.prototype, property, {
      configurable: true,
      enumerable: true,
      get() {
        return read(this, name);
      },
      set(value) {
        write(this, name, value);
      },
    });
  }
}

/** "maxFiles" is "max-files" in HTML. */
export function attributeOf(property) {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * What a script has set before the element became what it is, it is set to now.
 * @param {HTMLElement} element
 * @param {string[]} properties
 */
export function takeOver(element, properties) {
  for (const property of properties) {
    if (!Object.hasOwn(element, property)) continue;
    const value = element[property];
    delete element[property];
    element[property] = value;
  }
}
