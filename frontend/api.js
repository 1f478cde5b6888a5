/** Every request of the page but the uploads themselves, which Dropzone makes. */

// The server refuses more names than this in one question.
const NAMES_AT_ONCE = 100;
// A small question that is not answered by then never will be.
const ANSWER_MS = 30_000;

/** A request that did not succeed; the message is a sentence for a person. */
export class ApiError extends Error {}

/**
 * @param {{upload: string, uploads: string}} urls from the page's JSON block
 * @param {object} words from words.js
 */
export function createApi(urls, words) {
  const partialUrl = (uuid) => `${urls.upload}partial/${uuid}`;
  const listUrl = (query) => `${urls.uploads}?${new URLSearchParams(query)}`;

  async function ask(url, options) {
    const headers = { "X-Requested-With": "XMLHttpRequest", ...options?.headers };
    let answer;
    try {
      answer = await fetch(url, { ...options, headers });
    } catch {
      throw new ApiError(words.say("page.answer.none"));
    }
    if (answer.ok) return answer;
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    const sentence = plain ? await answer.text() : "";
    const error = new ApiError(sentence || words.say("page.answer.trouble"));
    error.status = answer.status;
    throw error;
  }

  // Tells what is gone already from what could not be done.
  async function end(url, options) {
    try {
      await ask(url, { ...options, method: "DELETE" });
    } catch (error) {
      if (error.status !== 404) throw error;
    }
  }

  return {
    /** Which pieces of an unfinished file are there; none when it is not known. */
    async received(uuid) {
      const signal = AbortSignal.timeout(ANSWER_MS);
      try {
        return (await (await ask(partialUrl(uuid), { signal })).json()).received;
      } catch (error) {
        if (error.status === 404) return [];
        throw error;
      }
    },

    /** Forgets an unfinished file; the request outlives the page. */
    forget: (uuid) => end(partialUrl(uuid), { keepalive: true }).catch(() => {}),

    /** Whether the server answers at all. */
    async reach() {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const answer = ask(listUrl({ limit: 1 }), { signal, cache: "no-store" });
      return answer.then(
        () => true,
        (error) => error.status !== undefined,
      );
    },

    /** The page of uploads after one: `{uploads, next}`, newest first. */
    async older(before, limit) {
      return (await ask(listUrl({ before, limit }))).json();
    },

    /** The records of these uploads, in no order. */
    async named(names) {
      const found = [];
      for (let i = 0; i < names.length; i += NAMES_AT_ONCE) {
        const some = names.slice(i, i + NAMES_AT_ONCE).join(",");
        const answer = await ask(listUrl({ names: some }));
        found.push(...(await answer.json()).uploads);
      }
      return found;
    },

    /**
     * Removes an upload; one that is gone already counts as removed.
     * @param {boolean} leaving the page is closing: the request outlives it
     */
    remove: (name, leaving = false) =>
      end(urls.uploads + encodeURIComponent(name), { keepalive: leaving }),
  };
}
