// Retries a run from the landing page until it has succeeded: `node retry.mjs [service]`. Needs a service without authentication.
import { chromium } from "playwright-core";

const [service = "http://localhost:8080"] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const errors = [];
page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
page.on("pageerror", (error) => errors.push(error.message));

await page.goto(`${service}/?days=30`);
const failures = page.locator(".failure");
await failures.first().waitFor();
const name = await failures.first().locator(".f-name").innerText();
await failures.first().getByRole("button", { name: "Retry" }).click();
const send = page.locator("dialog .d-foot .primary");
await page.waitForFunction(() => document.querySelector("dialog .d-foot .primary")?.getAttribute("aria-disabled") === "false");
console.log(`${name.replace(/\s+/g, "")}: ${await send.innerText()}`);
await send.click();
await page.waitForURL(/-r\d+$/);
await page.locator(".run-line .s-SUCCEEDED, .run-line .s-FAILED").first().waitFor({ timeout: 60000 });
console.log(`${new URL(page.url()).pathname}: ${await page.locator(".run-line .status").innerText()}`);
await page.goto(`${service}/?days=30`);
await failures.first().waitFor();
const left = (await page.locator(".f-name").allInnerTexts()).includes(name);
console.log(left ? "It is still listed" : "It has left the list");
errors.forEach((each) => console.log(each));
process.exitCode = errors.length || left ? 1 : 0;
await browser.close();
