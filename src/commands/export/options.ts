import type { EventType } from "../../events/event-type.ts";
import type { FieldsFlags } from "./flags/fields.ts";
import type { OwnImport } from "./own-import.ts";
import type { ChosenSource } from "../options/sources.ts";

/** What an export is asked to do. */
export interface ExportOptions {
  readonly sources: readonly ChosenSource[];
  readonly dataDir: string;
  readonly full: boolean;
  readonly dryRun: boolean;
  readonly window: { readonly since: string | undefined; readonly until: string | undefined } | undefined;
  readonly types: ReadonlySet<EventType>;
  /** Whether they were asked for: else what was exported before may add to them. */
  readonly isTypesNamed: boolean;
  readonly machineId: string | undefined;
  /** Directories whose sessions are not to be exported, from now on. */
  readonly exclude: readonly string[];
  /** Directories that were excluded and are so no longer. */
  readonly include: readonly string[];
  /** How much the events are to tell from now on; `undefined`: as much as before. */
  readonly fields: FieldsFlags;
  readonly consumer: readonly [string, ...string[]] | undefined;
  /** The consumer, if it is plainly our own import. */
  readonly own: OwnImport | undefined;
  /** Whether the last line says that everything was printed. */
  readonly endMark: boolean;
  /** Whether positions are stored only when the reader says that it has the events, and how long it may take for that. */
  readonly ack: { readonly timeoutSeconds: number } | undefined;
  /** Whether it goes on with what is written from then on. */
  readonly follow: boolean;
  /** From how many bytes on a manifest is large. */
  readonly largeManifest: number | undefined;
  readonly summary: "text" | "json" | "none";
  readonly progress: boolean;
  readonly strict: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
}
