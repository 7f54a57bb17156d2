import { documentSource } from "../../logs/agent-source.ts";
import { discoverClineLogs } from "./discover.ts";
import { clineDocuments } from "./documents.ts";
import { facts } from "./facts.ts";

/** Cline: sessions, and the task folders of the extension before 2026. */
export const cline = documentSource({ facts, discover: discoverClineLogs, format: clineDocuments });
