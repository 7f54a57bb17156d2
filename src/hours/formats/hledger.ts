import { durationText } from "../../lib/text/duration.ts";
import { Calendar } from "../calendar.ts";
import type { Subject } from "../projects/subject.ts";
import { oneLine, UNKNOWN_PROJECT, type Format } from "./format.ts";

/** A journal of virtual postings in hours, a transaction an interval and local day: overlaps are no matter there. */
export const hledger: Format = function* (intervals, { zone, rules, kind }) {
  const calendar = new Calendar(zone);
  const how =
    kind === "human"
      ? `attention ${durationText(rules.attention)}`
      : `agent gap ${durationText(rules.agentGap)}, answer ${durationText(rules.answer)}`;
  yield `; ${kind} time, ${how}, days of ${zone}\ncommodity 1.00h\n`;
  // `hledger check --strict` takes no account that was not declared.
  for (const account of new Set(intervals.map(({ subject }) => accountOf(subject, kind)))) yield `account ${account}\n`;
  for (const interval of intervals) {
    const { id, agents, sessions, subject } = interval;
    const account = accountOf(subject, kind);
    let part = 0;
    for (const { date, start, end } of calendar.cut(interval)) {
      part++;
      // Of an interval over midnight each day has its own id.
      const tags = [
        `tt-id:${part === 1 ? id : `${id}.${part}`}`,
        ...sessions.map((name) => `session:${tagValue(name)}`),
      ];
      yield (
        `\n${date} * ${description(agents.join(" "))}  ; ${tags.join(", ")}\n` +
          `    (${account})  ${((end - start) / 3600).toFixed(6)}h\n`
      );
    }
  }
};

function accountOf({ project = UNKNOWN_PROJECT, client }: Subject, kind: string): string {
  return [...(client === undefined ? [] : [client]), project, kind].map(accountName).join(":");
}

/** A part of an account: colons would make more of it, two spaces, a bracket or a semicolon would end it. */
function accountName(text: string): string {
  const name = oneLine(text)
    .replaceAll(/[:;()[\]{}"'|@=*!]/g, "_")
    .replaceAll(/\s+/g, " ")
    .trim();
  return name === "" ? "_" : name;
}

function description(text: string): string {
  return oneLine(text).replaceAll(/[;|]/g, " ");
}

function tagValue(text: string): string {
  return oneLine(text).replaceAll(/[,:]/g, "_");
}
