import type { TimeSlice, Span } from "../hours/slice.ts";
import type { Subject } from "../hours/projects/subject.ts";
import type { EvidenceJson, EvidenceKind, StretchKind } from "./document.ts";

/** Time without a break on one subject. */
export interface DetailStretch extends Span {
  readonly kind: StretchKind;
  readonly subject: Subject;
  readonly prompts: number;
  readonly evidence: EvidenceJson;
}

/** A slice, cut to the period, and its subject: the same object for the same subject. */
export interface Spent {
  readonly kind: StretchKind;
  readonly slice: TimeSlice;
  readonly subject: Subject;
}

/**
 * Slices of one timeline that touch and are of one subject, as one stretch. As in `tt intervals` a recorded turn stands
 * alone; the person's time is told by session too, so that it can be filtered by all that a session is of.
 */
export function joined(timeline: readonly Spent[]): readonly DetailStretch[] {
  const runs: [Spent, ...Spent[]][] = [];
  for (const spent of timeline.filter(({ slice }) => slice.end > slice.start)) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && isOne(last, spent)) run.push(spent);
    else runs.push([spent]);
  }
  return runs.map((run) => {
    const [{ kind, subject, slice: begin }] = run;
    const slices = run.map(({ slice }) => slice);
    return {
      kind,
      subject,
      start: begin.start,
      end: slices.at(-1)?.end ?? begin.end,
      prompts: slices.filter(({ first }) => first.type === "user_message").length,
      evidence: evidenceOf(slices),
    };
  });
}

function isOne(a: Spent, b: Spent): boolean {
  const isRecorded = a.slice.by === "recorded" || b.slice.by === "recorded";
  return a.slice.end === b.slice.start && a.subject === b.subject && !isRecorded;
}

const KINDS: Readonly<Record<TimeSlice["by"], EvidenceKind>> = {
  prompts: "seen",
  window: "credited",
  recorded: "recorded",
  observed: "observed",
  estimated: "estimated",
};

function evidenceOf(slices: readonly TimeSlice[]): EvidenceJson {
  const found: [kind: EvidenceKind, seconds: number][] = [];
  for (const { by, start, end } of slices) {
    const kind = KINDS[by];
    const last = found.at(-1);
    if (last?.[0] === kind) last[1] += end - start;
    else found.push([kind, end - start]);
  }
  return found;
}
