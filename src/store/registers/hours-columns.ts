import type { Engine } from "../engine/connection.ts";

const TEXTS = ["person", "project", "client", "agent", "machine"] as const;
const SECONDS = [
  "human_s",
  "agent_s",
  "union_s",
  "recorded_s",
  "observed_s",
  "estimated_s",
  "prompts_s",
  "window_s",
] as const;

/** A row of the table `hours`. */
export type HoursRow = Readonly<Record<"day" | (typeof TEXTS)[number], string>> &
  Readonly<Record<(typeof SECONDS)[number], number>>;

/** The columns of the table, the day first, and how they are asked for. */
export function columnsOf(engine: Engine) {
  const names = ["day", ...TEXTS, ...SECONDS] as const;
  // A date would come as a moment of the zone of whoever asks.
  const day = engine === "postgres" ? "to_char(day, 'YYYY-MM-DD') as day" : "day";
  return { names, select: [day, ...names.slice(1)].join(", ") };
}

/** What makes the table and the note of what it was made with. They are made when they are first asked for. */
export function tablesOfHours(engine: Engine): readonly string[] {
  const [date, moment] = engine === "postgres" ? ["date", "timestamptz"] : ["text", "text"];
  const texts = TEXTS.map((name) => `${name} text not null`);
  const seconds = SECONDS.map((name) => `${name} integer not null`);
  return [
    `create table hours (day ${date} not null, ${[...texts, ...seconds].join(", ")})`,
    "create index hours_by_day on hours (day)",
    `create table hours_made (written_at ${moment} not null, parameters text not null, state text not null,
      digest text not null)`,
  ];
}
