import type { History, Step } from "./history.ts";

/** The shortest history that can be found by leaving out steps and that still fails (ddmin). Gives up after a while. */
export async function shrink(
  history: History,
  fails: (history: History) => Promise<boolean>,
  until: number,
): Promise<History> {
  let { steps } = history;
  for (let parts = 2; steps.length > 1 && Date.now() < until;) {
    const shorter = await firstFailing(history, withoutParts(steps, parts), fails, until);
    if (shorter !== undefined) {
      steps = shorter;
      parts = Math.max(2, parts - 1);
    } else if (parts >= steps.length) break;
    else parts = Math.min(steps.length, parts * 2);
  }
  return { ...history, steps };
}

async function firstFailing(
  history: History,
  candidates: readonly (readonly Step[])[],
  fails: (history: History) => Promise<boolean>,
  until: number,
): Promise<readonly Step[] | undefined> {
  for (const steps of candidates) {
    if (Date.now() > until) return undefined;
    if (await fails({ ...history, steps })) return steps;
  }
  return undefined;
}

/** The steps without their first n-th, without their second, ... */
function withoutParts(steps: readonly Step[], parts: number): readonly (readonly Step[])[] {
  const size = Math.ceil(steps.length / parts);
  return Array.from({ length: parts }, (_, index) => steps.toSpliced(index * size, size)).filter(
    (left) => left.length < steps.length,
  );
}
