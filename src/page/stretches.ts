import type { Piece, Span } from "../hours/piece.ts";
import type { Subject } from "../hours/subject.ts";
import type { EvidenceJson, EvidenceKind, StretchKind } from "./document.ts";

/** Time without a break on one subject. */
export interface DetailStretch extends Span {
  readonly kind: StretchKind;
  readonly subject: Subject;
  readonly prompts: number;
  readonly evidence: EvidenceJson;
}

/** A piece, cut to the period, and its subject: the same object for the same subject. */
export interface Spent {
  readonly kind: StretchKind;
  readonly piece: Piece;
  readonly subject: Subject;
}

/**
 * Pieces of one timeline that touch and are of one subject, as one stretch. As in `tt intervals` a recorded turn stands
 * alone; the person's time is told by session too, so that it can be filtered by all that a session is of.
 */
export function joined(timeline: readonly Spent[]): readonly DetailStretch[] {
  const runs: [Spent, ...Spent[]][] = [];
  for (const spent of timeline.filter(({ piece }) => piece.end > piece.start)) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && isOne(last, spent)) run.push(spent);
    else runs.push([spent]);
  }
  return runs.map((run) => {
    const [{ kind, subject, piece: begin }] = run;
    const pieces = run.map(({ piece }) => piece);
    return {
      kind,
      subject,
      start: begin.start,
      end: pieces.at(-1)?.end ?? begin.end,
      prompts: pieces.filter(({ first }) => first.type === "user_message").length,
      evidence: evidenceOf(pieces),
    };
  });
}

function isOne(a: Spent, b: Spent): boolean {
  const isRecorded = a.piece.by === "recorded" || b.piece.by === "recorded";
  return a.piece.end === b.piece.start && a.subject === b.subject && !isRecorded;
}

const KINDS: Readonly<Record<Piece["by"], EvidenceKind>> = {
  prompts: "seen",
  window: "credited",
  recorded: "recorded",
  observed: "observed",
  estimated: "estimated",
};

function evidenceOf(pieces: readonly Piece[]): EvidenceJson {
  const found: [kind: EvidenceKind, seconds: number][] = [];
  for (const { by, start, end } of pieces) {
    const kind = KINDS[by];
    const last = found.at(-1);
    if (last?.[0] === kind) last[1] += end - start;
    else found.push([kind, end - start]);
  }
  return found;
}
