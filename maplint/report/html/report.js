"use strict";
// The page is whole without this: it adds sorting, filters, a choice of theme, and opens everything for print.
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const KEY = "maplint-theme";

  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  const show = (theme) => {
    if (theme) root.dataset.theme = theme;
  };
  root.classList.add("js");
  show(stored());

  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

  function themes() {
    const button = document.getElementById("theme");
    const label = () => {
      button.textContent = isDark() ? "Light" : "Dark";
      button.setAttribute("aria-label", `${button.textContent} theme`);
    };
    button.addEventListener("click", () => {
      const theme = isDark() ? "light" : "dark";
      show(theme);
      try {
        localStorage.setItem(KEY, theme);
      } catch {
        // Nothing is kept then.
      }
      label();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
    label();
  }

  // Words that must all be there, in any order.
  const fits = (text, wanted) => wanted.split(/\s+/).every((word) => text.includes(word));
  const texts = new WeakMap();
  const textOf = (element) => {
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
    return texts.get(element);
  };
  const count = (output, shown, total, what) => {
    output.textContent = shown === total ? "" : `${shown} of ${total} ${what}`;
  };

  // --- tables ---------------------------------------------------------------------------------------------------------------

  const keyOf = (row, index, kind) => {
    const cell = row.cells[index];
    const text = cell.dataset.value ?? cell.textContent;
    if (kind !== "number") return text.toLowerCase();
    const value = parseFloat(text.replace(/,/g, ""));
    return Number.isNaN(value) ? -1 : value;
  };

  function sortable(table) {
    const body = table.tBodies[0];
    const heads = all("th[data-sort]", table.tHead);
    for (const head of heads) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const kind = head.dataset.sort;
        // Numbers are looked at from the largest, texts from the first.
        const first = kind === "number" ? "descending" : "ascending";
        const other = first === "ascending" ? "descending" : "ascending";
        const order = head.getAttribute("aria-sort") === first ? other : first;
        for (const one of heads) one.setAttribute("aria-sort", one === head ? order : "none");
        const sign = order === "ascending" ? 1 : -1;
        const rows = [...body.rows].map((row) => [keyOf(row, head.cellIndex, kind), row]);
        rows.sort(([a], [b]) => (a < b ? -sign : a > b ? sign : 0));
        body.append(...rows.map(([, row]) => row));
      });
    }
  }

  function filterable(box) {
    const input = box.querySelector(".filter");
    if (!input) return;
    const output = box.querySelector("output");
    const rows = [...box.querySelector("tbody").rows];
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !fits(textOf(row), wanted);
      count(output, rows.filter((row) => !row.hidden).length, rows.length, "shown");
    });
  }

  // --- causes ---------------------------------------------------------------------------------------------------------------

  function causes() {
    const tools = document.getElementById("cause-tools");
    if (!tools) return;
    const box = document.getElementById("causes");
    const cards = all(".cause", box);
    const chips = all(".chip", tools);
    const input = tools.querySelector(".filter");
    const order = tools.querySelector("select");
    const filter = () => {
      const wanted = input.value.trim().toLowerCase();
      const severities = chips.filter((chip) => chip.getAttribute("aria-pressed") === "true");
      for (const card of cards) {
        const severe = severities.some((chip) => card.classList.contains(chip.dataset.severity));
        card.hidden = !severe || !fits(textOf(card), wanted);
      }
      const shown = cards.filter((card) => !card.hidden).length;
      count(tools.querySelector("output"), shown, cards.length, "causes");
      box.nextElementSibling.hidden = shown > 0;
    };
    const orders = {
      severity: (a, b) => a.dataset.severity - b.dataset.severity || b.dataset.users - a.dataset.users,
      users: (a, b) => b.dataset.users - a.dataset.users,
      rule: (a, b) => (a.dataset.rule < b.dataset.rule ? -1 : a.dataset.rule > b.dataset.rule ? 1 : 0),
      place: (a, b) => (a.dataset.place < b.dataset.place ? -1 : a.dataset.place > b.dataset.place ? 1 : 0),
    };
    for (const chip of chips) {
      chip.addEventListener("click", () => {
        chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
        filter();
      });
    }
    input.addEventListener("input", filter);
    order.addEventListener("change", () => box.append(...[...cards].sort(orders[order.value])));
    for (const button of all("[data-open]", tools)) {
      button.addEventListener("click", () => {
        for (const card of cards) card.open = button.dataset.open === "true";
      });
    }
    return () => {
      input.value = "";
      for (const chip of chips) chip.setAttribute("aria-pressed", "true");
      filter();
    };
  }

  // --- links and print --------------------------------------------------------------------------------------------------------

  const opened = [];
  function openAll() {
    for (const one of all("details:not([open])")) {
      one.open = true;
      opened.push(one);
    }
  }
  function closeAgain() {
    for (const one of opened.splice(0)) one.open = false;
  }

  document.addEventListener("DOMContentLoaded", () => {
    themes();
    for (const box of all(".table")) {
      sortable(box.querySelector("table"));
      filterable(box);
    }
    const unfilter = causes();
    const reveal = () => {
      const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target) return;
      const card = target.closest(".cause");
      if (card && card.hidden) unfilter();
      for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
      target.scrollIntoView();
    };
    addEventListener("hashchange", reveal);
    addEventListener("beforeprint", openAll);
    addEventListener("afterprint", closeAgain);
    reveal();
  });
})();
