import type { EvidenceKind } from "../../document.ts";
import { clockTime } from "./clock.ts";
import type { Day, Stretch } from "../model/model.ts";
import { lengthText } from "../text.ts";

const EVIDENCE: Readonly<Record<EvidenceKind, string>> = {
  seen: "seen",
  credited: "guessed: credited after a last prompt or action",
  recorded: "recorded by the log",
  observed: "observed from results and answers",
  estimated: "guessed from the uses of tools",
};

/** How the time of a stretch is known: `12 min seen, 5 min guessed: ...`. */
export function evidenceText({ evidence }: Stretch): string {
  const sums = new Map<EvidenceKind, number>();
  for (const [kind, seconds] of evidence) sums.set(kind, (sums.get(kind) ?? 0) + seconds);
  if (sums.size === 1) return [...sums.keys()].map((kind) => EVIDENCE[kind]).join("");
  return [...sums].map(([kind, seconds]) => `${lengthText(seconds)} ${EVIDENCE[kind]}`).join(", ");
}

/** `09:05:00 to 09:47:12`, by the clocks of the day; what reaches beyond it ends with it. */
export function timesText({ start, end }: Pick<Stretch, "start" | "end">, day: Day): string {
  return `${clockTime(day, Math.max(start, day.start))} to ${clockTime(day, Math.min(end, day.end))}`;
}

/** Who spent it. */
export function whoText({ kind, subject }: Stretch): string {
  if (kind === "agent") return subject.agent;
  return `${subject.person.startsWith("(") ? "you" : subject.person}, with ${subject.agent}`;
}

/** A stretch in one sentence, for those who do not see it. */
export function stretchText(stretch: Stretch, day: Day): string {
  const { subject, prompts } = stretch;
  return [
    timesText(stretch, day),
    stretch.kind === "human" ? "human" : "agent",
    subject.project,
    ...(subject.branch === undefined ? [] : [`branch ${subject.branch}`]),
    subject.agent,
    `${prompts} ${prompts === 1 ? "prompt" : "prompts"}`,
    evidenceText(stretch),
  ].join(", ");
}
