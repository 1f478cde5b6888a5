/** Fetches the records of what has just arrived, several at a time, for the gallery. */

const GATHER_MS = 300;
const AGAIN_MS = 5000;

/**
 * @param {object} api from api.js
 * @param {(uploads: object[]) => void} show
 * @return {(name: string) => void} to be called for each upload that arrived
 */
export function createFresh(api, show) {
  let names = [];
  let timer = null;

  async function fetchAll() {
    timer = null;
    const asked = names;
    names = [];
    try {
      show(await api.named(asked));
    } catch {
      names.push(...asked);
      fetchIn(AGAIN_MS);
    }
  }

  function fetchIn(milliseconds) {
    if (!timer) timer = setTimeout(fetchAll, milliseconds);
  }

  return (name) => {
    names.push(name);
    fetchIn(GATHER_MS);
  };
}
