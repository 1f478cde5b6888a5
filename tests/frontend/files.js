/** The files of the page and the sentences, as the tests read them. */

import { readdirSync, readFileSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);

/** Path in `frontend/` -> text, of all files of ours with this ending. */
export function pageFiles(ending) {
  const folder = new URL("frontend/", ROOT);
  const names = readdirSync(folder, { recursive: true })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(ending) && !name.startsWith("dist/"));
  return new Map(names.sort().map((name) => [name, read(`frontend/${name}`)]));
}

/** Every sentence of a language, by its key. */
export function sentences(code) {
  return JSON.parse(read(`server/dropslot/locales/${code}.json`));
}

/** The text of every file of a wing of the server. */
export function serverFiles(wing) {
  const names = readdirSync(new URL(`server/dropslot/${wing}/`, ROOT));
  return names
    .filter((name) => name.endsWith(".py"))
    .map((name) => read(`server/dropslot/${wing}/${name}`));
}

function read(path) {
  return readFileSync(new URL(path, ROOT), "utf8");
}
