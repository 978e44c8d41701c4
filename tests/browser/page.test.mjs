/* The page as people use it: searches, filters, the timeline, an article, the keyboard, without
 * JavaScript, on a phone, and what axe-core finds. Its environment: BASE, CHROMIUM, and SHOTS, a
 * folder for pictures of each page where one is wanted. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const { BASE, CHROMIUM, SHOTS } = process.env;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser;

before(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});
after(() => browser.close());

/* Run a test in a page of its own; nothing may fail, be refused by the policy, or leave the host. */
function inPage(name, options, body) {
    test(name, { timeout: 60000 }, async () => {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
        const page = await context.newPage();
        const trouble = [];
        page.on("pageerror", (error) => trouble.push(error.message));
        page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
        page.on("request", (request) => request.url().startsWith(BASE) || trouble.push(request.url()));
        try {
            await body(page);
            assert.deepEqual(trouble.filter((text) => !options.expected?.test(text)), []);
        } finally {
            if (SHOTS)
                await page.screenshot({ path: `${SHOTS}/${name.replace(/[^a-z0-9]+/gi, "-")}.png`, fullPage: true });
            await context.close();
        }
    });
}

const search = (page, query) => page.goto(`${BASE}/search?q=${encodeURIComponent(query)}`);
const total = async (page) => Number.parseInt((await page.textContent(".total")).replace(/[^0-9]*([0-9,]+).*/s, "$1").replaceAll(",", ""), 10);
/* What the same address answers as JSON: the page must show that. */
const answer = async (page, query, more = "") =>
    (await page.request.get(`${BASE}/search?q=${encodeURIComponent(query)}${more}`, { headers: { Accept: "application/json" } })).json();
const titles = (page) => page.locator(".hit h2").allTextContents();

async function submit(page, query) {
    await page.fill("#q", query);
    await Promise.all([page.waitForNavigation(), page.press("#q", "Enter")]);
}

inPage("a search from the first page", {}, async (page) => {
    await page.goto(`${BASE}/`);
    await submit(page, "Russia mediation Iran");
    assert.match(page.url(), /\/search\?q=Russia\+mediation\+Iran$/);
    const result = await answer(page, "Russia mediation Iran");
    assert.ok(result.total.value > 0);
    assert.equal(await total(page), result.total.value);
    assert.deepEqual((await titles(page)).map((title) => title.trim()), result.hits.map((hit) => hit.title));
    const first = page.locator(".hit").first();
    assert.match(await first.locator("h2").textContent(), /Russia.*mediat.*Iran|mediat.*Russia.*Iran|Iran.*mediat/i);
    assert.ok((await first.locator("h2 mark").allTextContents()).length >= 2);
    assert.ok((await first.locator(".snippet mark").count()) >= 2);
    const pieces = await first.locator(".snippet").count();
    assert.equal((await first.locator(".snippets").textContent()).split("\u00a0… ").length, pieces);
    assert.match(await first.locator(".meta").textContent(), /2025/);
    assert.equal(await page.inputValue("#q"), "Russia mediation Iran");
    assert.match(await page.textContent(".widened"), /other names: Russia, Iran; in other languages: mediation/);
    await page.locator(".widened a").click();
    await page.waitForURL(/exact=1/);
    assert.equal(await total(page), (await answer(page, "Russia mediation Iran", "&exact=1")).total.value);
    assert.equal(await page.locator(".widened").count(), 0);
});

inPage("what is copied is told", {}, async (page) => {
    await search(page, "Russia mediation Iran");
    const copies = page.locator(".copies").first();
    await copies.locator("summary").click();
    assert.ok((await copies.locator("li a").count()) >= 1);
});

inPage("a facet narrows, and its filter widens again", {}, async (page) => {
    await search(page, "Iran");
    const all = await total(page);
    const value = page.locator(".facet", { hasText: "Source" }).locator("li").first();
    const count = Number(await value.locator(".count").textContent());
    await value.locator("a").click();
    assert.equal(await total(page), count);
    assert.ok(count < all);
    await page.locator(".filters a").click();
    assert.equal(await total(page), all);
});

inPage("facets of people, countries and organisations narrow by the query", {}, async (page) => {
    await search(page, "Iran OR Russia");
    for (const [heading, field] of [["Person", "person"], ["Country", "country"], ["Organisation", "org"]]) {
        await search(page, "Iran OR Russia");
        const values = page.locator(".facet", { hasText: heading }).locator("li");
        const names = await values.locator("a").allTextContents();
        assert.equal(new Set(names).size, names.length); /* nobody twice */
        for (let at = 0; at < 3; at++) {
            await search(page, "Iran OR Russia");
            const count = Number(await values.nth(at).locator(".count").textContent());
            await values.nth(at).locator("a").click();
            await page.waitForURL(/%28/);
            assert.match(await page.inputValue("#q"), new RegExp(`^\\(Iran OR Russia\\) ${field}:"`));
            assert.equal(await total(page), count);
        }
    }
});

inPage("a click on the timeline narrows the dates", {}, async (page) => {
    await search(page, "Iran");
    const bars = page.locator(".timeline svg a");
    const words = await bars.evaluateAll((all) => all.map((bar) => bar.querySelector("title").textContent));
    const at = words.findIndex((text) => / [2-9] articles/.test(text));
    const count = Number(words[at].match(/: (\d+) article/)[1]);
    await bars.nth(at).locator(".reach").click();
    await page.waitForURL(/from=/);
    assert.equal(await total(page), count);
    assert.notEqual(await page.inputValue("[name=from]"), "");
    await page.locator(".filters a", { hasText: "dated" }).click(); /* what may be of that time, too */
    assert.ok((await total(page)) >= count);
    assert.equal(await page.locator(".filters a", { hasText: "dated" }).count(), 0);
});

inPage("every bar has what its link finds, and what is in no bar is told", {}, async (page) => {
    await search(page, "*");
    const timeline = (await answer(page, "*", "&timeline=month")).counted.timeline;
    assert.ok(timeline.less_exact > 0);
    const told = await page.locator(".timeline .rest").textContent();
    assert.match(told, new RegExp(`\\b${timeline.less_exact} articles? that`));
    const rows = await page.locator(".table tbody tr").evaluateAll((all) =>
        all.map((row) => [row.querySelector("a").href, Number(row.cells[1].textContent.replaceAll(",", ""))]));
    assert.ok(rows.length > 10);
    for (const [address, count] of rows.slice(-8)) {
        await page.goto(address);
        assert.equal(await total(page), count, address);
    }
});

inPage("dragging over the timeline takes several bars", {}, async (page) => {
    await search(page, "Iran");
    const box = await page.locator(".timeline svg").boundingBox();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + 20, { steps: 8 });
    assert.match(await page.locator(".tip").textContent(), / to /);
    await Promise.all([page.waitForURL(/from=.*to=/), page.mouse.move(box.x + box.width - 3, box.y + 20, { steps: 8 }).then(() => page.mouse.up())]);
    assert.ok((await total(page)) > 1);
});

inPage("pages go on and back", {}, async (page) => {
    await search(page, "Iran");
    const first = await titles(page);
    await page.locator(".paging [rel=next]").click();
    await page.waitForURL(/offset=10/);
    const second = await titles(page);
    assert.ok(second.length > 0 && !second.some((title) => first.includes(title)));
    await page.goBack();
    assert.deepEqual(await titles(page), first);
    await page.goForward();
    await page.locator(".paging [rel=prev]").click();
    assert.deepEqual(await titles(page), first);
});

inPage("sorting by date", {}, async (page) => {
    await search(page, "Iran");
    await page.selectOption("[name=sort]", "oldest");
    await submit(page, "Iran");
    const dates = await page.locator(".hit time").evaluateAll((all) => all.map((time) => time.dateTime));
    assert.deepEqual(dates, [...dates].sort());
});

inPage("Arabic from right to left", {}, async (page) => {
    await search(page, "إيران");
    assert.equal(await page.locator("#q").evaluate((box) => getComputedStyle(box).direction), "rtl");
    const heading = page.locator(".hit h2").first();
    assert.equal(await heading.evaluate((one) => getComputedStyle(one).direction), "rtl");
    assert.match(await heading.getAttribute("lang"), /^(ar|fa)/);
    const hit = page.locator(".hit").first();
    for (const part of [".meta", ".snippets"])
        assert.equal(await hit.locator(part).evaluate((one) => getComputedStyle(one).direction), "rtl");
    assert.match(await hit.locator("time").evaluate((one) => getComputedStyle(one).direction), /ltr/);
    assert.ok((await page.locator(".snippet mark").count()) > 0);
});

inPage("Chinese", {}, async (page) => {
    const [exact, any] = [await answer(page, "=俄罗斯"), await answer(page, "俄罗斯")];
    assert.ok(exact.total.value > 0 && exact.hits.every((hit) => hit.language.startsWith("zh")));
    assert.ok(any.total.value > exact.total.value && any.query.entities[0].code === "ru");
    await search(page, "=俄罗斯");
    assert.equal(await total(page), exact.total.value);
    assert.equal(await page.locator(".snippet mark").first().textContent(), "俄罗斯");
    await search(page, "俄罗斯"); /* what has the word itself comes before what names Russia otherwise */
    assert.equal(await total(page), any.total.value);
    assert.deepEqual(any.hits.slice(0, exact.hits.length).map((hit) => hit.id).sort(), exact.hits.map((hit) => hit.id).sort());
    assert.equal(await page.locator(".hit h2").first().getAttribute("lang"), exact.hits[0].language);
    assert.equal(await page.locator(".snippet mark").first().textContent(), "俄罗斯");
});

inPage("a mistake is underlined in its place", {}, async (page) => {
    await search(page, 'Iran "nuclear talks');
    assert.equal(await page.locator(".wrong").textContent(), '"');
    assert.match(await page.locator(".place").textContent(), /not closed/);
});

inPage("a word that the index does not have", {}, async (page) => {
    await search(page, "medation Iran");
    assert.equal(await total(page) || 0, 0);
    await page.locator(".meant a").click();
    assert.ok((await total(page)) > 0);
});

inPage("an article, and back", {}, async (page) => {
    await search(page, "Russia mediation Iran");
    const shown = await titles(page);
    await page.locator(".hit h2 a").first().click();
    assert.equal((await page.textContent("h1")).trim(), shown[0].trim());
    assert.ok((await page.locator(".body mark").count()) > 3);
    assert.match(await page.textContent(".byline"), /Post.*2025/s);
    assert.match(await page.textContent(".facts"), /Language/);
    await page.locator(".back a").click();
    assert.deepEqual(await titles(page), shown);
    await page.goBack();
    await page.locator(".related a", { hasText: "similar" }).click();
    assert.ok((await titles(page)).length > 3);
});

inPage("completion by the keyboard", {}, async (page) => {
    await page.goto(`${BASE}/`);
    await page.locator("#q").pressSequentially("talks lavr");
    await page.locator(".completion li").first().waitFor();
    assert.equal(await page.getAttribute("#q", "aria-expanded"), "true");
    await page.press("#q", "ArrowDown");
    await page.press("#q", "ArrowDown");
    assert.equal(await page.locator(".completion [aria-selected=true]").count(), 1);
    await page.press("#q", "Enter");
    assert.match(await page.inputValue("#q"), /^talks person:"sergei-lavrov" $/);
    await Promise.all([page.waitForNavigation(), page.press("#q", "Enter")]);
    assert.ok((await total(page)) > 0);
});

inPage("keys: to the box, from hit to hit", {}, async (page) => {
    await search(page, "Iran");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    assert.equal(await page.evaluate(() => document.activeElement.closest("li").value), 2);
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.id), "q");
    await page.goto(`${BASE}/search?q=Iran`);
    await page.keyboard.press("Tab");
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Skip/);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "content");
});

inPage("all of it without JavaScript", { javaScriptEnabled: false }, async (page) => {
    await page.goto(`${BASE}/`);
    await submit(page, "Iran");
    const all = await total(page);
    await page.locator(".facet").first().locator("li a").first().click();
    assert.ok((await total(page)) < all);
    await page.locator(".table summary").click();
    await page.locator(".table tbody a").first().click();
    assert.ok((await total(page)) >= 1);
    await page.locator(".hit h2 a").first().click();
    assert.ok((await page.locator(".body mark").count()) > 0);
});

inPage("what articles and queries bring does nothing", {}, async (page) => {
    await search(page, '<img src=x onerror="document.title=1"> Iran');
    assert.equal(await page.locator("main img").count(), 0);
    assert.notEqual(await page.title(), "1");
    await page.goto(`${BASE}/search?q=${encodeURIComponent('"></title><script>document.title=1</script>')}`);
    assert.notEqual(await page.title(), "1");
});

inPage("a problem as a page", { expected: /404/ }, async (page) => {
    await page.goto(`${BASE}/articles/none`);
    assert.match(await page.textContent("h1"), /no such article/);
});

inPage("a phone of 320 points", { viewport: { width: 320, height: 640 } }, async (page) => {
    for (const path of ["/", "/search?q=Iran", "/search?q=%D8%A5%D9%8A%D8%B1%D8%A7%D9%86", "/articles/danube-2025-03-04-mediation?q=Iran"]) {
        await page.goto(BASE + path);
        const [wide, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(wide <= shown, `${path} is ${wide} wide`);
    }
});

inPage("on paper", {}, async (page) => {
    await search(page, "Iran");
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".side").isVisible(), false);
    assert.equal(await page.locator(".hit").first().isVisible(), true);
});

for (const scheme of ["light", "dark"])
    for (const [name, path] of [
        ["first page", "/"], ["results", "/search?q=Russia+mediation+Iran"], ["results in Arabic", "/search?q=%D8%A5%D9%8A%D8%B1%D8%A7%D9%86"],
        ["nothing", "/search?q=zanzibar"], ["mistake", "/search?q=%22nuclear"], ["scores", "/search?q=Iran&explain=1"],
        ["article", "/articles/danube-2025-03-04-mediation?q=Iran"], ["problem", "/articles/none"],
    ])
        inPage(`axe: ${name}, ${scheme}`, { colorScheme: scheme, bypassCSP: true, expected: /404/ }, async (page) => {
            await page.goto(BASE + path);
            await page.evaluate(axe);
            const { violations } = await page.evaluate(() => globalThis.axe.run());
            const found = violations.map((one) => `${one.impact} ${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(" ")}`);
            assert.deepEqual(found, []);
        });
