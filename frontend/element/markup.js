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
  const given = element.querySelector(":scope > .dropslot");
  if (given) return given;
  const shadow = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  // A browser that does not know what to do with it, or a script that has put it there.
  const template = element.querySelector(":scope > template[shadowrootmode]");
  if (!rootOf(shadow) && template) shadow.replaceChildren(template.content);
  if (!rootOf(shadow)) {
    const content = await inTurn(endpoint, () => fetched(endpoint, wishes, signal));
    signal.throwIfAborted();
    shadow.replaceChildren(content);
  }
  return rootOf(shadow);
}

/** @param {ParentNode} content a shadow root, or what is to be put into one */
function rootOf(content) {
  return content.querySelector(".dropslot");
}

function inTurn(endpoint, ask) {
  const turn = (asked.get(endpoint) ?? Promise.resolve()).then(ask);
  asked.set(
    endpoint,
    turn.catch(() => {}),
  );
  return turn;
}

async function fetched(endpoint, wishes, signal) {
  const { ok, status, text } = await answer(`${endpoint}element?${wishes}`, signal);
  if (!ok) throw new NotReached(`the answer was ${status}`);
  const template = document.createElement("template");
  template.innerHTML = trusted(text);
  // Of a host that sends strangers to its own page to sign in, for example.
  if (!rootOf(template.content)) throw new NotReached("another page came");
  return template.content;
}

async function answer(address, signal) {
  try {
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    const answer = await fetch(address, { signal, headers });
    return { ok: answer.ok, status: answer.status, text: await answer.text() };
  } catch {
    signal.throwIfAborted();
    throw new NotReached("there was no answer");
  }
}

// Where a page lets nothing become HTML that nobody vouches for: it is ours.
let policy;
function trusted(html) {
  policy ??= globalThis.trustedTypes?.createPolicy("dropslot", {
    createHTML: (h) => h,
  });
  return policy ? policy.createHTML(html) : html;
}
