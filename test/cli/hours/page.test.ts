/** The page of `tt report --html`, in a real browser. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe, { type AxeResults, type RunOptions } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clockText } from "../../../src/lib/text/duration.ts";
import { CHROMIUM, launchChromium, openPage, WITHOUT_CHROMIUM } from "../../support/servers/chromium.ts";
import { heavyYear } from "../../support/store/heavy-year.ts";
import { event } from "../../support/store/week.ts";
import { tt } from "../../support/warm/tt.ts";
import { itAlso, some } from "../../support/shares.ts";

const demo = join(import.meta.dirname, "../../../fixtures/demo/home/.claude");
const WEEK = ["2026-W10", "--tz", "Europe/Berlin"];

let home = "";
let browser: Browser | undefined;

beforeAll(async () => {
  if (CHROMIUM === undefined) return;
  home = mkdtempSync(join(tmpdir(), "tt-test-"));
  browser = await launchChromium();
  mkdirSync(join(home, ".time-tracker"));
  writeFileSync(
    join(home, ".time-tracker/projects.json"),
    JSON.stringify({
      projects: [
        { prefix: "/home/ana/garden", name: "Garden", client: "Acme", rate: 90, currency: "EUR" },
        { prefix: "/home/ana/atlas", client: "Bolt", rate: 100, currency: "USD", round: "15m:up" },
      ],
    }),
    { mode: 0o600 },
  );
  run(["export", "--claude-dir", demo, "--source", "claude-code", "--", "tt", "import"]);
  run(["import", "--db", join(home, "odd.db")], oddEvents());
});
afterAll(async () => {
  await browser?.close();
  if (home !== "") rmSync(home, { recursive: true, force: true });
});

function run(args: readonly string[], input = ""): string {
  const { code, stdout, stderr } = tt(args, { home, input, env: { TZ: "UTC" } });
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

/** Writes a page, and opens it. */
async function opened(args: readonly string[], options: Parameters<typeof openPage>[2] = {}) {
  if (browser === undefined) throw new Error("there is no browser");
  const file = join(home, "page.html");
  run(["report", ...args, "--html", file]);
  return openPage(browser, file, options);
}

const NAMES = [
  "<script>window.hacked=1</script>",
  '"><img src=x onerror=window.hacked=1>',
  "</script><script>window.hacked=1</script>",
  "<!--<script>",
  "&lt;b&gt;",
  "\u202egnp.exe",
  "#&project=x=%22",
];

/** Names that would do harm, three agents side by side, and the days on which clocks change. */
function oddEvents(): string {
  const sessions = NAMES.flatMap((name, nth) =>
    ["2026-03-28", "2026-03-29", "2026-10-25"].flatMap((day) => {
      const agent = ["claude-code", "codex", "opencode"][nth % 3] ?? "";
      const where = { agent, session: `${name} ${day}`, cwd: `/home/ana/${name.replaceAll("/", "")}`, branch: name };
      return [
        event("user_message", `${day}T01:0${nth}:00Z`, { ...where, length: 9, has_image: false }),
        event("agent_tool_use", `${day}T01:1${nth}:00Z`, { ...where, tool: "Bash", tool_kind: "shell" }),
        event("agent_turn", `${day}T01:2${nth}:00Z`, { ...where, action: "ended", duration_ms: 1_200_000 }),
      ];
    }),
  );
  return sessions.map((each) => `${JSON.stringify(each)}\n`).join("");
}

const ODD = ["--tz", "Europe/Berlin", "--db"];
const odd = () => [...ODD, join(home, "odd.db")];

async function sums(page: Page) {
  const of = (figure: string) => page.locator(`[data-figure="sum-${figure}"] .value`).allTextContents();
  return { human: await of("human"), agent: await of("agent"), union: await of("union"), amounts: await of("amount") };
}

async function rows(page: Page): Promise<readonly (readonly string[])[]> {
  return page
    .locator("table.hours tbody tr")
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent.trim())));
}

interface ReportJson {
  readonly total: Figures;
  readonly rows: readonly (Figures & Readonly<Record<string, unknown>>)[];
}
interface Figures {
  readonly human_s: number;
  readonly agent_s: number;
  readonly union_s: number;
  readonly amounts?: readonly { readonly amount: string; readonly currency: string }[];
}

function reported(args: readonly string[]): ReportJson {
  return JSON.parse(run(["report", ...args, "--json"])) as ReportJson;
}

function clocks({ human_s, agent_s, union_s, amounts = [] }: Figures) {
  return {
    human: [clockText(human_s)],
    agent: [clockText(agent_s)],
    union: [clockText(union_s)],
    amounts: amounts.map(({ amount, currency }) => `${amount} ${currency}`),
  };
}

/** A row as the page's table has it. */
const rowsIn = ({ rows }: ReportJson, by: readonly string[]) =>
  rows.map(({ human_s, agent_s, union_s, ...row }) =>
    [...by.map((name) => String(row[name])), ...[human_s, agent_s, union_s].map(clockText)].join(" "),
  );

describe.skipIf(CHROMIUM === undefined)(`tt report --html${WITHOUT_CHROMIUM}`, () => {
  it("has the figures of tt report --json, whatever is filtered, and keeps the filters in the fragment", async () => {
    const { page, faults } = await opened([...WEEK, "--amounts"]);
    expect(await sums(page)).toEqual(clocks(reported([...WEEK, "--amounts"]).total));
    expect(await rows(page)).toEqual(
      reported([...WEEK, "--amounts"]).rows.map((row) => [
        String(row["project"]),
        ...[row.human_s, row.agent_s, row.union_s].map(clockText),
        (row.amounts ?? []).map(({ amount, currency }) => `${amount} ${currency}`).join(", "),
      ]),
    );

    await page.locator("summary", { hasText: "Clients" }).click();
    await page.getByRole("group", { name: "Clients" }).getByText("Acme").click();
    const ofAcme = reported([...WEEK, "--amounts", "--client", "Acme"]);
    expect(await sums(page)).toEqual(clocks(ofAcme.total));
    expect(await rows(page)).toHaveLength(1);
    expect(await page.locator(".lanes .stretches rect").count()).toBeGreaterThan(5);
    expect(page.url()).toMatch(/#client=Acme$/);

    // Whoever gets the address sees the same, in another order.
    await page.goto(page.url().replace(/#.*/, "#client=Bolt&client=Acme&by=day%2Cproject&sort=-agent"));
    await page.locator("table.hours tbody tr").first().waitFor();
    const both = reported([...WEEK, "--amounts", "--client", "Acme,Bolt", "--by", "day,project"]);
    expect(await sums(page)).toEqual(clocks(both.total));
    const found = await rows(page);
    const told = found.map(([day = "", ...rest]) => [day.slice(0, 10), ...rest.slice(0, 4)].join(" "));
    expect(told.sort()).toEqual(rowsIn(both, ["day", "project"]).sort());
    const times = found.map((row) => row[3] ?? "");
    expect(times).toEqual([...times].sort().reverse());

    await page.getByRole("radio", { name: "Human" }).check({ force: true });
    expect((await sums(page)).agent).toEqual(["0:00:00"]);
    await page.getByRole("button", { name: "Show all" }).click();
    await page.locator("#find").fill("ATL");
    await page.locator("#by").selectOption("project");
    expect((await rows(page)).map(([name]) => name)).toEqual(["atlas"]);
    expect(page.url()).toMatch(/#find=ATL$/);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  itAlso("draws what tt report --json --detail prints, but no directory", async () => {
    const { page } = await opened(WEEK);
    const held = JSON.parse((await page.locator("#document").textContent()) ?? "") as ReportJson;
    const printed = JSON.parse(run(["report", ...WEEK, "--json", "--detail"])) as ReportJson;
    const rows = printed.rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => name !== "directory")),
    );
    expect(held).toEqual({ ...printed, rows });
    expect(readFileSync(join(home, "page.html"), "utf8")).not.toContain("/home/ana");
    await page.context().close();
  });

  it("shows a stretch on hover and by the keyboard, and copies its session", async () => {
    const { page, faults } = await opened(WEEK, { permissions: ["clipboard-read", "clipboard-write"] });
    const stretch = page.locator(".lanes .stretches rect").first();
    await stretch.hover({ force: true });
    const card = page.locator(".card");
    expect(await card.locator("h3").textContent()).toBe("Garden");
    const words = (await card.textContent()) ?? "";
    for (const part of ["Mon 2 Mar 2026, 09:05:00 to ", "claude-code", "seed-calendar", "Prompts", "seen"])
      expect(words).toContain(part);
    await page.mouse.move(0, 0);
    expect(await card.isVisible()).toBe(false);

    // By Tab from the button of its day.
    await page.getByRole("button", { name: "Mon 2 Mar", exact: true }).focus();
    await page.keyboard.press("Tab");
    expect(await card.isVisible()).toBe(true);
    const first = await page.locator(".stretches rect:focus").getAttribute("aria-label");
    expect(first).toMatch(/^09:05:00 to [\d:]{8}, human, Garden, branch seed-calendar, claude-code, \d+ prompts?, /);
    await page.keyboard.press("ArrowRight");
    const second = await page.locator(".stretches rect:focus").getAttribute("aria-label");
    expect(second).not.toBe(first);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Copy session");
    await page.keyboard.press("Enter");
    await card.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(await card.locator("code").textContent());
    await page.keyboard.press("Escape");
    expect(await card.isVisible()).toBe(false);
    expect(await page.locator(".stretches rect:focus").count()).toBe(1);

    // A day session by session, and back.
    await page.getByRole("button", { name: "Tue 3 Mar", exact: true }).press("Enter");
    expect(await page.locator("#lanes-title").textContent()).toBe("Sessions of Tue 3 Mar 2026");
    expect(await page.locator(".lanes li").count()).toBe(3);
    expect(page.url()).toMatch(/#day=2026-03-03$/);
    await page.getByRole("button", { name: "All days" }).click();
    expect(await page.locator(".lanes li").count()).toBe(7);
    await page.locator(".days rect").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(page.url()).toMatch(/#day=2026-03-03$/);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("shows hostile names as text, and asks nothing of the network", async () => {
    let requests = 0;
    const server = createServer((_request, answer) => {
      requests++;
      answer.setHeader("access-control-allow-origin", "*").end("x");
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { page, faults } = await opened(["2026-W13", ...odd()], { fragment: "#day=2026-03-29" });
    await page.locator(".stretches rect").first().hover({ force: true });
    for (const alternative of await page.locator(".alternative summary").all()) await alternative.click();
    for (const name of NAMES) {
      const shown = name.replaceAll("/", "").replace("\u202e", "\\u{202e}");
      expect(await page.locator("table.hours").getByText(shown, { exact: true }).count()).toBe(1);
    }
    expect(await page.evaluate("'hacked' in window")).toBe(false);
    expect(await page.locator("main img, main script, main b").count()).toBe(0);
    expect(faults).toEqual([]);
    const url = JSON.stringify(`http://127.0.0.1:${port}/`);
    const asked = `fetch(${url}).then(() => "answered", () => "refused")`;
    const drawn = `new Promise((done) => {
      const image = new Image();
      image.onload = () => done("loaded");
      image.onerror = () => done("refused");
      image.src = ${url};
    })`;
    expect(await page.evaluate(`Promise.all([${asked}, ${drawn}])`)).toEqual(["refused", "refused"]);
    expect(requests).toBe(0);
    server.close();
    await page.context().close();
  });

  itAlso("draws days on which clocks change with 23 and 25 hours", async () => {
    const drawn = async (page: Page, name: string) => {
      const svg = page.locator(".lanes li", { hasText: name }).locator("svg");
      await svg.scrollIntoViewIfNeeded();
      const hours = await svg.locator("text").allTextContents();
      const left = Number(await svg.locator(".stretches rect").first().getAttribute("x"));
      return { hours, share: left / Number(await svg.getAttribute("width")) };
    };
    const march = await opened(["2026-W13", ...odd()]);
    const usual = await drawn(march.page, "Sat 28 Mar");
    expect(usual.hours).toEqual([]);
    expect(usual.share).toBeCloseTo(2 / 24, 2);
    // At 01:00 UTC clocks have just changed: two or three hours of the day have passed.
    const spring = await drawn(march.page, "Sun 29 Mar");
    expect(spring.hours.slice(0, 4)).toEqual(["00", "01", "03", "04"]);
    expect(spring.hours).toHaveLength(23);
    expect(spring.share).toBeCloseTo(2 / 23, 2);
    await march.page.context().close();
    const october = await opened(["2026-W43", ...odd()]);
    const autumn = await drawn(october.page, "Sun 25 Oct");
    expect(autumn.hours.slice(0, 5)).toEqual(["00", "01", "02", "02", "03"]);
    expect(autumn.hours).toHaveLength(25);
    expect(autumn.share).toBeCloseTo(3 / 25, 2);
    await october.page.context().close();
  });

  itAlso("is printed with the sums, the table and the lanes, on A4 and Letter, in light colours", async () => {
    const { page } = await opened([...WEEK, "--by", "day,project"], { colorScheme: "dark" });
    const { total } = reported(WEEK);
    const hasPdftotext = spawnSync("pdftotext", ["-v"]).error === undefined;
    for (const [format, size] of [
      ["A4", /595(?:\.\d+)? x 84[12]/],
      ["Letter", /612 x 792/],
    ] as const) {
      const pdf = join(home, `${format}.pdf`);
      await page.pdf({ path: pdf, format });
      if (!hasPdftotext) continue;
      const text = spawnSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" }).stdout;
      // The table goes on to another page: with its head, and one total.
      expect(text.match(/^ *total /gm)).toHaveLength(1);
      for (const sum of [total.human_s, total.agent_s, total.union_s]) expect(text).toContain(clockText(sum));
      for (const part of ["atlas", "Garden", "ledger", "Thu 5 Mar", "total", "How it is counted"])
        expect(text).toContain(part);
      for (const control of ["Projects", "A row for each", "As a table", "Calendar"])
        expect(text).not.toContain(control);
      expect(spawnSync("pdfinfo", [pdf], { encoding: "utf8" }).stdout).toMatch(size);
    }
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    // Every row is drawn, in a width that fits.
    expect(await page.locator(".lanes svg").count()).toBe(5);
    expect(await page.locator(".filters").isVisible()).toBe(false);
    await page.context().close();
  });

  it.each(some(["light", "dark"] as const))("has no violations by axe-core: %s", async (colorScheme) => {
    const { page, faults } = await opened(["2026-W13", ...odd()], { colorScheme });
    const grounds = { light: "rgb(246, 247, 248)", dark: "rgb(15, 18, 21)" };
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(grounds[colorScheme]);
    await page.evaluate(axe.source);
    // With everything open that can be opened.
    await page.evaluate('location.hash = "#day=2026-03-29&by=day%2Cproject&sort=-human"');
    for (const alternative of await page.locator(".alternative summary").all()) await alternative.click();
    await page.locator(".stretches rect").first().focus();
    await page.keyboard.press("Enter");
    expect(await page.locator(".card").isVisible()).toBe(true);
    await page.evaluate("document.querySelector('details.choice').open = true");
    // In the dark only colours are others.
    expect(await violations(page, colorScheme === "dark" ? { runOnly: ["color-contrast"] } : {})).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  itAlso("opens a year of 20,000 stretches in under two seconds of script time, in 5 MB", async () => {
    run(["import", "--db", join(home, "year.db")], heavyYear(2025));
    const { page } = await opened(["2025", "--tz", "Europe/Berlin", "--db", join(home, "year.db")]);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    await page.reload();
    await page.locator("table.hours tbody tr").first().waitFor();
    const { metrics } = await session.send("Performance.getMetrics");
    const script = metrics.find(({ name }) => name === "ScriptDuration")?.value ?? Infinity;
    const count = await page.evaluate(
      "JSON.parse(document.querySelector('#document').textContent).detail.stretches.length",
    );
    expect(count).toBeGreaterThan(20_000);
    expect(script).toBeLessThan(2);
    expect(statSync(join(home, "page.html")).size).toBeLessThan(5_000_000);
    // Of its 365 rows those are drawn that are seen.
    expect(await page.locator(".lanes li").count()).toBe(365);
    expect(await page.locator(".lanes svg").count()).toBeLessThan(40);
    await page.locator(".lanes li").last().scrollIntoViewIfNeeded();
    await page.locator(".lanes li").last().locator("svg").waitFor();
    expect(await page.locator(".lanes svg").count()).toBeLessThan(60);
    await page.context().close();
  });
});

/** By the default rules, which are WCAG 2 A and AA and best practices. */
async function violations(page: Page, options: RunOptions): Promise<readonly string[]> {
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
