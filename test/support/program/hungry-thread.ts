/** A reading thread that takes all its memory for a log whose path ends with `hungry.jsonl`, after its first batch. */
import { serve } from "../../../src/export/threads/serve.ts";
import { claudeCode } from "../../../src/agents/claude-code/index.ts";

const source = claudeCode();

serve([
  {
    ...source,
    async *read(log, cursor) {
      for await (const batch of source.read(log, cursor)) {
        yield batch;
        if (!log.path.endsWith("hungry.jsonl")) continue;
        for (const hoard: unknown[][] = []; ;) hoard.push(Array.from({ length: 1000 }, (_, at) => ({ at })));
      }
    },
  },
]);
