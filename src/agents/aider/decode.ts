import type { DocumentFormat } from "../../logs/documents/format.ts";
import { LocalTimes } from "../../logs/record/local-time.ts";
import { chatOf, projectOf } from "./discover.ts";
import { runsIn } from "./chat.ts";
import { entriesIn } from "./entries.ts";
import { Observer } from "./observer.ts";
import { Runs } from "./runs.ts";

/** Input histories. `README.md` beside this file tells what they look like. */
export const aiderHistories: DocumentFormat = {
  revision: 2,
  *decode(log, documents) {
    const history = documents.text(log.path);
    if (history === undefined || log.zone === undefined) return false;
    const cwd = projectOf(log);
    // The start of a run is written before its first prompt, so that what comes later changes nothing.
    const path = chatOf(log);
    const chat = path === undefined ? undefined : documents.text(path);
    if (documents.failed) return false;
    const times = new LocalTimes(log.zone);
    const runs = runsIn(chat ?? "").flatMap(({ local, ...run }) => {
      const at = times.instant(local);
      return at === undefined ? [] : [{ at, ...run }];
    });
    const observer = new Observer(new Runs(runs), cwd);
    for (const entry of entriesIn(history)) {
      const at = times.instant(entry.local);
      if (at !== undefined) yield* observer.entry(entry, at);
    }
    return false;
  },
};
