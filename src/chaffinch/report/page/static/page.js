"use strict";
(() => {
  const root = document.documentElement;
  const STEP = 30; // cards that "Show more" adds: about three screens
  const FEW = 5; // cards that nobody searches
  root.classList.add("js");

  // ---- light and dark
  const button = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const stored = (value) => {
    try { // a page in a sandboxed frame has no storage
      if (value) localStorage.setItem("chaffinch-theme", value);
      return localStorage.getItem("chaffinch-theme");
    } catch { return null; }
  };
  const name = () => { button.textContent = isDark() ? "Light" : "Dark"; };
  const theme = stored();
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  button.hidden = false;
  name();
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    stored(root.dataset.theme);
    name();
    draw();
  });
  dark.addEventListener("change", () => { name(); draw(); });

  // ---- histograms
  const bins = JSON.parse(document.getElementById("histograms").textContent);
  const draw = () => {
    const style = getComputedStyle(root);
    const [soft, line, fill] = ["--soft", "--line", "--blue"].map((key) => style.getPropertyValue(key).trim());
    for (const place of document.querySelectorAll("[data-histogram]")) {
      const { x, y } = bins[place.dataset.histogram];
      const step = 0.05;
      place.replaceChildren();
      const axis = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, font: "12px system-ui" };
      new uPlot({
        width: place.clientWidth, height: 190, legend: { show: false }, cursor: { show: false },
        scales: { x: { time: false, range: [x[0], 1] }, y: { range: (plot, low, high) => [0, high * 1.08] } },
        axes: [{ ...axis, incrs: [0.05, 0.1, 0.2], values: (plot, ticks) => ticks.map((tick) => tick.toFixed(2)) }, { ...axis, size: 56, values: (plot, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? tick.toLocaleString("en") : "")) }],
        series: [{}, { fill, stroke: fill, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.9, 100], align: 1 }) }],
      }, [x.map((start) => start), y], place);
    }
  };
  draw();
  let wait = 0;
  addEventListener("resize", () => { clearTimeout(wait); wait = setTimeout(draw, 150); });

  // ---- lists: search, filter, show more
  const lists = new Map();
  class List {
    constructor(form) {
      this.form = form;
      this.box = document.getElementById(form.dataset.list);
      this.cards = [...this.box.children];
      this.more = document.querySelector(`[data-more="${form.dataset.list}"]`);
      this.shown = this.cards.filter((card) => !card.classList.contains("later")).length;
      this.first = this.shown;
      this.words = null;
      form.hidden = this.cards.length <= FEW;
      form.addEventListener("input", () => { this.shown = this.first; this.show(); });
      form.addEventListener("reset", () => setTimeout(() => { this.shown = this.first; this.show(); }));
      form.addEventListener("submit", (event) => event.preventDefault());
      this.more?.addEventListener("click", () => {
        const matching = this.matching();
        const next = matching[this.shown];
        this.shown += STEP;
        this.show();
        if (next) { next.tabIndex = -1; next.focus({ preventScroll: true }); }
      });
      this.show();
    }
    matching() {
      const wanted = [...new FormData(this.form)].map(([key, value]) => [key, value.trim()]).filter(([, value]) => value);
      if (wanted.some(([key]) => key === "words")) this.words ??= this.cards.map((card) => card.textContent.toLowerCase());
      return this.cards.filter((card, i) => wanted.every(([key, value]) => this.fits(card, i, key, value)));
    }
    fits(card, i, key, value) {
      if (key === "words") return this.words[i].includes(value.toLowerCase());
      if (key === "score") {
        const [low, high] = value.split("-").map(Number);
        return card.dataset.score !== undefined && card.dataset.score >= low && (card.dataset.score < high || high === 1);
      }
      const own = card.dataset[key] ?? "";
      return key === "reason" || key === "kind" ? own === value : own.toLowerCase().includes(value.toLowerCase());
    }
    show() {
      const matching = this.matching();
      const visible = new Set(matching.slice(0, this.shown));
      for (const card of this.cards) {
        card.classList.remove("later");
        card.classList.toggle("filtered", !visible.has(card));
      }
      const count = (number) => number.toLocaleString("en");
      this.form.querySelector(".found").textContent = `${count(visible.size)} of ${count(matching.length)} shown`;
      if (this.more) this.more.hidden = visible.size >= matching.length;
    }
    set(key, value) {
      this.form.reset();
      this.form.elements[key].value = value;
      this.shown = this.first;
      setTimeout(() => this.show());
    }
  }
  for (const form of document.querySelectorAll("form.filter")) lists.set(form.dataset.list, new List(form));
  for (const key of ["reason", "site"]) {
    const attribute = `data-show-${key}`;
    for (const link of document.querySelectorAll(`[${attribute}]`)) {
      link.addEventListener("click", () => lists.get("cards")?.set(key, link.getAttribute(attribute)));
    }
  }

  // ---- documents
  for (const view of document.querySelectorAll(".document")) {
    const group = view.querySelector(".views");
    group.hidden = false;
    group.addEventListener("click", ({ target }) => {
      if (target.dataset.set) {
        view.dataset.view = target.dataset.set;
        for (const other of group.querySelectorAll("[data-set]")) other.setAttribute("aria-pressed", String(other === target));
      } else if ("out" in target.dataset) {
        target.setAttribute("aria-pressed", String(view.classList.toggle("with-out")));
      }
    });
  }
  const follow = () => {
    const view = document.getElementById(location.hash.slice(1));
    if (view?.matches(".document")) {
      if (view.classList.contains("filtered")) lists.get("texts").form.reset();
      setTimeout(() => {
        view.open = true;
        view.scrollIntoView();
        view.querySelector("summary").focus({ preventScroll: true });
      });
    }
  };
  addEventListener("hashchange", follow);
  document.addEventListener("click", ({ target }) => { // the same link a second time changes no address
    if (target.closest?.("a[href^='#document-']")?.hash === location.hash) follow();
  });
  follow();
})();
