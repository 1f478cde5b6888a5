/** What is next to a picture, and the how manieth it is: by the tiles, or the server. */

/**
 * @param {object} tiles from tiles.js
 * @param {object} loader from loader.js
 * @param {object} api from api.js
 */
export function createNeighbours(tiles, loader, api) {
  // Asked twice for each picture that is looked at.
  let asked = { name: null, answer: null };

  function around(name) {
    if (asked.name !== name) asked = { name, answer: api.around(name) };
    return asked.answer;
  }

  function among({ name }, step) {
    if (!tiles.has(name)) return undefined;
    const shown = tiles.visible();
    if (step > 0) return shown.find((other) => other.name < name);
    return shown.findLast((other) => other.name > name);
  }

  async function ask({ name }, step) {
    const { uploads } = await around(name);
    return uploads.find((other) => (step > 0 ? other.name < name : other.name > name));
  }

  return {
    /** The upload before (-1) or after (1) one; undefined when there is none. */
    async beside(upload, step) {
      const near = among(upload, step);
      if (near) return near;
      if (step > 0 && tiles.has(upload.name)) {
        await loader.load();
        return among(upload, step);
      }
      // Its tile is far away, or was never loaded; others may have sent newer ones.
      let found = await ask(upload, step);
      while (found && tiles.isHidden(found.name)) found = await ask(found, step);
      return found;
    },

    /**
     * @return {Promise<{position: number | null, total: number | null}>} null where
     *   that is too many to count
     */
    async place({ name }) {
      asked.name = null;
      const { position, total } = await around(name);
      // What is on its way out is still counted there.
      const gone = tiles.hidden();
      const before = gone.filter((other) => other > name);
      return {
        position: position && position - before.length,
        total: total && total - gone.length,
      };
    },
  };
}
