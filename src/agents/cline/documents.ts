import { decodeTask, TASK_RULES } from "../../log-formats/task-folders/decode.ts";
import type { DocumentFormat } from "../../logs/documents/format.ts";
import { isSessionLog } from "./discover.ts";
import { decodeSession, SESSION_RULES } from "./session/decode.ts";

/** Sessions of Cline's own core, and the tasks of the extension before it. */
export const clineDocuments: DocumentFormat = {
  revision: SESSION_RULES + TASK_RULES,
  decode: (log, documents, asked) =>
    isSessionLog(log) ? decodeSession(log, documents, asked) : decodeTask(log, documents, asked),
};
