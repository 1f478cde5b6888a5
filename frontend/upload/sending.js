/** What sends the files, and what it has to know: wired together. */

import { watchConnection } from "../platform/connection.js";
import { createAdding } from "./adding.js";
import { createControls } from "./controls.js";
import { createHandles } from "./handles.js";
import { createMemory } from "./memory.js";
import { createPace } from "./pace.js";
import { createSenderName } from "./sender-name.js";
import { createTransport } from "./transport.js";

/**
 * @param {Uploads} uploads
 * @param {object} data the page's JSON block
 * @param {{words, announce, api, session, bounds, noRoom}} rooms from the modules of these
 *   names; the last as in adding.js
 * @param {{offline, drop}} roots the banner for when there is no connection; the drop area
 */
export function openSending(uploads, data, rooms, roots) {
  const { words, announce, api, session, bounds, noRoom } = rooms;
  const { account } = session;
  const { place } = data;
  const { chunkBytes: mostBytes, partialHours } = data;
  const owner = account.who();
  const memory = createMemory(
    () => localStorage,
    place,
    mostBytes,
    partialHours,
    owner,
  );
  const connection = watchConnection(
    roots.offline,
    { api, words, announce, bounds },
    {
      lost: () => controls.hold(),
      back: () => controls.wake(),
      seen: () => controls.wake(),
    },
  );
  const { signal } = bounds;
  const known = { uploads, memory, api, account, connection, words, mostBytes };
  const parts = { ...known, noRoom, signal };
  const { upload } = data.urls;
  const transport = createTransport(upload, data.headers, signal, api.greet);
  const controls = createControls({
    ...parts,
    transport,
    pace: createPace(mostBytes),
    senderName: createSenderName(
      roots.drop.querySelector("[data-part=sender-name]"),
      () => localStorage,
      place,
    ),
  });
  watchIntent(roots.drop, transport.prepare, bounds);
  const handles = createHandles(place, owner, signal);
  return { controls, adding: createAdding(data, parts), memory, handles, connection };
}

// A pointer, a finger, the focus or something that is dragged comes near. Who only looks
// at the pictures need not fetch what sends them.
function watchIntent(drop, prepare, { scope, signal }) {
  const once = { once: true, signal };
  for (const kind of ["pointerover", "focusin"]) {
    drop.addEventListener(kind, prepare, once);
  }
  scope.addEventListener("dragenter", prepare, once);
}
