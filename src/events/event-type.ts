/** The types of events that say who worked and when: what `tt export` prints if nothing else is asked for. */
const CORE_TYPES = ["agent_session", "user_message", "user_action", "agent_tool_use", "agent_turn"] as const;

/** Types that say more exactly when an agent worked. They are many. */
const EVIDENCE_TYPES = ["agent_tool_result", "agent_message"] as const;
export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

/** Types that say what the agent's models took, and when limits or errors held it up: no work of anybody. */
const USAGE_TYPES = ["agent_usage", "agent_limit", "agent_error"] as const;
export type UsageType = (typeof USAGE_TYPES)[number];

/** What text logs give, and nothing else does: a source of such logs is read only where it is named. */
export const LOG_LINE = "log_line";

/** The types of events on the wire. */
export const EVENT_TYPES = [...CORE_TYPES, ...EVIDENCE_TYPES, ...USAGE_TYPES, LOG_LINE] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Groups of types, by the names that `--types` and the manifests give them. */
export const TYPE_GROUPS = {
  core: CORE_TYPES,
  evidence: [...CORE_TYPES, ...EVIDENCE_TYPES],
  all: EVENT_TYPES,
} as const satisfies Record<string, readonly EventType[]>;
export type TypeGroup = keyof typeof TYPE_GROUPS;

/** Whether any of these types is one of evidence alone. */
export function hasEvidence(types: ReadonlySet<EventType>): boolean {
  return EVIDENCE_TYPES.some((type) => types.has(type));
}

/** Whether any of these types is one of usage. */
export function hasUsage(types: ReadonlySet<EventType>): boolean {
  return USAGE_TYPES.some((type) => types.has(type));
}

/** Those of some types that a source can give. */
export function typesFrom({ textLogs }: { readonly textLogs?: true }, types: ReadonlySet<EventType>) {
  return new Set([...types].filter((type) => (type === LOG_LINE) === (textLogs === true)));
}

/** How a manifest notes a set of types: the smallest group of that name, else the types themselves. */
export function nameOfTypes(types: ReadonlySet<EventType>): string {
  const groups = Object.entries(TYPE_GROUPS) as readonly (readonly [TypeGroup, readonly EventType[]])[];
  // Of a source that gives no lines of text logs, `all` are all others.
  const ofSource = (members: readonly EventType[]) => members.filter((type) => type !== LOG_LINE || types.has(type));
  const group = groups.find(([, all]) => {
    const members = ofSource(all);
    return members.length === types.size && members.every((type) => types.has(type));
  });
  return group?.[0] ?? EVENT_TYPES.filter((type) => types.has(type)).join(",");
}

/** The types that a manifest has noted so. */
export function typesNoted(noted: string): readonly EventType[] {
  if (Object.hasOwn(TYPE_GROUPS, noted)) return TYPE_GROUPS[noted as TypeGroup];
  const names = noted.split(",");
  return EVENT_TYPES.filter((type) => names.includes(type));
}

/** Whether some of the types are not among those noted; nothing is missing where none were noted. */
export function isMissing(types: ReadonlySet<EventType>, noted: string | undefined): boolean {
  if (noted === undefined) return false;
  const known = new Set(typesNoted(noted));
  return [...types].some((type) => !known.has(type));
}
