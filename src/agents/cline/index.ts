import { documentSource } from "../../logs/agent-source.ts";
import { besideCline, discoverClineLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Cline: sessions, and the task folders of the extension before 2026. */
export const cline = documentSource({
  facts,
  discover: discoverClineLogs,
  format: { revision: 8, beside: besideCline, load: async () => (await import("./documents.ts")).clineDocuments },
});
