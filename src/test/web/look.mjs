// Opens every page of a running service in both themes and several widths, and reports what is wrong: `node look.mjs [service] [folder]`.
// Writes a screenshot of each into the folder. Needs `npm install` here and a Chromium (CHROMIUM, or /usr/bin/chromium).
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [service = "http://localhost:8080", folder = "/tmp/dashboard"] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [1440, 1280, 400];
const QUERY = `{ pipelineRuns(first: 100) { nodes { namespace name status tasks(first: 1) { totalCount } lineage { attemptCount } } } }`;

/** The pages, with runs of every kind that the service has. */
async function pages() {
  const answer = await fetch(`${service}/graphql`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ query: QUERY }) });
  const runs = (await answer.json()).data.pipelineRuns.nodes;
  const path = (run) => `/runs/${run.namespace}/${run.name}`;
  const found = {
    failed: runs.find((run) => run.status === "FAILED" && run.tasks.totalCount > 2),
    large: runs.reduce((one, other) => (other.tasks.totalCount > one.tasks.totalCount ? other : one)),
    without: runs.find((run) => run.tasks.totalCount === 0),
    retried: runs.find((run) => run.lineage.attemptCount > 1),
    long: runs.reduce((one, other) => (other.name.length > one.name.length ? other : one)),
  };
  return {
    unresolved: "/", runs: "/runs", nothing: "/runs?namespace=there-is-none", reports: "/reports", requests: "/requests", mirror: "/mirror",
    unknown: "/runs/nowhere/nothing", lineage: `${path(found.retried ?? found.failed)}/lineage`,
    ...Object.fromEntries(Object.entries(found).filter(([, run]) => run).map(([name, run]) => [`run-${name}`, path(run)])),
  };
}

/** What is wrong with a page. */
async function faults(page) {
  await page.evaluate(`${axe};0`);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run();
    const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    if (document.documentElement.scrollWidth > innerWidth) said.push(`wider than its window: ${document.documentElement.scrollWidth} px`);
    return said;
  });
}

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const wanted = Object.entries(await pages());
let count = 0;
for (const theme of ["light", "dark"]) {
  for (const width of WIDTHS) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: theme, reducedMotion: "reduce" });
    const said = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("request", (request) => !request.url().startsWith(service) && !/^(blob|data):/.test(request.url()) && said.push(`asks another host: ${request.url()}`));
    for (const [name, path] of wanted) {
      await page.goto(service + path);
      await page.waitForSelector("main h1, main .empty");
      await page.waitForTimeout(500);
      said.push(...(await faults(page)));
      await page.screenshot({ path: `${folder}/${name}-${width}-${theme}.png` });
      for (const each of said.splice(0)) console.log(`${name} ${width} ${theme}: ${each}`), count++;
    }
    await page.close();
  }
}
await browser.close();
console.log(`${wanted.length * WIDTHS.length * 2} views, ${count} faults`);
process.exitCode = count ? 1 : 0;
