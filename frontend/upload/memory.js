/**
 * What this browser remembers of the files that are not finished, so that they can go on
 * after a reload or a crash: `{print, uuid, begun, digest, name, path, bytes,
 * sent, chunkBytes, at}`.
 */

import { pathOf } from "../dropzone-config.js";

const HOUR_MS = 3600 * 1000;
// Milliseconds since 1970.
const DATE = /^\d{1,15}$/;

/**
 * @param {() => Storage} storage finds localStorage, which throws where it is forbidden;
 *   each file has a key of its own, so that two tabs do not overwrite each other
 * @param {string} place the address that files are sent to
 * @param {number} mostBytes the largest chunk that the server wants
 * @param {number} keptHours the server forgets what nobody goes on with after as long
 * @param {string | null} owner see `belongTo`
 */
export function createMemory(storage, place, mostBytes, keptHours, owner = "") {
  let prefix;

  // What a full or forbidden storage does not keep is only not there after a reload.
  function attempt(what) {
    try {
      return what();
    } catch {
      return null;
    }
  }

  /** What one account did not finish is not for another that uses the same browser. */
  function belongTo(name) {
    owner = name;
    prefix = ownPrefix(place, name);
    for (const key of keys()) rename(key);
  }

  const keys = () =>
    (attempt(() => Object.keys(storage())) ?? []).filter((key) =>
      key.startsWith(prefix),
    );

  // Browsers remember files from when their date was part of what they are known by.
  function rename(key) {
    const kept = attempt(() => JSON.parse(storage().getItem(key)));
    const print = kept && [kept.path ?? kept.name, kept.bytes].join("/");
    const rest = key.slice(prefix.length);
    if (!rest.startsWith(`${print}/`) || !DATE.test(rest.slice(print.length + 1)))
      return;
    attempt(() => storage().setItem(prefix + print, JSON.stringify(kept)));
    forget(rest);
  }

  function read(print) {
    if (owner === null) return null;
    const kept = attempt(() => JSON.parse(storage().getItem(prefix + print)));
    const isFresh = kept && Date.now() - kept.at < keptHours * HOUR_MS;
    if (isFresh) return entryOf(print, kept);
    if (kept) forget(print);
    return null;
  }

  function write({ print, chunkBytes: pieceBytes, ...entry }) {
    if (owner === null) return;
    const text = JSON.stringify({ ...entry, pieceBytes, at: Date.now() });
    attempt(() => storage().setItem(prefix + print, text));
  }

  function forget(print) {
    attempt(() => storage().removeItem(prefix + print));
  }

  belongTo(owner);
  return {
    /** Whose files it remembers. */
    owner: () => owner,
    /** @param {string | null} name "" is the browser's own; null: remember nothing */
    belongTo,
    /**
     * Remembers a file, or finds what is remembered of it.
     * @return {{uuid: string, sent: number, digest: string | undefined, again: boolean,
     *   begun: boolean | undefined, chunkBytes: number | undefined,
     *   outdated: string | null}} again: it is remembered from earlier; outdated: what it was
     *   called then, when what is there of it is of no use any more
     */
    begin(print, file) {
      const { name, size: bytes } = file;
      const path = pathOf(file);
      const before = read(print);
      // Larger chunks than these are not wanted any more: none of those there fits.
      const isOutdated = before?.chunkBytes > mostBytes;
      const entry = before && !isOutdated ? before : { uuid: newUuid(), sent: 0 };
      write({ ...entry, print, name, path, bytes });
      const outdated = isOutdated && before.begun ? before.uuid : null;
      return { ...entry, again: entry === before, outdated };
    },
    /**
     * How much of a file is there (`sent`), what it is known by (`digest`), that the
     * server may know of it (`begun`), in chunks of which size.
     */
    note(print, more) {
      const entry = read(print);
      if (entry) write({ ...entry, ...more });
    },
    forget,
    read,
    /** All that is not finished, oldest first. */
    all() {
      if (owner === null) return [];
      return keys()
        .map((key) => read(key.slice(prefix.length)))
        .filter(Boolean)
        .sort((one, other) => one.at - other.at);
    },
  };
}

// Browsers remember files from when chunks had this name.
function entryOf(print, { pieceBytes: chunkBytes, ...kept }) {
  return { ...kept, chunkBytes, print };
}

/** What the keys of one owner begin with. */
export function ownPrefix(place, owner) {
  // No name has a space in it any more, so none is the beginning of another.
  return `dropslot ${place} @${encodeURIComponent(owner ?? "")} `;
}

// crypto.randomUUID() exists on https and localhost only.
function newUuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // Version 4, variant 1 (RFC 9562, 5.4).
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
