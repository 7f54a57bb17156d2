import { Command } from "commander";
import { usage } from "../../failure.ts";
import { NO_MACHINE, NOBODY } from "../../hours/projects/dimension.ts";
import { closest } from "../../lib/text/closest.ts";
import { listed } from "../options/listed.ts";
import { storeRequestOf, withStoreOptions, type StoreFlags, type StoreRequest } from "../options/store.ts";
import { tellNext } from "../process/next-step.ts";
import { ACTIONS, changePeople, listPeople, storedName, type ChangeRequest, type ListRequest } from "./run.ts";

interface Flags extends StoreFlags {
  readonly machine?: readonly string[];
  readonly json?: true;
}

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
      const store = storeRequestOf(flags);
      if (action === undefined) return listPeople(listRequestOf(store, flags));
      await changePeople(changeRequestOf(action, name, { store, flags }));
      tellNext("tt report --by person");
    },
  );
}

function listRequestOf(store: StoreRequest, { machine, json }: Flags): ListRequest {
  if (machine !== undefined) throw usage("--machine is for 'tt people set' and 'tt people remove'");
  return { store, json: json === true };
}

function changeRequestOf(
  word: string,
  name: string | undefined,
  { store, flags }: { readonly store: StoreRequest; readonly flags: Flags },
): ChangeRequest {
  const action = ACTIONS.find((known) => known === word);
  if (action === undefined) throw unknownAction(word);
  if (flags.json) throw usage("--json is for the list: 'tt people --json'");
  const person = personNamed(name, action);
  const machines = flags.machine?.map(storedName);
  if (action === "set" && (machines ?? []).length === 0)
    throw usage("no machine is named", `such as 'tt people set ${person} --machine laptop'`);
  return { action, store, person, machines };
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
