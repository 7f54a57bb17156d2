import { usage } from "../../failure.ts";
import type { PersonOf } from "../../hours/activities/activity.ts";
import { NOBODY } from "../../hours/projects/dimension.ts";
import { closest } from "../../lib/text/closest.ts";
import type { People } from "../../store/registers/people.ts";
import type { ReadRequest } from "../options/store.ts";

/** Whose the machines are, and whose are asked for. */
export interface AskedPeople {
  readonly personOf: PersonOf;
  readonly isAsked: (machine: string | undefined) => boolean;
}

/** By `--person`: everybody's, if nobody is named. Fails for a person whom the store does not know, nor ever did. */
export function askedPeople(
  { persons, formerPersons = [] }: Pick<ReadRequest, "persons" | "formerPersons">,
  people: People,
): AskedPeople {
  const personOf: PersonOf = (machine) => people.get(machine ?? "");
  if (persons === undefined) return { personOf, isAsked: () => true };
  const known = [...new Set(people.values()), NOBODY];
  const unknown = persons.find((name) => !known.includes(name) && !formerPersons.includes(name));
  if (unknown !== undefined) {
    const meant = closest(unknown, known);
    const all = `there are: ${known.map((name) => `'${name}'`).join(", ")}`;
    throw usage(
      `--person: the store knows nobody called '${unknown}'`,
      meant === undefined ? `${all}; 'tt people' lists them` : `did you mean '${meant}'?`,
    );
  }
  const asked = new Set(persons);
  return { personOf, isAsked: (machine) => asked.has(personOf(machine) ?? NOBODY) };
}
