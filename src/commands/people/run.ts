import { usage } from "../../failure.ts";
import { NO_MACHINE, NOBODY } from "../../hours/projects/dimension.ts";
import { closest } from "../../lib/text/closest.ts";
import { printable, printableJson } from "../../lib/text/printable.ts";
import { openStore, openStoreToWrite, type Store } from "../../store/open.ts";
import { machinesOf, peopleOf, removePerson, setPerson, type People } from "../../store/registers/people.ts";
import type { StoreRequest } from "../options/store.ts";
import { print } from "../process/print.ts";
import { nothingStored, refuseMissing } from "../stored/events.ts";

export const ACTIONS = ["set", "remove"] as const;

/** How the persons of a store are listed. */
export interface ListRequest {
  readonly store: StoreRequest;
  readonly json: boolean;
}

/** Whose a machine is from now on, or no longer. */
export interface ChangeRequest {
  readonly action: (typeof ACTIONS)[number];
  readonly store: StoreRequest;
  readonly person: string;
  /** By the names in the store; of `remove` all, if none is named. */
  readonly machines: readonly string[] | undefined;
}

/** Lists the persons of a store with their machines. */
export async function listPeople({ store: asked, json }: ListRequest): Promise<void> {
  const store = await openStore(asked);
  if (store === undefined) {
    refuseMissing(asked);
    return print(json ? `${printableJson({ people: [], nobody: [] })}\n` : `${nothingStored(asked)}\n`);
  }
  try {
    const people = await peopleOf(store);
    const nobodys = (await machinesOf(store)).filter((machine) => !people.has(machine)).map(shown);
    const persons = grouped(people);
    if (json) return await print(`${printableJson({ people: persons, nobody: nobodys })}\n`);
    const lines = [
      ...persons.map(({ person, machines }) => `${person}: ${machines.join(", ")}`),
      ...(nobodys.length === 0 ? [] : [`${NOBODY}: ${nobodys.join(", ")}`]),
      ...(persons.length === 0 && nobodys.length > 1
        ? ["nobody is named: the human time of all of them is told as one person's"]
        : []),
    ];
    await print(`${lines.length === 0 ? nothingStored(asked) : lines.map(printable).join("\n")}\n`);
  } finally {
    await store.close();
  }
}

function grouped(people: People) {
  return [...Map.groupBy(people, ([, person]) => person)]
    .map(([person, machines]) => ({ person, machines: machines.map(([machine]) => shown(machine)).sort() }))
    .sort((a, b) => (a.person < b.person ? -1 : 1));
}

/** Says whose machines are, or takes them away. */
export async function changePeople({ action, store: asked, person, machines }: ChangeRequest): Promise<void> {
  refuseMissing(asked);
  const store = await openStoreToWrite(asked);
  try {
    await (action === "set" ? set(store, person, machines ?? []) : remove(store, person, machines));
  } finally {
    await store.close();
  }
}

async function set(store: Store, person: string, machines: readonly string[]): Promise<void> {
  const people = await peopleOf(store);
  const known = await machinesOf(store);
  await setPerson(store, person, machines);
  for (const machine of machines) {
    const before = people.get(machine);
    if (before !== undefined && before !== person) note(`'${shown(machine)}' was ${before}'s and is ${person}'s now`);
    if (known.includes(machine)) continue;
    const meant = closest(machine, known);
    note(
      `no stored event comes from '${shown(machine)}' yet` +
        (meant === undefined ? "" : `; did you mean '${shown(meant)}'?`),
    );
  }
}

async function remove(store: Store, person: string, machines: readonly string[] | undefined): Promise<void> {
  const people = await peopleOf(store);
  if ((await removePerson(store, person, machines)) > 0) return;
  const names = [...new Set(people.values())];
  const meant = closest(person, names);
  const hint = "'tt people' lists whose machines are known";
  throw usage(
    machines === undefined || !names.includes(person)
      ? `the store knows nobody called '${person}'`
      : `none of these machines is ${person}'s`,
    meant === undefined || meant === person ? hint : `did you mean '${meant}'?`,
  );
}

function shown(machine: string): string {
  return machine === "" ? NO_MACHINE : machine;
}

/** The name that the store has of a machine. */
export function storedName(machine: string): string {
  return machine === NO_MACHINE ? "" : machine;
}

function note(text: string): void {
  process.stderr.write(`tt: ${printable(text)}\n`);
}
