import { text } from "node:stream/consumers";
import { startTt, type Ended, type TtOptions } from "./tt.ts";

/** Runs the built program to its end while this process goes on, for tests that serve it or run it beside another. */
export async function ttAsync(args: readonly string[], options: TtOptions): Promise<Ended> {
  const child = startTt(args, options);
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stdout: await stdout, stderr: await stderr };
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
