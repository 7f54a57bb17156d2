import { Command } from "commander";
import { usage } from "../../failure.ts";
import { closest } from "../../lib/text/closest.ts";
import { jsonSchemaOf, OUTPUTS } from "./outputs.ts";
import { print } from "../process/print.ts";

/** `tt schema`. */
export function schemaCommand(): Command {
  const names = Object.keys(OUTPUTS);
  return new Command("schema")
    .summary("print the JSON Schema of an output")
    .description(
      "Print the JSON Schema of an output, with its version: fields and kinds may be added without a new one. Without a " +
        "name, one JSON object of all of them.",
    )
    .argument("[OUTPUT]", names.join(", "))
    .action(async (name: string | undefined) => {
      if (name === undefined) {
        const all = Object.entries(OUTPUTS).map(([each, output]) => [each, jsonSchemaOf(each, output)]);
        return print(`${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
      }
      const output = Object.hasOwn(OUTPUTS, name) ? OUTPUTS[name] : undefined;
      if (output !== undefined) return print(`${JSON.stringify(jsonSchemaOf(name, output), null, 2)}\n`);
      const meant = closest(name, names);
      throw usage(
        `no output is called '${name}'`,
        meant === undefined ? `there are: ${names.join(", ")}` : `did you mean '${meant}'?`,
      );
    });
}
