/** What was said in logs is shown to who asks for it, and to nobody else; asking changes no event. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sourceFactories } from "../../src/agents/index.ts";
import { AGENTS, isExported, type Agent, type Observation } from "../../src/events/observation.ts";
import { stamp } from "../../src/events/stamp.ts";
import type { Asked, Source } from "../../src/logs/source.ts";
import { prepare } from "../support/contract/prepared.ts";
import { fixturesOf } from "../support/homes/fixtures.ts";
import { tempDir } from "../support/program/temp.ts";

/** Agents that show results of tools only where texts are asked for. */
const SHOWS_MORE: ReadonlySet<Agent> = new Set(["opencode", "kilo-code"]);
/** Agents whose answers are not read: their parts are spread over records, or over changes of one. */
const NO_ANSWERS: ReadonlySet<Agent> = new Set(["kimi-cli", "copilot-vscode"]);

/** A home as it lies on a disk: databases that are written out become what their files are called. */
function onDisk(fixture: string): string {
  const home = prepare(fixture, tempDir());
  for (const name of readdirSync(home, { recursive: true, encoding: "utf8" })) {
    const path = join(home, name);
    if (name.endsWith("projects.json")) writeFileSync(path, readFileSync(path, "utf8").replaceAll("/home/ana", home));
  }
  return home;
}

async function shown(source: Source, home: string, asked: Asked): Promise<readonly Observation[]> {
  const seen: Observation[] = [];
  const zone = source.facts.localTimes === undefined ? {} : { zone: "UTC" };
  const roots = source.roots({ home, vars: {}, platform: "linux" }).map((root) => ({ ...root, ...zone }));
  const found = source.discover(roots).logs;
  // Aider has no directory of its own.
  const logs = found.length > 0 ? found : source.discover([{ path: home, named: true, ...zone }]).logs;
  for (const log of logs)
    for await (const { observations } of source.read(log, undefined, asked)) seen.push(...observations);
  return seen;
}

describe.each(AGENTS)("logs of %s", (agent) => {
  it("tell what was said only where it is asked for, and the same events then", async () => {
    const source = sourceFactories[agent]({ tickMs: 0 });
    const { tools } = source.facts;
    let texts = 0;
    for (const { home, name } of fixturesOf(agent)) {
      const disk = onDisk(home);
      const without = await shown(source, disk, { evidence: true });
      for (const seen of without) {
        expect(isExported(seen), name).toBe(true);
        expect(seen, name).not.toHaveProperty("text");
      }
      const withTexts = await shown(source, disk, { evidence: true, texts: true });
      const events = (list: readonly Observation[]) =>
        list.filter(isExported).map((seen) => stamp({ agent, tools }, seen));
      const own = SHOWS_MORE.has(agent) ? withTexts.filter(({ kind }) => kind !== "tool-result") : withTexts;
      expect(events(own), name).toEqual(events(without));
      for (const event of events(withTexts)) expect(event, name).not.toHaveProperty("text");
      for (const seen of withTexts) {
        if (seen.kind === "agent-message" && NO_ANSWERS.has(agent)) continue;
        if (seen.kind !== "user-message" && seen.kind !== "agent-message" && seen.kind !== "aside") continue;
        const { text, length = 0 } = seen;
        if (length === 0 || (text?.includes("<truncated ") === true && agent === "antigravity")) continue;
        texts++;
        expect(text, `${name}: ${JSON.stringify(seen)}`).toBeTypeOf("string");
        expect(Buffer.byteLength(text ?? ""), name).toBeGreaterThanOrEqual(length);
      }
    }
    // Zed's threads tell no times of what was said, and text logs tell of nothing that was.
    if (agent !== "zed" && !("textLogs" in source.facts)) expect(texts).toBeGreaterThan(0);
  });
});
