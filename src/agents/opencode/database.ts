import { databaseFormat } from "../../log-formats/opencode/database.ts";

/** Sessions of OpenCode since 1.2: `opencode.db`. */
export const openCodeDatabase = databaseFormat({ name: "OpenCode" });
