/** Every request of the page but the uploads themselves, which Dropzone makes. */

// Servers and proxies refuse lines that are long: gunicorn those over 4,094 bytes. A name
// and its comma are 41.
const NAMES_AT_ONCE = 40;
// The same as is_name on the server, which refuses a question with any other in it.
const NAME =
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.[a-z]{3,4}$/;
// What an answer calls a browser that has brought no cookie.
const UNKNOWN = "unknown";
// A small question that is not answered by then never will be.
const ANSWER_MS = 30_000;

// Address of the list -> how this page became known there: of two questions at once a
// browser that is new would get two cookies, and keep only one of them.
const greetings = new Map();

/** A request that did not succeed; the message is a sentence for a person. */
export class ApiError extends Error {}

/** Whether a request failed because nobody is signed in. */
export function isStranger(error) {
  return error.code === "sign-in-needed";
}

/**
 * @param {{urls: {upload: string, uploads: string}, account: object | null,
 *   browser: string, headers: Object<string, string>}} data the JSON block of the element,
 *   and what every request has. Its `browser` is written here where the server could not:
 *   the pages of a host do not bring our cookie
 * @param {object} words from words.js
 */
export function createApi(data, words) {
  const { urls, account, headers: ours } = data;
  const partialUrl = (uuid) => `${urls.upload}partial/${uuid}`;
  const listUrl = (query) => `${urls.uploads}?${new URLSearchParams(query)}`;

  async function ask(url, options) {
    const headers = { "X-Requested-With": "XMLHttpRequest", ...ours };
    let answer;
    try {
      answer = await fetch(url, { ...options, headers });
    } catch {
      throw new ApiError(words.say("page.answer.none"));
    }
    if (answer.ok) return answer;
    // To follow it would load the whole page; who asked for "manual" knows why.
    if (answer.type === "opaqueredirect") return answer;
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    const sentence = plain ? await answer.text() : "";
    const error = new ApiError(sentence || words.say("page.answer.trouble"));
    error.status = answer.status;
    // What is not there for a stranger may be there for who signs in.
    const isHidden = answer.headers.has("Dropslot-Sign-In");
    error.code = isHidden ? "sign-in-needed" : answer.headers.get("Dropslot-Error");
    error.browser = answer.headers.get("Dropslot-Browser");
    throw error;
  }

  /** What stands for this browser at the server, or "unknown". */
  async function mark() {
    const answer = await ask(listUrl({ limit: 1 }), { cache: "no-store" });
    return answer.headers.get("Dropslot-Browser");
  }

  async function meet() {
    const found = await mark();
    // That answer brought a cookie; the next one tells what it stands for.
    return found === UNKNOWN ? mark() : found;
  }

  const end = (url, keepalive) => ask(url, { method: "DELETE", keepalive });

  return {
    /** Which chunks of an unfinished file are there; none when it is not known. */
    async received(uuid) {
      const signal = AbortSignal.timeout(ANSWER_MS);
      try {
        return (await (await ask(partialUrl(uuid), { signal })).json()).received;
      } catch (error) {
        if (error.status === 404 && !isStranger(error)) return [];
        throw error;
      }
    },

    /** Whether a file has arrived after all; false when that is not known. */
    isKept: (uuid) =>
      ask(partialUrl(uuid)).then(
        async (answer) => (await answer.json()).kept,
        () => false,
      ),

    /** Forgets an unfinished file; the request outlives the page. */
    forget: (uuid) => end(partialUrl(uuid), true).catch(() => {}),

    /**
     * Whether the server answers at all.
     * @return {Promise<"here" | "away" | "redirected">} the last: somebody in front of it
     *   sends us elsewhere, to sign in
     */
    async standing() {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const options = { signal, cache: "no-store", redirect: "manual" };
      try {
        const { type } = await ask(listUrl({ limit: 1 }), options);
        return type === "opaqueredirect" ? "redirected" : "here";
      } catch ({ status = 0, code }) {
        // A proxy says these when there is nobody behind it.
        return code || ![0, 502, 503, 504].includes(status) ? "here" : "away";
      }
    },

    /** The newest page of uploads: `{uploads, next}`, newest first. */
    newest: async (limit) =>
      (await ask(listUrl({ limit }), { cache: "no-store" })).json(),

    /** The page of uploads after one: `{uploads, next}`, newest first. */
    async older(before, limit) {
      return (await ask(listUrl({ before, limit }))).json();
    },

    /** An upload and its neighbours: `{uploads, position, total}`, newest first. */
    around: async (name) => (await ask(listUrl({ around: name }))).json(),

    mark,

    /**
     * Makes sure that this browser has its cookie, unless the page brought it: what is
     * sent without one is nobody's.
     */
    async greet() {
      if (data.browser) return;
      if (!greetings.has(urls.uploads)) greetings.set(urls.uploads, meet());
      try {
        const found = await greetings.get(urls.uploads);
        if (found !== UNKNOWN) data.browser = found;
      } catch (error) {
        greetings.delete(urls.uploads);
        throw error;
      }
    },

    /** The records of these uploads, in no order. */
    async named(names) {
      const found = [];
      const asked = names.filter((name) => NAME.test(name));
      for (let i = 0; i < asked.length; i += NAMES_AT_ONCE) {
        const some = asked.slice(i, i + NAMES_AT_ONCE).join(",");
        const answer = await ask(listUrl({ names: some }));
        found.push(...(await answer.json()).uploads);
      }
      return found;
    },

    /** A link to an upload that works without signing in: `{url, expires}`. */
    link: async (name) => {
      const url = `${urls.uploads}${encodeURIComponent(name)}/link`;
      return (await ask(url, { method: "POST" })).json();
    },

    /** Who is signed in: `{name, is_admin}`; the name is null when nobody is. */
    async who() {
      const signal = AbortSignal.timeout(ANSWER_MS);
      return (await ask(account.url, { signal, cache: "no-store" })).json();
    },

    /** @param {FormData} form `username` and `password`; wrong ones are an ApiError */
    signIn(form) {
      const body = new URLSearchParams(form);
      return ask(account.sign_in_url, { method: "POST", body, redirect: "manual" });
    },

    /**
     * Removes an upload; fails with 404 when there is none that this visitor may see.
     * @param {boolean} leaving the page is closing: the request outlives it
     */
    remove: (name, leaving = false) =>
      end(urls.uploads + encodeURIComponent(name), leaving),
  };
}
