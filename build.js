// Bundles the page: one script, one sheet, and Dropzone by itself, into a folder that git
// ignores. The source maps lead a stack trace back to what was written.

import { copyFileSync, rmSync } from "node:fs";
import { build } from "esbuild";

const to = "frontend/dist/";

rmSync(to, { recursive: true, force: true });
await build({
  entryPoints: ["frontend/main.js", "frontend/main.css"],
  outdir: to,
  bundle: true,
  // Dropzone, which main.js imports once it runs, gets a script of its own. Without a
  // hash: the version is in the address of all files.
  splitting: true,
  chunkNames: "[name]",
  minify: true,
  sourcemap: true,
  format: "esm",
  // The oldest browsers that the README names.
  target: ["chrome111", "firefox113", "safari16.2"],
  banner: { js: "/*! Dropzone's licence: dropzone.LICENSE.txt */" },
});
copyFileSync("node_modules/dropzone/LICENSE", `${to}dropzone.LICENSE.txt`);
