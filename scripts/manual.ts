/**
 * Writes what is generated from the descriptions in the program: the blocks in docs/reference/commands.md,
 * docs/reference/topics.md and man/tt.1. With `--check` it writes nothing, and fails where one of them is out of date.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { manualFiles } from "./manual/files.ts";

const repository = join(import.meta.dirname, "..");
const isCheck = process.argv.includes("--check");

const stale = Object.entries(await manualFiles(repository)).filter(([file, text]) => read(file) !== text);
for (const [file, text] of stale) {
  if (isCheck) {
    console.error(`${file} is out of date: node scripts/manual.ts`);
    process.exitCode = 1;
    continue;
  }
  mkdirSync(dirname(join(repository, file)), { recursive: true });
  writeFileSync(join(repository, file), text);
  console.log(`wrote ${file}`);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(join(repository, file), "utf8");
  } catch {
    return undefined;
  }
}
