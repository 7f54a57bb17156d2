// Compiles the scanner (`src/lib/scan/*.as.ts`, AssemblyScript) and writes it as text into a module of its own, so that
// the bundle carries it and no file has to be found beside it.

import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const folder = new URL("../src/lib/scan/", import.meta.url);
const options = ["-O3", "--converge", "--enable", "simd", "--runtime", "stub", "--noAssert", "--initialMemory", "4"];

let said = "";
let binary: Uint8Array | undefined;
const { error } = await asc.main(
  [fileURLToPath(new URL("machine.as.ts", folder)), "--outFile", "machine.wasm", ...options],
  {
    stderr: { write: (text) => void (said += String(text)) },
    writeFile: (_, contents) => {
      if (typeof contents !== "string") binary = contents;
    },
  },
);
if (error !== null || binary === undefined) throw new Error(said, { cause: error });

await writeFile(
  new URL("machine.wasm.ts", folder),
  `// Made by scripts/build-wasm.ts from machine.as.ts; do not edit.\nexport const machine = "${Buffer.from(binary).toString("base64")}";\n`,
);
