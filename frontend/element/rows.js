/** Rows for what an element holds, once it is known what that is. */

/**
 * @param {Stored} stored
 * @param {object} slot from open.js
 * @param {(entry: object) => object} detailOf see events.js
 * @param {() => boolean} isOver whether that slot has closed meanwhile
 * @return {Promise<void>} rejects where nobody could be asked
 */
export async function showRows(stored, slot, detailOf, isOver) {
  const asked = stored.unknown();
  const records = asked.length ? await slot.named(asked) : [];
  if (isOver()) return;
  stored.know(asked, records);
  for (const entry of stored.rowless()) {
    const item = itemOf(entry, detailOf(entry));
    stored.show(entry, item);
    slot.put(item);
  }
}

// What came in this visit is still deleted from its row, though that is another one.
function itemOf({ name: upload, title: name, bytes, arrivedAt }, { url, thumbnail }) {
  const state = arrivedAt ? "arrived" : "given";
  const row = { file: {}, print: null, name, bytes, sent: bytes, sentence: null };
  return { ...row, state, upload, address: url, thumbnail, arrivedAt };
}
