import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

/** The Chromium of this machine, as Debian and others call it; `undefined` where there is none. */
export const CHROMIUM: string | undefined = (process.env["PATH"] ?? "")
  .split(delimiter)
  .flatMap((folder) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(folder, name)))
  .find((path) => existsSync(path));

/** Said in the names of tests that are skipped. */
export const WITHOUT_CHROMIUM = CHROMIUM === undefined ? " (skipped: there is no 'chromium' here)" : "";

/** Starts it; as root, as which tests may run, it has no sandbox. */
export async function launchChromium(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("there is no Chromium here");
  return chromium.launch({ executablePath: CHROMIUM, chromiumSandbox: process.getuid?.() !== 0 });
}

/** A page that is open, and what it did that it should not do. */
export interface Opened {
  readonly page: Page;
  /** Errors, words on the console, dialogs, requests for anything but the page itself. */
  readonly faults: readonly string[];
}

/** Opens a file as a reader does. */
export async function openPage(
  browser: Browser,
  file: string,
  { fragment = "", ...options }: BrowserContextOptions & { readonly fragment?: string } = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => faults.push(`console: ${message.text()}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== url) faults.push(`request: ${request.url()}`);
  });
  await page.goto(url + fragment);
  await page.locator(".sum").first().waitFor();
  return { page, faults };
}
