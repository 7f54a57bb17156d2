import fc from "fast-check";
import { expect } from "vitest";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import { arrange } from "../../src/hours/activities/arrange.ts";
import type { ProjectMap } from "../../src/hours/projects/project-map.ts";
import { intervals } from "../../src/hours/interval.ts";
import { planned } from "../../src/push/timewarrior-plan.ts";
import { timewarrior } from "../../src/push/timewarrior.ts";
import { itWith, timewDatabase } from "../support/program/programs.ts";
import { anyText } from "../support/random/any-text.ts";
import { at, prompt, RULES } from "../support/store/week.ts";
import { times } from "../support/shares.ts";

interface Exported {
  readonly start: string;
  readonly end: string;
  readonly tags?: readonly string[];
}

function list(text: string): readonly Exported[] {
  return JSON.parse(text) as readonly Exported[];
}

/** How many were added, and what was refused. */
async function push(
  events: readonly StoredEvent[],
  env: Record<string, string>,
  { map = { projects: [] }, parts = Infinity }: { readonly map?: ProjectMap; readonly parts?: number } = {},
) {
  const now = at("2027-01-01T00:00:00Z");
  const found = intervals(arrange(events), { kind: "human", rules: RULES, map, zone: "UTC", now });
  const timew = timewarrior(env);
  const additions = planned(found, await timew.entries()).additions.slice(0, parts);
  const refusals: string[] = [];
  for (const entry of additions) {
    const refusal = await timew.track(entry);
    if (refusal !== undefined) refusals.push(refusal);
  }
  return { added: additions.length - refusals.length, refusals, found };
}

const day = [prompt("09:00:00"), prompt("09:04:00"), prompt("10:00:00"), prompt("11:00:00", { session: "s2" })];

itWith("timew")("a push to the real timew adds each interval once", async () => {
  const { env, timew } = timewDatabase();
  expect(await push(day, env)).toMatchObject({ added: 3, refusals: [] });
  const before = timew("export");
  expect(await push(day, env)).toMatchObject({ added: 0, refusals: [] });
  expect(timew("export")).toBe(before);
  expect(list(before).map(({ start, end }) => [start, end])).toEqual([
    ["20260302T090000Z", "20260302T090900Z"],
    ["20260302T100000Z", "20260302T100500Z"],
    ["20260302T110000Z", "20260302T110500Z"],
  ]);
  // Timewarrior's own file, read as the format of intervals prints it.
  expect(await push([...day, prompt("12:00:00")], env)).toMatchObject({ added: 1, refusals: [] });
});

itWith("timew")("a push to the real timew leaves the person's entries alone", async () => {
  const { env, timew } = timewDatabase();
  timew("track", "2026-03-02T09:02:00Z", "-", "2026-03-02T09:05:00Z", "tea");
  timew("track", "2026-03-02T09:58:00Z", "-", "2026-03-02T10:30:00Z", "meeting");
  const own = list(timew("export"));
  expect(await push(day, env)).toMatchObject({ added: 3, refusals: [] });
  const all = list(timew("export"));
  const plain = ({ start, end, tags }: Exported) => JSON.stringify({ start, end, tags });
  for (const entry of own) expect(all.map(plain)).toContain(plain(entry));
  expect(all).toHaveLength(5);
  // What the person then makes of ours stays, too.
  timew("delete", "@1", ":yes");
  timew("shorten", "@3", "1min");
  const made = timew("export");
  const { added } = await push(day, env);
  // What was deleted altogether is not known any more, and comes again.
  expect(added).toBe(1);
  expect(list(timew("export"))).toHaveLength(list(made).length + 1);
});

itWith("timew")("a push to the real timew does not fill up what the person shortened", async () => {
  const { env, timew } = timewDatabase();
  const interval = [prompt("09:00:00"), prompt("09:04:00"), prompt("09:08:00")];
  expect(await push(interval, env)).toMatchObject({ added: 1, refusals: [] });
  timew("modify", "end", "@1", "2026-03-02T09:03:00Z");
  timew("track", "2026-03-02T09:05:00Z", "-", "2026-03-02T09:07:00Z", "tea");
  const before = timew("export");
  expect(await push(interval, env)).toMatchObject({ added: 0, refusals: [] });
  expect(timew("export")).toBe(before);
});

itWith("timew")("a push to the real timew that was killed between two parts is completed by the next", async () => {
  const { env, timew } = timewDatabase();
  timew("track", "2026-03-02T09:03:00Z", "-", "2026-03-02T09:05:00Z", "tea");
  const interval = [prompt("09:00:00"), prompt("09:04:00"), prompt("09:08:00")];
  expect(await push(interval, env, { parts: 1 })).toMatchObject({ added: 1, refusals: [] });
  expect(await push(interval, env)).toMatchObject({ added: 1, refusals: [] });
  expect(list(timew("export")).map(({ start, end }) => [start.slice(9, 13), end.slice(9, 13)])).toEqual([
    ["0900", "0903"],
    ["0903", "0905"],
    ["0905", "0913"],
  ]);
  expect(await push(interval, env)).toMatchObject({ added: 0, refusals: [] });
});

itWith("timew")("no name can be taken for something else by the real timew", async () => {
  const names = [
    ":adjust",
    ":yes",
    "today",
    "tom",
    "mon",
    "2h",
    "@1",
    "for",
    "-",
    "2026-03-02",
    "PT5M",
    "1234",
    "--",
    "rc.x:y",
  ];
  const nasty = fc.oneof(
    fc.constantFrom(...names),
    anyText({ minLength: 1, maxLength: 12 }),
    fc.string({
      unit: fc.constantFrom("'", '"', "\\", " ", "#", ":", "@", "\n", "\t", "a"),
      minLength: 1,
      maxLength: 6,
    }),
  );
  const sample = [...names, ...fc.sample(nasty, { numRuns: times(6), seed: 7 })].filter((name) => name.trim() !== "");
  const { env, timew } = timewDatabase();
  timew("track", "2026-03-02T08:00:00Z", "-", "2026-03-02T09:00:00Z", "mine");
  const events = sample.map((name, nth) =>
    prompt(new Date(Date.UTC(2026, 2, 3, 0, 10 * nth)).toISOString(), { cwd: `/w/${nth}`, session: name }),
  );
  const map = { projects: sample.map((name, nth) => ({ prefix: `/w/${nth}`, name, client: name, tags: [name] })) };
  const { added, refusals } = await push(events, env, { map });
  expect([added, refusals]).toEqual([sample.length, []]);
  expect(await push(events, env, { map })).toMatchObject({ added: 0, refusals: [] });
  const all = list(timew("export"));
  expect(all[0]).toMatchObject({ start: "20260302T080000Z", end: "20260302T090000Z", tags: ["mine"] });
  expect(all.slice(1).map(({ tags = [] }) => tags.filter((tag) => tag.startsWith("tt:")).length)).toEqual(
    sample.map(() => 1),
  );
});
