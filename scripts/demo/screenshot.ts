/**
 * Makes `docs/page.png`, the picture of the page in the README, from the sample week in `fixtures/demo`; needs a build and
 * Chromium. Touches nothing in the home folder.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchChromium, openPage } from "../../test/support/servers/chromium.ts";

const repository = join(import.meta.dirname, "../..");
const temporary = mkdtempSync(join(tmpdir(), "tt-screenshot-"));

function tt(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [join(repository, "bin/tt.js"), ...args], {
    cwd: repository,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: temporary, TT_DATA_DIR: join(temporary, "data") },
  });
  if (status !== 0) throw new Error(`tt ended with ${status}: ${stderr}`);
}

try {
  tt(["export", "--claude-dir", "fixtures/demo/home/.claude", "--source", "claude-code", "--", "tt", "import"]);
  const file = join(temporary, "page.html");
  tt(["report", "2026-W10", "--tz", "Europe/Berlin", "--html", file]);
  const browser = await launchChromium();
  const { page } = await openPage(browser, file, { viewport: { width: 1120, height: 1345 } });
  await page.locator(".lanes svg").nth(4).waitFor();
  await page.screenshot({ path: join(repository, "docs/page.png") });
  await browser.close();
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
