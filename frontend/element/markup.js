/** What a drop area is made of: `element.html`, as the server writes it. */

/** There is no Dropslot where one was looked for; the message says what came instead. */
export class NotReached extends Error {}

// Endpoint -> what was asked for last. A browser that is new gets its cookie with an
// answer: two at once would give it two, and only one of them would stay.
const asked = new Map();

/**
 * The root of what is in an element already, or of what is fetched into it.
 * @param {HTMLElement} element
 * @param {string} endpoint the address of the Dropslot, with a slash at its end
 * @param {URLSearchParams} wishes what it shall be like
 * @param {AbortSignal} signal it is taken off the page
 * @return {Promise<HTMLElement>} rejects with `NotReached` where it cannot be fetched
 */
export async function rootIn(element, endpoint, wishes, signal) {
  // The page that is nothing but Dropslot has it there, so that its own sheet is for it.
  const given = rootOf(element);
  if (given) return given;
  const parsed = element.shadowRoot && rootOf(element.shadowRoot);
  if (parsed) return dressed(parsed, window);
  // A browser that does not know what to do with it, or a script that has put it there.
  const template = element.querySelector(":scope > template[shadowrootmode]");
  // It can be taken out once: neither a copy of the element nor the next opening may
  // find it empty.
  template?.remove();
  const address = `${endpoint}element?${wishes}`;
  const content =
    template?.content ?? (await inTurn(endpoint, () => fetched(address, signal)));
  signal.throwIfAborted();
  // Not before: until then what stands in the element is to be seen.
  const shadow = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  // What said that it could not be had, with its looks.
  if (shadow.adoptedStyleSheets?.length) shadow.adoptedStyleSheets = [];
  shadow.replaceChildren(content);
  return dressed(rootOf(shadow));
}

/** @param {ParentNode} content an element, a shadow root, or what is put into one */
function rootOf(content) {
  return [...content.children].find(({ classList }) => classList.contains("dropslot"));
}

function inTurn(endpoint, ask) {
  const turn = (asked.get(endpoint) ?? Promise.resolve()).then(ask);
  // Not what came: nobody needs it when its element has gone.
  const over = () => {};
  asked.set(endpoint, turn.then(over, over));
  return turn;
}

// Nobody sees it before its sheet is there, unless there is none to be had. What the page
// has brought along may have failed by now: then the page knows, once it is loaded.
async function dressed(root, page = null) {
  const link = root.querySelector("link[rel=stylesheet]");
  const isKnown = link.sheet || (page && document.readyState === "complete");
  if (!isKnown) {
    await new Promise((resolve) => {
      link.addEventListener("load", resolve);
      link.addEventListener("error", resolve);
      page?.addEventListener("load", resolve, { once: true });
    });
  }
  root.hidden = false;
  return root;
}

// As a document: a page with Trusted Types lets nobody make HTML of a text.
function fetched(address, signal) {
  const request = new XMLHttpRequest();
  const hangUp = () => request.abort();
  return new Promise((resolve, reject) => {
    request.open("GET", address);
    request.responseType = "document";
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.onload = () => {
      // Not our own page, whose content is no guest's: of an endpoint with a query.
      const root = request.response?.querySelector(".dropslot.guest");
      const { status } = request;
      const isHere = root && status === 200;
      // Of a host that sends strangers to its own page to sign in, for example.
      const instead = status === 200 ? "another page came" : `the answer was ${status}`;
      if (isHere) resolve(root);
      else reject(new NotReached(instead));
    };
    request.onerror = () => reject(new NotReached("there was no answer"));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", hangUp);
    request.onloadend = () => signal.removeEventListener("abort", hangUp);
    request.send();
  });
}
