import type { Asked } from "../projects/asked.ts";
import type { Dimension } from "../projects/dimension.ts";
import type { Band } from "../human/human-rules.ts";
import type { LeftOut } from "./left-out.ts";
import type { Bill } from "./money.ts";
import type { Evidence, Span } from "../slice.ts";
import type { ProjectMap } from "../projects/project-map.ts";
import type { Rounding } from "./rounding.ts";
import type { Rules } from "../rules.ts";
import type { Spending } from "../../spending/spending.ts";
import type { TokenGaps } from "./token-gaps.ts";
import type { TokensRequest } from "./tokens-request.ts";

export interface ReportRequest {
  readonly rules: Rules;
  /** Seconds since 1970; what lies outside is cut off. */
  readonly window: Span;
  readonly zone: string;
  readonly by: readonly Dimension[];
  readonly map: ProjectMap;
  readonly rounding: Rounding | undefined;
  /** Whether human time is told by each rule of the band, too. */
  readonly band?: boolean;
  /** The day that weeks begin with: 1 is Monday, which it is by default. */
  readonly firstDay?: number;
  /** Whether each row tells how its time is known. */
  readonly known?: boolean;
  /** Whether amounts are told. */
  readonly amounts?: boolean;
  /** What is told of tokens, if they are. */
  readonly tokens?: TokensRequest | undefined;
  /** Which subjects it is about. */
  readonly asked?: Asked;
}

/** Seconds. Human and agent time add up over the groups; the union, in which agents are counted once, does not. */
export interface Hours {
  readonly human: number;
  readonly agent: number;
  readonly union: number;
  /** Human time by each rule of the band, if it was asked for. */
  readonly band: Readonly<Record<Band, number>> | undefined;
  /** What it costs, by currency, in the smallest unit; where nothing has a rate there is none. */
  readonly amounts: ReadonlyMap<string, number>;
  /** Of what the amounts are the sums: one of each rate. */
  readonly bills: readonly Bill[];
  /** What models took, if it was asked for; `undefined` where nothing is known of it. */
  readonly spending?: Spending | undefined;
  /** Of a total alone: whether the store lacks some of what models took. */
  readonly lacksTokens?: boolean;
}

/** Seconds by how they are known, never rounded. */
export type KnownBy = Readonly<Record<Evidence, number>>;

export interface Row extends Hours {
  /** A name for each dimension. */
  readonly names: readonly string[];
  /** Where the project of a row lies, if rows are told by project. */
  readonly directory: string | undefined;
  /** Where its work was done, in order: see `workDirectory`. */
  readonly workedIn: readonly string[];
  /** On which machines, in order. */
  readonly machines: readonly string[];
  /** How its human and agent time is known, if it was asked for. */
  readonly knownBy?: KnownBy | undefined;
}

export interface Report {
  readonly rows: readonly Row[];
  readonly total: Hours;
  readonly knownBy: KnownBy;
  readonly leftOut: LeftOut;
  /** Whose tokens are not known, if tokens were asked for. */
  readonly tokenGaps?: TokenGaps | undefined;
}
