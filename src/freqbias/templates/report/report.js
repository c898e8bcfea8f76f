// Theme, filters, sorting, copying and the graph.  Without it every page can still be read.
"use strict";

const store = {
  get: () => { try { return localStorage.getItem("freqbias-theme"); } catch { return null; } },
  set: (theme) => { try { localStorage.setItem("freqbias-theme", theme); } catch { /* not kept */ } },
};
const root = document.documentElement;
if (["light", "dark"].includes(store.get())) root.dataset.theme = store.get(); // before anything is drawn

function themes() {
  const button = document.querySelector("button.theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const name = () => { button.textContent = dark() ? "Light" : "Dark"; };
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    store.set(root.dataset.theme);
    name();
  });
  system.addEventListener("change", name);
  button.hidden = false;
  name();
}

function filters() {
  const form = document.querySelector("form.filters");
  if (!form) return;
  const rows = [...document.querySelectorAll("table.ledger tbody tr")];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const names = ["verdict", "kind", "section", "text"];

  const matches = (row, chosen) =>
    ["verdict", "kind", "section"].every((name) => !chosen[name] || row.dataset[name] === chosen[name]) &&
    chosen.text.toLowerCase().split(/\s+/).every((word) => texts.get(row).includes(word));

  const apply = () => {
    const data = new FormData(form);
    const chosen = Object.fromEntries(names.map((name) => [name, data.get(name) ?? ""]));
    for (const row of rows) row.hidden = !matches(row, chosen);
    const shown = rows.filter((row) => !row.hidden).length;
    form.querySelector("output").textContent = shown;
    document.querySelector(".nothing").hidden = shown > 0;
    return chosen;
  };
  const remember = (chosen) => { // so that a link, or going back, finds the same rows
    const kept = new URLSearchParams(Object.entries(chosen).filter(([, value]) => value));
    history.replaceState(null, "", `#${kept}`);
  };
  const recall = () => {
    const kept = new URLSearchParams(location.hash.slice(1));
    for (const name of names) {
      const field = form.elements[name];
      field.value = kept.get(name) ?? "";
      if (field.value !== (kept.get(name) ?? "")) field.value = ""; // no such choice
    }
    apply();
  };
  form.addEventListener("input", () => remember(apply()));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => remember(apply())));
  addEventListener("hashchange", recall);
  recall();
}

function sorting() {
  const collator = new Intl.Collator("en", { numeric: true });
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    for (const head of heads) head.querySelector("button")?.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const key = (row) => row.cells[head.cellIndex].dataset.sort ?? row.cells[head.cellIndex].textContent.trim();
      const body = table.tBodies[0];
      body.append(...[...body.rows].sort((a, b) => (up ? 1 : -1) * collator.compare(key(a), key(b))));
    });
  }
}

function copying() {
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const code = button.parentElement.querySelector("code");
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch { // not allowed: select it, so that a key copies it
        getSelection().selectAllChildren(code);
        button.textContent = "Selected";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
  }
}

function graph() {
  const frame = document.querySelector(".graph");
  if (!frame) return;
  const nodes = new Map([...frame.querySelectorAll(".node")].map((node) => [node.dataset.node, node]));
  const edges = [...frame.querySelectorAll(".edge")];

  const light = (id) => {
    for (const lit of frame.querySelectorAll(".lit")) lit.classList.remove("lit");
    frame.classList.toggle("focused", Boolean(id));
    if (!id) return;
    nodes.get(id).classList.add("lit");
    for (const edge of edges) if (edge.dataset.from === id || edge.dataset.to === id) {
      edge.classList.add("lit");
      nodes.get(edge.dataset.from).classList.add("lit");
      nodes.get(edge.dataset.to).classList.add("lit");
    }
  };
  for (const [id, node] of nodes) {
    node.addEventListener("mouseenter", () => light(id));
    node.addEventListener("focus", () => light(id));
    node.addEventListener("mouseleave", () => light(null));
    node.addEventListener("blur", () => light(null));
  }
  const linked = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (!nodes.has(id)) return;
    light(id);
    const { x, y, width } = nodes.get(id).getBBox();
    const [, left, top] = nodes.get(id).getAttribute("transform").match(/\((\S+) (\S+)\)/).map(Number);
    frame.scrollTo(left + x + width / 2 - frame.clientWidth / 2, top + y - frame.clientHeight / 2);
    frame.scrollIntoView();
  };
  addEventListener("hashchange", linked);
  addEventListener("load", () => setTimeout(linked)); // after the browser's own scrolling
}

addEventListener("DOMContentLoaded", () => { themes(); filters(); sorting(); copying(); graph(); });
