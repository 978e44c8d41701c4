/*
 * What makes the page of Herald better where there is JavaScript; nothing needs it. Completion in the
 * box, dates chosen by dragging over the timeline, and a few keys.
 */
"use strict";

(() => {
    const box = document.getElementById("q");

    /* --- completion: the combobox of the ARIA Authoring Practices ------------------------------ */

    const DELAY = 120; /* milliseconds after the last key */

    class Completion {
        constructor(input) {
            this.input = input;
            this.chosen = -1;
            this.items = [];
            this.list = document.createElement("ul");
            this.list.id = "completion";
            this.list.className = "completion";
            this.list.setAttribute("role", "listbox");
            this.list.setAttribute("aria-label", "Completions");
            this.list.hidden = true;
            input.parentElement.append(this.list);
            for (const [name, value] of Object.entries({
                role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
                "aria-controls": "completion"
            }))
                input.setAttribute(name, value);
            input.addEventListener("input", () => this.wait());
            input.addEventListener("keydown", (event) => this.onKey(event));
            input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
        }

        /* The word that the cursor is in: from the last blank, quote or parenthesis. */
        word() {
            const end = this.input.selectionStart;
            const before = this.input.value.slice(0, end);
            const start = before.search(/[^\s"()]*$/u);
            return { start, end, text: before.slice(start) };
        }

        wait() {
            clearTimeout(this.timer);
            this.timer = setTimeout(() => this.ask(), DELAY);
        }

        async ask() {
            const word = this.word();
            const text = word.text.replace(/^[-+=]/u, "");
            if ([...text].length < 2) {
                this.close();
                return;
            }
            this.controller?.abort();
            this.controller = new AbortController();
            const parameters = new URLSearchParams({ q: text, limit: 3 });
            const index = new URLSearchParams(location.search).get("index");
            if (index)
                parameters.set("index", index);
            try {
                const response = await fetch(`/complete?${parameters}`, {
                    headers: { Accept: "application/json" }, signal: this.controller.signal
                });
                if (response.ok)
                    this.show((await response.json()).completions ?? []);
                else
                    this.close();
            } catch {
                this.close(); /* aborted, or the service has gone: the box works without */
            }
        }

        show(items) {
            this.items = items.slice(0, 8);
            this.chosen = -1;
            this.list.replaceChildren(...this.items.map((item, at) => {
                const entry = document.createElement("li");
                const text = document.createElement("span");
                const kind = document.createElement("small");
                entry.id = `completion-${at}`;
                entry.setAttribute("role", "option");
                entry.setAttribute("aria-selected", "false");
                text.dir = "auto";
                text.textContent = item.label;
                kind.textContent = item.kind === "word" ? item.count : `${item.kind} · ${item.count}`;
                entry.append(text, kind);
                entry.addEventListener("pointerdown", (event) => {
                    event.preventDefault();
                    this.take(at);
                });
                return entry;
            }));
            this.list.hidden = this.items.length === 0;
            this.input.setAttribute("aria-expanded", String(!this.list.hidden));
        }

        close() {
            clearTimeout(this.timer);
            this.show([]);
            this.input.removeAttribute("aria-activedescendant");
        }

        choose(at) {
            this.chosen = (at + this.items.length + 1) % (this.items.length + 1);
            if (this.chosen === this.items.length)
                this.chosen = -1;
            for (const [number, entry] of [...this.list.children].entries())
                entry.setAttribute("aria-selected", String(number === this.chosen));
            if (this.chosen >= 0)
                this.input.setAttribute("aria-activedescendant", `completion-${this.chosen}`);
            else
                this.input.removeAttribute("aria-activedescendant");
        }

        take(at) {
            const { start, end } = this.word();
            const item = this.items[at];
            const text = item.kind === "word" ? item.label : `${item.kind}:"${item.value.replaceAll('"', " ")}"`;
            const value = this.input.value;
            this.input.value = `${value.slice(0, start)}${text} ${value.slice(end).trimStart()}`;
            this.input.setSelectionRange(start + text.length + 1, start + text.length + 1);
            this.close();
            this.input.focus();
        }

        onKey(event) {
            if (this.list.hidden || event.isComposing)
                return;
            if (event.key === "ArrowDown" || event.key === "ArrowUp")
                this.choose(this.chosen + (event.key === "ArrowDown" ? 1 : this.chosen < 0 ? this.items.length + 1 : -1));
            else if (event.key === "Enter" && this.chosen >= 0)
                this.take(this.chosen);
            else if (event.key === "Tab" && this.chosen >= 0)
                this.take(this.chosen);
            else if (event.key === "Escape")
                this.close();
            else
                return;
            event.preventDefault();
        }
    }

    if (box)
        new Completion(box);

    /* --- the timeline: what a bar says, and dragging over several ------------------------------ */

    const chart = document.querySelector(".timeline svg");

    function enliven(svg) {
        const bars = [...svg.querySelectorAll("a")];
        const tip = svg.parentElement.querySelector(".most"); // what it says otherwise comes back
        const most = tip.textContent;
        const shade = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        let first = -1;
        tip.classList.add("tip");
        shade.setAttribute("class", "chosen");
        shade.setAttribute("y", "0");
        shade.setAttribute("height", "100%");
        svg.append(shade);

        const at = (event) => bars.indexOf(event.target.closest("a"));
        const dates = (bar) => new URL(bar.href.baseVal, location.href).searchParams;

        function mark(last) {
            const [from, to] = [Math.min(first, last), Math.max(first, last)];
            const [left, right] = [bars[from], bars[to]].map((bar) => bar.querySelector(".reach"));
            const x = Number(left.getAttribute("x"));
            shade.setAttribute("x", x);
            shade.setAttribute("width", Number(right.getAttribute("x")) + Number(right.getAttribute("width")) - x);
            tip.textContent = `${dates(bars[from]).get("from")} to ${dates(bars[to]).get("to")}`;
        }

        svg.addEventListener("pointermove", (event) => {
            const here = at(event);
            if (here < 0)
                return;
            if (first >= 0 && here !== first)
                mark(here);
            else
                tip.textContent = bars[here].querySelector("title").textContent;
        });
        svg.addEventListener("pointerleave", () => {
            tip.textContent = most;
            first = -1;
            shade.setAttribute("width", "0");
        });
        svg.addEventListener("dragstart", (event) => event.preventDefault());
        svg.addEventListener("pointerdown", (event) => {
            if (event.button === 0 && event.pointerType !== "touch")
                first = at(event);
        });
        svg.addEventListener("click", (event) => {
            const last = at(event);
            if (first < 0 || last < 0 || last === first)
                return; /* a click on one bar follows its link */
            event.preventDefault();
            go(first, last);
        });
        svg.addEventListener("pointerup", (event) => {
            const last = at(event);
            if (first >= 0 && last >= 0 && last !== first)
                go(first, last);
        });

        function go(one, other) {
            const [from, to] = [Math.min(one, other), Math.max(one, other)];
            const target = new URL(bars[from].href.baseVal, location.href);
            target.searchParams.set("to", dates(bars[to]).get("to"));
            first = -1;
            location.assign(target);
        }
    }

    if (chart)
        enliven(chart);

    /* --- phones: facets are closed until they are wanted ---------------------------------------- */

    if (matchMedia("(max-width: 54rem)").matches)
        for (const facet of document.querySelectorAll(".facet[open]"))
            facet.removeAttribute("open");

    /* --- copying a citation ---------------------------------------------------------------------- */

    for (const button of document.querySelectorAll("button[data-copy]")) {
        button.hidden = false;
        button.addEventListener("click", async () => {
            const source = document.getElementById(button.dataset.copy);
            await navigator.clipboard.writeText(source.textContent);
            button.textContent = "Copied";
        });
    }

    /* --- keys: "/" to the box, "j" and "k" from hit to hit ------------------------------------- */

    document.addEventListener("keydown", (event) => {
        const typing = event.target.closest("input, textarea, select, [contenteditable]");
        if (typing || event.ctrlKey || event.metaKey || event.altKey)
            return;
        if (event.key === "/" && box) {
            event.preventDefault();
            box.focus();
            box.select();
        } else if (event.key === "j" || event.key === "k") {
            const links = [...document.querySelectorAll(".hit h2 a")];
            const now = links.indexOf(document.activeElement);
            links[Math.max(0, Math.min(links.length - 1, now + (event.key === "j" ? 1 : -1)))]?.focus();
        }
    });
})();
