/** What the page draws, by the names that JSON gives it: `tt report --json --detail`. Times are RFC 3339 in UTC. */

export const STRETCH_KINDS = ["human", "agent"] as const;
export type StretchKind = (typeof STRETCH_KINDS)[number];

/** How a second is known: of the person `seen` or `credited`, of agents the others. */
export const EVIDENCE_KINDS = ["seen", "credited", "recorded", "observed", "estimated"] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** How a stretch is known, from its start to its end: how, and for how many seconds. There are many of them: so pairs. */
export type EvidenceJson = readonly (readonly [kind: EvidenceKind, seconds: number])[];

/** What the page needs of a report that is printed as JSON. */
export interface PageDocument {
  readonly parameters: {
    readonly since?: string;
    readonly until?: string;
    readonly time_zone: string;
    readonly by: readonly string[];
    readonly round_s?: number;
    readonly round_direction?: "up" | "nearest";
  };
  readonly total: HoursJson;
  readonly known_by: Readonly<Record<StretchKind, Readonly<Record<string, number>>>>;
  readonly left_out: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly machines_of_nobody?: number;
  readonly detail: Detail;
}

export interface Detail {
  /** The period in words, as the table has it. */
  readonly period: string;
  /** How time was counted, a line each, as the table has it. */
  readonly counted: readonly string[];
  /** What is left out, a line each, as the table has it. */
  readonly remarks: readonly string[];
  /** The day that weeks begin with: 1 is Monday. */
  readonly week_start: number;
  readonly days: readonly DayJson[];
  readonly subjects: readonly SubjectJson[];
  readonly stretches: readonly StretchJson[];
  /** Each day of a project, as it is rounded and billed. */
  readonly billed: readonly BilledJson[];
  /** The period before, where there is one. */
  readonly before?: BeforeJson;
}

/** A local day, of 23 or 25 hours where clocks change. */
export interface DayJson {
  readonly day: string;
  readonly start: string;
  readonly end: string;
  readonly utc_offset_s: number;
  /** From when on the offset is another. */
  readonly clock_changes?: readonly { readonly at: string; readonly utc_offset_s: number }[];
}

/** On what time was spent; stretches name it by its place in the list. */
export interface SubjectJson {
  readonly project?: string;
  readonly client?: string;
  readonly tags?: readonly string[];
  readonly agent: string;
  readonly session_id: string;
  readonly git_branch?: string;
  readonly machine_id?: string;
  readonly person?: string;
}

/** Time without a break on one subject, cut at the ends of the period. */
export interface StretchJson {
  readonly subject: number;
  readonly kind: StretchKind;
  readonly start: string;
  readonly end: string;
  /** Prompts that parts of it begin with. */
  readonly prompts: number;
  readonly evidence: EvidenceJson;
}

export interface HoursJson {
  readonly human_s: number;
  readonly agent_s: number;
  readonly union_s: number;
  readonly amounts?: readonly AmountJson[];
}

export interface AmountJson {
  readonly currency: string;
  readonly amount: string;
  /** In the currency's smallest unit. */
  readonly minor: number;
}

export interface BilledJson extends HoursJson {
  readonly day: string;
  readonly project: string;
  readonly client: string;
  readonly tag: string;
  readonly person: string;
}

export interface BeforeJson {
  readonly period: string;
  readonly since: string;
  readonly until: string;
  readonly human_s: number;
  readonly agent_s: number;
  readonly union_s: number;
  readonly rows: readonly {
    readonly project: string;
    readonly client: string;
    readonly agent: string;
    readonly person: string;
    readonly human_s: number;
    readonly agent_s: number;
  }[];
}
