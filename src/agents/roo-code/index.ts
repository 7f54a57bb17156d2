import { taskDocuments } from "../../log-formats/task-folders/decode.ts";
import { documentSource } from "../../logs/agent-source.ts";
import { discoverRooLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Roo Code: task folders. */
export const rooCode = documentSource({ facts, discover: discoverRooLogs, format: taskDocuments });
