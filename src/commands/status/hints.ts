import type { SourceStatus } from "../../export/source-status.ts";
import { rootWords } from "../../logs/finding/find.ts";

/** Something a person may want to know; nothing is wrong. */
export interface StatusHint {
  readonly kind: "other-directory";
  readonly path: string;
  readonly message: string;
}

/** What looks as if it might be read too. */
export function hintsOf(statuses: readonly SourceStatus[]): readonly StatusHint[] {
  return statuses.flatMap(({ source, roots, beside }) =>
    beside.map((path): StatusHint => {
      const options = [...roots.filter(({ found }) => found).map((root) => root.path), path].map((one) =>
        rootWords(source, one).join(" "),
      );
      const message = `\`${path}\` looks like a directory of ${source.agent}: ${options.join(" ")} reads it`;
      return { kind: "other-directory", path, message };
    }),
  );
}
