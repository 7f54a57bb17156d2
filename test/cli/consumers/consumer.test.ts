/** Delivery to a command: positions are stored only after it has read everything and exited 0. */
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { garden, linesOf, prompt, stateOf } from "../../support/homes/garden.ts";
import { ttCommand } from "../../support/program/tt.ts";

const HINT = "\n\nhint: no position was stored: the next export delivers the same events again\n";

describe("tt export -- CONSUMER", () => {
  it("stores the positions after the consumer exited 0, and hands its output through", () => {
    const { sh, full } = garden();
    const { code, stdout, stderr } = sh("tt export -- cat");
    expect([code, linesOf(stdout), stderr]).toEqual([0, full(), ""]);
    expect(sh("tt export").stdout).toBe("");
  });

  it.each([
    ["exits non-zero after it read everything", "sh -c 'cat > /dev/null; exit 3'", "exited with code 3"],
    ["exits non-zero at once", "false", "exited with code 1"],
    ["exits 0 without reading", "true", "ended before it had read every event"],
    ["exits 0 after a part", "head -n 1", "ended before it had read every event"],
    ["closes its input and exits 0", "sh -c 'exec <&-; sleep 0.1'", "ended before it had read every event"],
    ["kills itself", "sh -c 'cat > /dev/null; kill -9 $$'", "was ended by SIGKILL"],
    ["reads half and fails", "sh -c 'head -c 300000 > /dev/null; exit 1'", "exited with code 1"],
    ["is not there", "no-such-command --of ours", "could not be started (ENOENT)"],
    ["is a directory", "/tmp", "could not be started (EACCES)"],
  ])("stores nothing and exits 74 when the consumer %s", (_, consumer, why) => {
    const world = garden({ events: 5000 });
    const { code, stderr } = world.sh(`tt export -- ${consumer}`);
    expect([code, stderr]).toEqual([74, expect.stringMatching(/^tt: the consumer `[^\n]*` [^\n]*\n\nhint: /)]);
    expect(stderr).toContain(`${why}${HINT}`);
    world.expectNothingStored();
  });

  it.each(["true", "sh -c 'read -r line'"])(
    "notices that `%s` left a short input unread, which a pipe would not tell",
    (consumer) => {
      const world = garden();
      expect(world.sh(`tt export -- ${consumer}`).code).toBe(74);
      world.expectNothingStored();
    },
  );

  it("does not start it when nothing is new, nor in a dry run", () => {
    const { sh, home } = garden();
    expect(sh(`tt export --dry-run -- touch ${home}/started`).code).toBe(0);
    sh("tt export");
    expect(sh(`tt export -- touch ${home}/started`).code).toBe(0);
    expect(existsSync(join(home, "started"))).toBe(false);
  });

  it("runs it without a shell, its arguments as they are", () => {
    const { sh } = garden();
    const { stdout } = sh(`tt export -- sh -c 'cat > /dev/null; printf "<%s>" "$@"' sh '$HOME' 'a b' '*' ''`);
    expect(stdout).toBe("<$HOME><a b><*><>");
  });

  it("ends its input on a whole line, and closes it", () => {
    const { sh } = garden({ events: 3000 });
    expect(sh("tt export -- tail -c 2").stdout).toBe("}\n");
  });

  it("tells it where our data directory is, absolute", () => {
    const { sh, home } = garden();
    const script = "tt export --data-dir sub/dir -- sh -c 'cat > /dev/null; echo $TT_DATA_DIR'";
    expect(sh(script).stdout).toBe(`${join(home, "sub/dir")}\n`);
  });

  it("takes `tt` as this very program and this Node, whatever the path says", () => {
    const { sh, home } = garden();
    writeFileSync(join(home, "tt"), "#!/bin/sh\ncat > /dev/null; echo another program\n", { mode: 0o755 });
    // Of ours, `--version` reads nothing of its input: what tells that it ran is the failure, and the version.
    const { stdout, code } = sh("PATH=$HOME:$PATH; unset -f tt; $TT export -- tt --version");
    expect([stdout, code]).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+\n$/), 74]);
  });

  it("takes `tt` as this very program when it was started through a link", () => {
    const { sh, home } = garden();
    symlinkSync(ttCommand[1], join(home, "link"));
    expect(sh("$NODE $HOME/link export -- tt --version").stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("waits for what its consumer left in the background to read everything", () => {
    const { sh, home, full } = garden({ events: 3000 });
    const script = `tt export -- sh -c 'exec 3<&0; (sleep 0.2; cat <&3 > ${home}/kept) & exec 3<&-; exit 0'`;
    expect(sh(script).code).toBe(0);
    expect(linesOf(readFileSync(join(home, "kept"), "utf8"))).toEqual(full());
  });

  it("tells of it by the name of the program alone: an argument may be a secret", () => {
    const { sh, dataDir } = garden();
    const { stderr } = sh("tt export -- sh -c 'cat > /dev/null; exit 3' --token=hunter2");
    expect(stderr).toBe(`tt: the consumer \`sh\` exited with code 3${HINT}`);
    const texts = [stderr, readFileSync(join(dataDir, "last-export.json"), "utf8"), sh("tt status").stdout];
    for (const text of texts) expect(text).toMatch(/the consumer `sh` exited with code 3(?![^\n]*hunter2)/);
  });

  it("delivers to it what an export before could not, then only what is new", () => {
    const { sh, grow, manifest } = garden();
    sh("tt export -- cat");
    const before = stateOf(manifest);
    grow(prompt("u3"));
    expect(sh("tt export -- sh -c 'cat; exit 1'").code).toBe(74);
    expect(stateOf(manifest)).toEqual(before);
    const { stdout } = sh("tt export -- cat");
    expect(linesOf(stdout)).toEqual([expect.stringContaining(":u3")]);
  });

  it("refuses a consumer whose output is one of the logs", () => {
    const { sh, log } = garden();
    const before = readFileSync(log, "utf8");
    expect(sh(`tt export -- cat >> ${log}`).code).toBe(2);
    expect(readFileSync(log, "utf8")).toBe(before);
  });
});
