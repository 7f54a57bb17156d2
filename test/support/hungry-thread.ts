/** A reading thread that takes all its memory for a log whose path ends with `hungry.jsonl`, after its first batch. */
import { serve } from "../../src/export/threads/serve.ts";
import { claudeCode } from "../../src/sources/claude-code/index.ts";

serve([
  {
    ...claudeCode,
    async *read(log, cursor) {
      for await (const batch of claudeCode.read(log, cursor)) {
        yield batch;
        if (!log.path.endsWith("hungry.jsonl")) continue;
        for (const hoard: unknown[][] = []; ;) hoard.push(Array.from({ length: 1000 }, (_, at) => ({ at })));
      }
    },
  },
]);
