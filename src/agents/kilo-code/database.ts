import { databaseFormat } from "../../log-formats/opencode/database.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { memberOf } from "../../logs/record/fields.ts";

/** What stands for the model in messages that were made of a task folder. */
const MIGRATED = "legacy";

/** Sessions of Kilo Code since it is built on OpenCode. What was made of a task is read where it was, with its own ids. */
export const kiloDatabase = databaseFormat({
  name: "Kilo Code",
  isCopy: (record: JsonObject) =>
    [record, record["model"]].some(
      (model) => memberOf(model, "providerID") === MIGRATED && memberOf(model, "modelID") === MIGRATED,
    ),
});
