import * as z from "zod";
import { TrackedEvent } from "../../events/event.ts";
import { ProjectEntry } from "../../hours/projects/map-text.ts";
import { Statement } from "../../hours/statement/statement.ts";
import { Explanation, Interval, Intervals, Report } from "./hours.ts";
import { Sessions, Show } from "./sessions.ts";
import { byName, count, time } from "./values.ts";

/**
 * What programs may rely on in each output. Fields and kinds may be added without a new version; what is here stays as it
 * is, and what is required stays there (docs/event-format.md).
 */

const imported = {
  read: count,
  inserted: count,
  duplicates: count,
  conflicts: count,
  malformed: count,
  ignored: count,
};

const Import = z.object({
  ...imported,
  removed: count.optional(),
  kept: byName.optional(),
  left: z.object({ sessions: count, events: count }).optional(),
  lacks_events: z.literal(true).optional(),
  warnings: z.array(z.object({ kind: z.enum(["malformed", "conflict"]), place: z.string(), detail: z.string() })),
});

const counts = { lines: count, events: byName, skipped: byName, unknown: byName };

const Status = z.object({
  data_dir: z.string(),
  sources: z.record(
    z.string(),
    z.object({
      roots: z.array(z.object({ path: z.string(), found: z.boolean() })),
      logs: count,
      tracked: count,
      manifest: z.string(),
      pending_logs: count,
      pending_bytes: count,
      without_zone: count.optional(),
      newest_event: time.optional(),
    }),
  ),
  last_export: z
    .object({
      ended: time,
      exit_code: z.int(),
      failure: z.string().optional(),
      destination: z.string().optional(),
      exclude: z.array(z.string()).optional(),
    })
    .optional(),
  counts: z
    .record(
      z.string(),
      z.object({
        rules: count,
        types: z.string(),
        total: z.object(counts),
        days: z.record(z.string(), z.object({ ...counts, span: count.optional(), whole: z.literal(true).optional() })),
      }),
    )
    .optional(),
  syncs: z.record(
    z.string(),
    z.object({
      machine_id: z.string(),
      ended: time,
      succeeded: time.optional(),
      failure: z.string().optional(),
      events: count.optional(),
      inserted: count.optional(),
      types: z.string().optional(),
    }),
  ),
  store: z.object({
    location: z.string(),
    state: z.enum(["missing", "unusable", "read"]),
    failure: z.string().optional(),
    events: count.optional(),
    first: time.optional(),
    last: time.optional(),
    agents: z.record(z.string(), z.object({ types: byName, last: time })).optional(),
    machines: z.record(z.string(), time).optional(),
    last_import: z
      .object({
        id: z.string(),
        started: time,
        ended: time.nullable(),
        origin: z.string(),
        ...imported,
        removed: count.optional(),
      })
      .optional(),
    unseen: z.object({ role: z.string(), tables: z.array(z.string()), rows_of: z.array(z.string()) }).optional(),
    lacks: z.array(z.string()).optional(),
    correctable: z.object({ older: count, unknown: count, beyond: count }).optional(),
    copied_sessions: z
      .array(
        z.object({
          agent: z.string().optional(),
          session_id: z.string().optional(),
          machines: z.array(z.string().nullable()),
        }),
      )
      .optional(),
  }),
  warnings: z.array(z.object({ kind: z.string(), message: z.string() })),
});

const Sources = z.object({
  sources: z.array(
    z.object({
      source: z.string(),
      title: z.string(),
      only_named: z.boolean().optional(),
      roots: z.array(z.object({ path: z.string(), found: z.boolean() })),
      logs: count,
      without_zone: count.optional(),
      tested: z.string(),
      not_covered: z.string(),
      evidence: z.array(z.string()),
    }),
  ),
});

const Directories = z.object({
  directories: z.array(
    z.object({
      directory: z.string().optional(),
      human_s: count,
      agent_s: count,
      project: z.string().optional(),
      entry: ProjectEntry.optional(),
    }),
  ),
});

const OneStatement = z.object({
  id: z.string(),
  client: z.string(),
  made: time,
  ...Statement.shape,
  changes: z.array(z.object({ day: z.string(), project: z.string() })),
});

const PeopleList = z.object({
  people: z.array(z.object({ person: z.string(), machines: z.array(z.string()) })),
  nobody: z.array(z.string()),
});

interface Output {
  /** What prints it. */
  readonly of: string;
  /** A new one only when something is taken away or means something else. */
  readonly version: number;
  readonly schema: z.ZodType;
}

export const OUTPUTS: Readonly<Record<string, Output>> = {
  event: { of: "a line of 'tt export' and 'tt events'", version: 1, schema: TrackedEvent },
  report: { of: "'tt report --json'", version: 1, schema: Report },
  explanation: { of: "'tt explain --json'", version: 1, schema: Explanation },
  interval: { of: "a line of 'tt intervals'", version: 1, schema: Interval },
  intervals: { of: "'tt intervals --json'", version: 1, schema: Intervals },
  sessions: { of: "'tt sessions --json'", version: 1, schema: Sessions },
  show: { of: "'tt show SESSION --format json'", version: 1, schema: Show },
  statement: { of: "'tt statement CLIENT PERIOD --json'", version: 1, schema: OneStatement },
  projects: { of: "'tt projects --json'", version: 1, schema: Directories },
  people: { of: "'tt people --json'", version: 1, schema: PeopleList },
  import: { of: "'tt import --summary json'", version: 1, schema: Import },
  sources: { of: "'tt sources --json'", version: 1, schema: Sources },
  status: { of: "'tt status --json'", version: 1, schema: Status },
};

/** The JSON Schema of an output: draft 2020-12, open for fields that are yet to come. */
export function jsonSchemaOf(name: string, { of, version, schema }: Output): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return { $schema, $id: `urn:tt:${name}:${version}`, title: of, version, ...rest };
}
