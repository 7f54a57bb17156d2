import { amount } from "../lib/text/amount.ts";
import { Failure } from "../failure.ts";
import { unseenText } from "../store/engine/unseen.ts";
import { inspectStore, type Contents, type Inspection } from "../store/engine/inspect.ts";
import { locationOf, type StoreOptions } from "../store/location.ts";
import { openStore } from "../store/open.ts";
import type { Overview } from "../store/overview.ts";
import type { Finding } from "./finding.ts";

export interface StoreFindings {
  readonly findings: readonly Finding[];
  /** What it holds, if that could be read. */
  readonly overview: Overview | undefined;
}

/** Looks at all of the store: its structure, its tables, every event. One that is not there is no fault. */
export async function storeFindings(options: StoreOptions, now: Date): Promise<StoreFindings> {
  const { shown, engine } = locationOf(options);
  try {
    const store = await openStore(options);
    if (store === undefined) return { findings: [missing(shown, options.db !== undefined)], overview: undefined };
    try {
      const inspection = await inspectStore(store, engine, now);
      return { findings: findingsOf(inspection, shown, engine), overview: inspection.contents?.overview };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { message, hint } = error;
    const finding: Finding = {
      kind: "store-unusable",
      state: "wrong",
      path: shown,
      message,
      ...(hint === undefined ? {} : { hint }),
    };
    return { findings: [finding], overview: undefined };
  }
}

function missing(path: string, isNamed: boolean): Finding {
  const message = `nothing is stored yet in \`${path}\`${isNamed ? ", the store that was named" : ""}`;
  const hint = `${isNamed ? "is the name right? " : ""}'tt export -- tt import' fills it`;
  return { kind: "store-missing", state: "note", path, message, hint };
}

type Engine = ReturnType<typeof locationOf>["engine"];

/** What brings a store back, whatever happened to it. */
const ANEW = "'tt export --full -- tt import' brings back what the agents' logs still hold";

const RECOVER = {
  sqlite: `keep a copy of the file; 'sqlite3 FILE .recover' may save more than can be read now; ${ANEW}`,
  postgres: `restore the database from a backup; ${ANEW}`,
} as const;

function findingsOf(
  { damage, missing: parts, contents }: Inspection,
  path: string,
  engine: Engine,
): readonly Finding[] {
  const findings: Finding[] = [];
  const wrong = (kind: Finding["kind"], message: string, hint: string) =>
    findings.push({ kind, state: "wrong", path, message, hint });
  if (damage.length > 0)
    wrong("store-damaged", `the store \`${path}\` is damaged: ${firstOf(damage, "; ")}`, RECOVER[engine]);
  if (parts.length > 0)
    wrong("store-schema", `the store \`${path}\` is not whole: it lacks ${firstOf(parts, ", ")}`, RECOVER[engine]);
  if (contents === undefined) return findings;
  findings.push(...contentFindings(contents, path));
  if (findings.some(({ state }) => state === "wrong")) return findings;
  const { read, digest, overview } = contents;
  const whole = overview.unseen === undefined ? `the store \`${path}\`` : `what is seen of the store \`${path}\``;
  const message = `${whole} is whole: ${amount(read, "event")}, every one as it was imported; digest ${digest}`;
  return [{ kind: "store", state: "ok", path, message }, ...findings];
}

const MOST_TOLD = 5;

function firstOf(all: readonly string[], separator: string): string {
  const more = all.length > MOST_TOLD ? [`and ${all.length - MOST_TOLD} more`] : [];
  return [...all.slice(0, MOST_TOLD), ...more].join(separator);
}

function contentFindings({ spoilt, spoiltCount, imported, overview }: Contents, path: string): readonly Finding[] {
  const findings: Finding[] = [];
  const [first] = spoilt;
  if (first !== undefined)
    findings.push({
      kind: "store-event-damaged",
      state: "wrong",
      path,
      message: `${amount(spoiltCount, "stored event")} in \`${path}\` ${spoiltCount === 1 ? "is" : "are"} not what was imported: ${spoilt
        .slice(0, MOST_TOLD)
        .map(({ id, why }) => `'${id}': ${why}`)
        .join("; ")}`,
      hint: `delete ${spoiltCount === 1 ? "it" : "them"} from the table 'event_rows' and import again: ${ANEW}`,
    });
  if (imported !== undefined && overview.events < imported)
    findings.push({
      kind: "store-events-missing",
      state: "wrong",
      path,
      message: `${amount(imported - overview.events, "event")} that imports stored in \`${path}\` ${
        imported - overview.events === 1 ? "is" : "are"
      } not there`,
      hint: `were they deleted, or an older copy restored? ${ANEW}`,
    });
  const { lastImport, unseen } = overview;
  if (unseen !== undefined)
    findings.push({
      kind: "store-partly-seen",
      state: "note",
      path,
      message: `${unseenText(unseen)} (\`${path}\`)`,
      hint: "that is as the roles are, and no damage; whether events are missing is for the owner of the tables to ask",
    });
  if (lastImport?.ended === null)
    findings.push({
      kind: "import-unended",
      state: "note",
      path,
      message: `the import that began at ${lastImport.started} has not ended: it runs, or was killed`,
      hint: "what it committed is whole; an import may be repeated",
    });
  return findings;
}
