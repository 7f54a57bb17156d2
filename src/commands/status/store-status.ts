import type { Correctable } from "../../store/import/correctable.ts";
import type { CopiedSession } from "../../store/reading/copied-sessions.ts";
import type { Overview } from "../../store/overview.ts";

/** What can be told of a store. */
export type StoreStatus = { readonly location: string } &
  /** `isNamed`: by --db or $TT_DB. */
  (
    | { readonly state: "missing"; readonly isNamed: boolean; readonly lacks: Lacks }
    | { readonly state: "unusable"; readonly failure: string }
    | {
        readonly state: "read";
        readonly overview: Overview;
        readonly lacks: Lacks;
        readonly correctable: Correctable | undefined;
        /** Whether who asks may correct them. */
        readonly mayReplace: boolean;
        /** The sessions that lie on more than one machine. */
        readonly copied: readonly CopiedSession[];
      }
  );

/** The agents of which it is not known to have everything that was exported. */
export type Lacks = readonly string[];
