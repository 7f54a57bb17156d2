import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pathOfUri } from "../../../src/log-formats/vscode/uri.ts";
import { userDirectories, userDirectory } from "../../../src/log-formats/vscode/user-directories.ts";
import { workspaceFolder } from "../../../src/log-formats/vscode/workspace.ts";
import { tempDir } from "../../support/program/temp.ts";

const paths = (env: Parameters<typeof userDirectories.find>[0]) => userDirectories.find(env).map(({ path }) => path);

describe("VS Code's directories", () => {
  it("lie where each system has the data of programs, and where its server has them", () => {
    const home = "/home/ana";
    const linux = paths({ home, vars: {}, platform: "linux" });
    expect(linux).toContain("/home/ana/.config/Code - Insiders/User");
    expect(linux).toContain("/home/ana/.vscode-server/data/User");
    expect(paths({ home, vars: { XDG_CONFIG_HOME: "/srv/c" }, platform: "linux" })).toContain("/srv/c/VSCodium/User");
    expect(paths({ home, vars: {}, platform: "darwin" })).toContain(
      "/home/ana/Library/Application Support/Windsurf/User",
    );
    expect(paths({ home, vars: { APPDATA: "/mnt/c/r" }, platform: "win32" })).toContain("/mnt/c/r/Code/User");
    expect(paths({ home, vars: { VSCODE_PORTABLE: "/opt/p/data" }, platform: "linux" })[0]).toBe(
      "/opt/p/data/user-data/User",
    );
    expect(userDirectory("Cursor")({ home, vars: {}, platform: "linux" })).toEqual([
      { path: "/home/ana/.config/Cursor/User", named: false },
    ]);
  });

  it.each([
    ["file:///home/ana/my%20garden", "/home/ana/my garden"],
    ["file:///c%3A/Users/ana/garden", "c:\\Users\\ana\\garden"],
    ["file://shed/share/garden", "\\\\shed\\share\\garden"],
    ["vscode-remote://ssh-remote%2Bshed/home/ana/garden", "/home/ana/garden"],
    ["vscode-vfs://github/ana/garden", undefined],
    ["file:///a%2Fb", undefined],
    ["file:///%ff", undefined],
    ["vscode-remote://shed/%", undefined],
    ["/home/ana/garden", undefined],
    [7, undefined],
  ])("has of the URI %s the path %s", (uri, path) => {
    expect(pathOfUri(uri)).toBe(path);
  });

  it("names the folder of a workspace, if it has one", () => {
    const directory = tempDir();
    expect(workspaceFolder(directory).read()).toBeUndefined();
    for (const [text, folder] of [
      ['{"folder":"file:///home/ana/garden"}', "/home/ana/garden"],
      ['{"workspace":"file:///home/ana/all.code-workspace"}', undefined],
      ['{"folder":', undefined],
      [`{"folder":"file:///${"x".repeat(70_000)}"}`, undefined],
    ] as const) {
      writeFileSync(join(directory, "workspace.json"), text);
      expect(workspaceFolder(directory).read()).toBe(folder);
    }
    mkdirSync(join(directory, "shed/workspace.json"), { recursive: true });
    expect(workspaceFolder(join(directory, "shed")).read()).toBeUndefined();
  });
});
