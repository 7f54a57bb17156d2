/**
 * What each help ends with: a command line and what it is for. A test runs them all (test/cli/examples.test.ts), those of
 * other programs where they are installed.
 */
export const EXAMPLES: Readonly<Record<string, readonly (readonly [line: string, purpose: string])[]>> = {
  update: [
    ["tt update", "what is new, into the store"],
    ["tt update --full --replace", "everything again, by the rules of this version"],
  ],
  export: [
    ["tt export -- tt import", "what is new, into the store"],
    ["tt export --dry-run", "what would be printed, and nothing is remembered"],
    ["tt export --exclude ~/diary -- tt import", "and never what happens in that directory"],
    ["tt export --since yesterday --until today", "the events of a day, again"],
  ],
  import: [
    ["tt import < events.ndjson", "a file, each event once"],
    ["tt import --summary json events.ndjson", "and what became of it, for a program"],
  ],
  status: [
    ["tt status", "what is exported, what waits, what is wrong"],
    ["tt status --json", "the same for a program"],
    ["tt status --prometheus", "the same as metrics, to be watched"],
  ],
  sources: [
    ["tt sources", "every agent that is read, found or not"],
    ["tt sources --json", "the same for a program"],
  ],
  doctor: [
    ["tt doctor", "what is right, what is wrong, what to do"],
    ["tt doctor --fix", "mend what can be mended without losing anything"],
  ],
  schedule: [
    ["tt schedule cron", "a line for crontab"],
    ["tt schedule systemd", "a timer and a service"],
  ],
  report: [
    ["tt report last-week --by day,project", "a line for each day and project"],
    ["tt report last-month --by client --round 15m:up --csv", "for an invoice"],
    ["tt report last-month --html hours.html", "a page to look at, to filter and to print"],
    ["tt report 2026 --by week --project garden", "one project, week by week"],
    ["tt report last-month --worklog csv", "a line a day and project, for a client"],
    ["tt report last-month --by client --prices", "with tokens, and what they cost at list prices"],
    ["tt report --transparency --repo . --since 2026-03-01", "what agents were asked and did for a release"],
  ],
  hours: [
    ["tt hours --write", "the table 'hours' in the store, brought up to date"],
    ["tt hours", "the same rows as CSV, and nothing is kept"],
  ],
  day: [
    ["tt day", "today, hour by hour"],
    ["tt day 2026-03-03 --project garden", "one project on another day"],
  ],
  explain: [
    ["tt explain yesterday", "where each minute of a day is from"],
    ["tt explain 2026-03-03 --project garden --markdown", "for a client who asks"],
  ],
  statement: [
    ["tt statement Acme last-month --round 15m:up", "what to bill; the store keeps it"],
    ["tt statement --list", "what was billed"],
  ],
  intervals: [
    ["tt intervals last-month --format ical", "a calendar of what the agents did"],
    ["tt intervals --human --format hledger", "a journal of your time"],
    ["tt intervals today --open --json", "with what may still change, for a program"],
  ],
  events: [
    ["tt events today", "what is stored of today"],
    ["tt events 2026-03 --format csv --types user_message", "the prompts of a month, for a spreadsheet"],
  ],
  sessions: [
    ["tt sessions last-week --project garden", "the sessions of a project"],
    ["tt sessions 2026-03 --csv", "a month of them, for a spreadsheet"],
  ],
  show: [
    ["tt show daf90a25", "what happened in a session"],
    ["tt show daf90a25 --text --format markdown", "with what was written, to keep or to pass on"],
  ],
  projects: [
    ["tt projects last-month", "where you worked, and what the map says of it"],
    ["tt projects set ~/clients/acme --client Acme", "everything below it is Acme's"],
    ["tt projects set ~/diary --ignore --dry-run", "what would be left out"],
  ],
  people: [
    ["tt people", "whose the machines are"],
    ["tt people set anna --machine anna-laptop", "say whose one is"],
  ],
  help: [
    ["tt help report", "the options of a command"],
    ["tt help periods", "a topic"],
  ],
  completion: [
    ["tt completion bash", "for '. <(tt completion bash)' in ~/.bashrc, or a file"],
    ["tt completion fish", "for a file in ~/.config/fish/completions"],
  ],
  schema: [
    ["tt schema event", "of a line of tt export"],
    ["tt schema", "of every output"],
  ],
  sync: [
    ["tt sync devbox ana@desk", "what is new on two machines, into the store"],
    ["tt sync", "on all that hosts.json in the data directory names"],
    ["tt sync --forget devbx", "a name that was mistyped: tt status tells of it no more"],
  ],
  push: [
    ["tt push timewarrior --dry-run", "what would be added, and nothing is"],
    ["tt push activitywatch --repair", "add what is missing, correct what is stale"],
  ],
};

/** The end of a command's help. */
export function examplesText(command: string): string {
  const examples = EXAMPLES[command] ?? [];
  if (examples.length === 0) return "";
  const width = Math.max(...examples.map(([line]) => line.length));
  return `\nExamples:\n${examples.map(([line, purpose]) => `  ${line.padEnd(width)}  ${purpose}\n`).join("")}`;
}
