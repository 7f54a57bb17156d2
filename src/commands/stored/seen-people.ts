import { EXIT, Failure } from "../../failure.ts";
import { NOBODY } from "../../hours/projects/dimension.ts";
import { printable } from "../../lib/text/printable.ts";
import { unseenText } from "../../store/engine/unseen.ts";
import type { Store } from "../../store/open.ts";
import { seenMachines, type SeenMachines } from "../../store/reading/seen-machines.ts";
import type { People } from "../../store/registers/people.ts";
import type { ReadRequest } from "../options/store.ts";

/**
 * Human time is one timeline of all machines of a person, and a role of a server may see some of them alone: that is told,
 * and nothing is put into a tracker, where other hours of the same minutes may stand beside it.
 */
export async function holdPeople(
  store: Store,
  people: People,
  { persons, inquiry }: Pick<ReadRequest, "persons" | "inquiry">,
): Promise<void> {
  const seen = await seenMachines(store);
  if (seen === undefined) return;
  const { told, inPart } = seenInPart(seen, people, persons);
  if (told.length > 0 && inPart.length === 0) return;
  const { unseen } = seen;
  const what =
    told.length === 0
      ? unseenText(unseen)
      : `the role '${unseen.role}' does not see all machines of ${inPart.map((person) => `'${person}'`).join(", ")}`;
  // Of whom nothing is seen, nothing is pushed.
  if (inquiry?.purpose === "push" && told.length > 0)
    throw new Failure(EXIT.output, `nothing is pushed: ${what}`, { hint: WHO_PUSHES });
  process.stderr.write(`tt: warning: ${printable(what)}: hours may be too low\n`);
}

const WHO_PUSHES =
  "who sees all of a person's machines pushes: the role of the person, one that reads everything, or the owner of the " +
  "tables ('Roles of a team' in docs/recipes.md)";

/** Of whom hours are told, those who are asked for or of whom anything is seen; and of whom only a part is seen. */
export function seenInPart(seen: SeenMachines, people: People, persons?: readonly string[]) {
  const told = persons ?? [
    ...new Set([...seen.machines].flatMap(([machine, isSeen]) => (isSeen ? [people.get(machine) ?? NOBODY] : []))),
  ];
  return { told, inPart: told.filter((person) => !isWhole(person, seen, people)) };
}

/**
 * Whether a role sees every machine of a person, as far as it can be known: of a machine without sessions nothing is
 * stored, unless sessions are hidden, too. Then the role of a person, which is called as the person, sees all of theirs.
 */
function isWhole(person: string, { unseen, machines }: SeenMachines, people: People): boolean {
  const mayHide = (table: string) => unseen.rows_of.includes(table);
  if (mayHide("event_people")) return false;
  const isHidden = (machine: string) =>
    !(machines.get(machine) ?? (!mayHide("event_sessions") || unseen.role === person));
  if (person === NOBODY)
    return (
      !mayHide("event_sessions") && ![...machines.keys()].some((machine) => !people.has(machine) && isHidden(machine))
    );
  return ![...people].some(([machine, whose]) => whose === person && isHidden(machine));
}
