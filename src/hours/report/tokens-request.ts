import type { PriceList } from "../../spending/price-list.ts";

/** How tokens are told. */
export interface TokensRequest {
  /** What they cost is told by these. */
  readonly prices: PriceList | undefined;
  /** Agents whose logs do not tell of them. */
  readonly tokenless: ReadonlySet<string>;
  /** Agents whose logs tell at the end of a run what all of it took, which may be on another day. */
  readonly ofRuns?: ReadonlySet<string>;
}
