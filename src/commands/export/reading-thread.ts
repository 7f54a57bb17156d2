/** The entry of a thread that reads logs for `tt export`. */
import { isApart, serveApart } from "../../export/threads/serve-apart.ts";
import { serve } from "../../export/threads/serve.ts";
import { sources } from "../../agents/index.ts";

if (isApart()) serveApart(sources);
else serve(sources);
