import { Command } from "commander";
import { usage } from "../failure.ts";
import { NO_MACHINE, NOBODY } from "../hours/projects/dimension.ts";
import { printable, printableJson } from "../lib/text/printable.ts";
import { closest } from "../lib/text/closest.ts";
import { openStore, openStoreToWrite, type Store } from "../store/open.ts";
import { machinesOf, peopleOf, removePerson, setPerson, type People } from "../store/registers/people.ts";
import { listed } from "./options/listed.ts";
import { tellNext } from "./process/next-step.ts";
import { print } from "./process/print.ts";
import { nothingStored, refuseMissing } from "./stored/events.ts";
import {
  storeOptionsOf,
  storeRequestOf,
  usableStoreOptionsOf,
  withStoreOptions,
  type StoreFlags,
} from "./options/store.ts";

interface Flags extends StoreFlags {
  readonly machine?: readonly string[];
  readonly json?: true;
}

export const ACTIONS = ["set", "remove"] as const;

/** `tt people`. */
export function peopleCommand(): Command {
  const command = new Command("people")
    .summary("say whose the machines are, so that human time is one timeline a person")
    .description(
      "List the persons of the store with their machines, or change whose a machine is:\n\n" +
        "  tt people set anna --machine anna-laptop --machine anna-desktop\n" +
        "  tt people remove anna [--machine anna-desktop]\n\n" +
        "Human time is one timeline a person. Machines of nobody are together one person's. A machine has the name of " +
        `its '--machine-id'; events without one come from '${NO_MACHINE}'.`,
    )
    .argument("[ACTION]", ACTIONS.join(" or "))
    .argument("[NAME]", "the person")
    .option("--machine <MACHINE,...>", "which machines", listed)
    .option("--json", "print the list as JSON");
  return withStoreOptions(command).action(
    async (action: string | undefined, name: string | undefined, flags: Flags) => {
      if (action === undefined) return list(flags);
      const known = ACTIONS.find((word) => word === action);
      if (known === undefined) throw unknownAction(action);
      if (flags.json) throw usage("--json is for the list: 'tt people --json'");
      const person = personNamed(name, known);
      await (known === "set" ? set(person, flags) : remove(person, flags));
      tellNext("tt report --by person");
    },
  );
}

function unknownAction(word: string) {
  const meant = closest(word, ACTIONS);
  const hint = "'tt people' lists, 'tt people set NAME --machine MACHINE' gives, 'tt people remove NAME' takes away";
  return usage(`'tt people' cannot '${word}'`, meant === undefined ? hint : `did you mean '${meant}'?`);
}

function personNamed(name: string | undefined, action: string): string {
  if (name === undefined || name.trim() === "")
    throw usage("whose? the name is missing", `such as 'tt people ${action} anna'`);
  if (name === NOBODY) throw usage(`'${NOBODY}' is the name of those for whom nobody is named`);
  if (/[\0,]/.test(name) || !name.isWellFormed()) throw usage(`not a person's name: '${name}'`, "no comma in it");
  return name;
}

async function list(flags: Flags): Promise<void> {
  if (flags.machine !== undefined) throw usage("--machine is for 'tt people set' and 'tt people remove'");
  const store = await openStore(usableStoreOptionsOf(flags));
  if (store === undefined) {
    refuseMissing(storeRequestOf(flags));
    return print(
      flags.json ? `${printableJson({ people: [], nobody: [] })}\n` : `${nothingStored(storeOptionsOf(flags))}\n`,
    );
  }
  try {
    const people = await peopleOf(store);
    const nobodys = (await machinesOf(store)).filter((machine) => !people.has(machine)).map(shown);
    const persons = grouped(people);
    if (flags.json) return await print(`${printableJson({ people: persons, nobody: nobodys })}\n`);
    const lines = [
      ...persons.map(({ person, machines }) => `${person}: ${machines.join(", ")}`),
      ...(nobodys.length === 0 ? [] : [`${NOBODY}: ${nobodys.join(", ")}`]),
      ...(persons.length === 0 && nobodys.length > 1
        ? ["nobody is named: the human time of all of them is told as one person's"]
        : []),
    ];
    await print(`${lines.length === 0 ? nothingStored(storeOptionsOf(flags)) : lines.map(printable).join("\n")}\n`);
  } finally {
    await store.close();
  }
}

function grouped(people: People) {
  return [...Map.groupBy(people, ([, person]) => person)]
    .map(([person, machines]) => ({ person, machines: machines.map(([machine]) => shown(machine)).sort() }))
    .sort((a, b) => (a.person < b.person ? -1 : 1));
}

async function set(person: string, flags: Flags): Promise<void> {
  const machines = (flags.machine ?? []).map(stored);
  if (machines.length === 0) throw usage("no machine is named", `such as 'tt people set ${person} --machine laptop'`);
  await changing(flags, async (store) => {
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
  });
}

async function remove(person: string, flags: Flags): Promise<void> {
  await changing(flags, async (store) => {
    const people = await peopleOf(store);
    const removed = await removePerson(store, person, flags.machine?.map(stored));
    if (removed > 0) return;
    const names = [...new Set(people.values())];
    const meant = closest(person, names);
    const hint = "'tt people' lists whose machines are known";
    throw usage(
      flags.machine === undefined || !names.includes(person)
        ? `the store knows nobody called '${person}'`
        : `none of these machines is ${person}'s`,
      meant === undefined || meant === person ? hint : `did you mean '${meant}'?`,
    );
  });
}

async function changing(flags: Flags, change: (store: Store) => Promise<void>): Promise<void> {
  refuseMissing(storeRequestOf(flags));
  const store = await openStoreToWrite(usableStoreOptionsOf(flags));
  try {
    await change(store);
  } finally {
    await store.close();
  }
}

function shown(machine: string): string {
  return machine === "" ? NO_MACHINE : machine;
}

function stored(machine: string): string {
  return machine === NO_MACHINE ? "" : machine;
}

function note(text: string): void {
  process.stderr.write(`tt: ${printable(text)}\n`);
}
