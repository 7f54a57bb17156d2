import { EVENT_TYPES, LOG_LINE, TYPE_GROUPS, type EventType, type TypeGroup } from "../../events/event-type.ts";
import { closest } from "../../lib/text/closest.ts";
import { usage } from "../../failure.ts";

const GROUPS = Object.keys(TYPE_GROUPS) as readonly TypeGroup[];
const NAMES: readonly string[] = [...GROUPS, ...EVENT_TYPES];

/** What `--types` takes, for the help: each group holds the one before it. */
export const TYPES_MEANING = `only these types of events, or groups of them: core, evidence (${more("evidence", "core")} too), all (${more("all", "evidence")} too) (default: core; into 'tt import' evidence, and what it got before; with text logs log_line)`;

/** The types that a group has and the one before it has not. */
function more(group: TypeGroup, before: TypeGroup): string {
  const known: ReadonlySet<EventType> = new Set(TYPE_GROUPS[before]);
  return TYPE_GROUPS[group].filter((type) => type !== LOG_LINE && !known.has(type)).join(", ");
}

/**
 * The types that `--types` names, one by one or as groups; without it, those that suit where the events go, and
 * lines of text logs where such a source is read.
 */
export function typesOf(
  lists: readonly string[] | undefined,
  { consumer, textLogs }: { readonly consumer: readonly string[] | undefined; readonly textLogs: boolean },
): ReadonlySet<EventType> {
  // The store of `tt import` is there for hours, which evidence can make more exact; what was not exported is gone one day.
  const suiting = consumer?.[0] === "tt" && consumer[1] === "import" ? "evidence" : "core";
  const usual = textLogs ? [suiting, LOG_LINE] : [suiting];
  const names = lists === undefined ? usual : lists.flatMap((list) => list.split(",")).map((name) => name.trim());
  return new Set(names.flatMap(typesNamed));
}

function typesNamed(name: string): readonly EventType[] {
  const group = GROUPS.find((known) => known === name);
  if (group !== undefined) return TYPE_GROUPS[group];
  const type = EVENT_TYPES.find((known) => known === name);
  if (type !== undefined) return [type];
  const meant = closest(name, NAMES);
  throw usage(
    `no event type is called '${name}'`,
    meant === undefined ? `there are: ${NAMES.join(", ")}` : `did you mean '${meant}'?`,
  );
}
