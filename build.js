// Bundles the page into a folder that git ignores: one script and one sheet, another one for
// drop areas in other pages, and by itself what comes later or is for few pages only. The source maps lead a stack trace back to what was written.

import * as fs from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";

const to = "frontend/dist/";
const locales = "server/dropslot/locales/";

// What an element says that its server is too far away to be asked for.
function sentencesOfAway() {
  const files = fs.readdirSync(locales).filter((name) => name.endsWith(".json"));
  const all = files.map((name) => {
    const words = JSON.parse(fs.readFileSync(locales + name, "utf8"));
    const [away, again] = [words["element.away"], words["element.again"]];
    return [basename(name, ".json"), { away, again }];
  });
  // As a text: what is an object would be a script of its own, and one more request.
  return JSON.stringify(JSON.stringify(Object.fromEntries(all)));
}

const { outputFiles } = await build({
  entryPoints: [
    ...["drop-slot.js", "main.css", "drop-slot.css"].map((name) => `frontend/${name}`),
    ...["viewer.css", "sign-in.css", "small.css"].map(
      (name) => `frontend/styles/${name}`,
    ),
  ],
  outdir: to,
  entryNames: "[name]",
  write: false,
  bundle: true,
  // Dropzone and the viewer, which drop-slot.js imports once they are wanted, get scripts of
  // their own. Without a hash: the version is in the address of all files.
  splitting: true,
  chunkNames: "[name]",
  minify: true,
  define: { __SENTENCES_OF_AWAY__: sentencesOfAway() },
  sourcemap: true,
  format: "esm",
  // The oldest browsers that the README names.
  target: ["chrome111", "firefox113", "safari16.2"],
});
const files = new Map(outputFiles.map((file) => [basename(file.path), file.contents]));
// Behind its last line: nothing that the source map tells of moves.
const dropzone = Buffer.from(files.get("dropzone.js")).toString();
const licence = "/*! Dropzone's licence: dropzone.LICENSE.txt */\n";
files.set("dropzone.js", dropzone.replace("//# sourceMappingURL", `${licence}$&`));
files.set("dropzone.LICENSE.txt", fs.readFileSync("node_modules/dropzone/LICENSE"));

// Each file takes the place of the one before whole: somebody may be reading them.
const building = fs.mkdtempSync("frontend/.building-");
fs.mkdirSync(to, { recursive: true });
for (const [name, contents] of files) {
  fs.writeFileSync(`${building}/${name}`, contents);
  fs.renameSync(`${building}/${name}`, to + name);
}
fs.rmdirSync(building);
for (const name of fs.readdirSync(to)) if (!files.has(name)) fs.rmSync(to + name);
