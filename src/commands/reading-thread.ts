/** The entry of a thread that reads logs for `tt export`. */
import { serve } from "../export/threads/serve.ts";
import { sources } from "../sources/index.ts";

serve(sources);
