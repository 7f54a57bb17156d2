/** The complete text of the license of every package of which something is bundled. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bundled } from "./bundled.ts";

const RULE = `\n${"-".repeat(80)}\n\n`;

export function licensesOf(packages: readonly Bundled[]): string {
  return packages.map((one) => `${one.name} ${one.version} (${one.license})\n\n${textOf(one)}\n`).join(RULE);
}

/** As its file says it, else the section of its README, else the standard text of the license that it declares. */
function textOf(one: Bundled): string {
  const names = readdirSync(one.folder).sort();
  const read = (name: string) => readFileSync(join(one.folder, name), "utf8").trim();
  const file = names.find((name) => /^(?:licen[cs]e|copying)/i.test(name));
  if (file !== undefined) return read(file);
  const readme = names.find((name) => /^readme/i.test(name));
  const section = readme === undefined ? undefined : sectionOf(read(readme));
  const text = section ?? STANDARD[`${one.name} ${one.license}`];
  if (text === undefined)
    throw new Error(`${one.name} ${one.version}: no text of its license; add it to ${import.meta.filename}`);
  return text;
}

/** The section "License" of a README, if it holds the text and not the name alone. */
function sectionOf(readme: string): string | undefined {
  const [, section = ""] = /^#+ *licen[cs]e *$\n([^]*?)(?=^#|$(?![^]))/im.exec(readme) ?? [];
  return /copyright/i.test(section) && /without (?:restriction|fee|modification)/i.test(section)
    ? section.trim()
    : undefined;
}

/** Packages that name their license and give no text of it: the standard text, with their own author. */
const STANDARD: Readonly<Record<string, string>> = {
  // Its package.json: "author": "max ogden", "license": "BSD-3-Clause". The text: https://spdx.org/licenses/BSD-3-Clause.html
  "ndjson BSD-3-Clause": `Copyright (c) max ogden. All rights reserved.

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following
   disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
   disclaimer in the documentation and/or other materials provided with the distribution.

3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products
   derived from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`,
};
