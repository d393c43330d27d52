// Lists are complete tables; this narrows and sorts them in the page. The state of the page is its address.
document.documentElement.classList.add("lists");

(() => {
  const form = document.getElementById("narrow");
  if (!form) return;
  const { say, number, locale } = globalThis.words(form);
  const things = (many) => say(form.dataset.kind, { n: many });
  const count = document.getElementById("narrow-count");
  const table = document.querySelector(".table--list table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const names = form.dataset.sorts.split(" ");
  const selects = [...form.querySelectorAll("select")].filter((select) => select.name !== "sort");
  const order = new Intl.Collator(locale, { numeric: true });
  const simple = (words) => words.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("\u2019", "'");

  const words = (cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll(".stack-label").forEach((label) => label.remove());
    return copy.textContent.trim();
  };
  const texts = new Map(rows.map((row) => [row, simple([...row.cells].map(words).join(" "))]));
  const marks = new Map(rows.map((row) => [row, new Set(row.dataset.is.split(" "))]));
  const key = (row, place) => row.cells[place].dataset.key ?? words(row.cells[place]);

  // Each head that sorts is a button; where the table is stacked there are no heads, and a choice does the same.
  const buttons = new Map();
  heads.forEach((head, place) => {
    if (names[place] === "-") return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      form.elements.sort.value = (form.elements.sort.value === names[place] ? "-" : "") + names[place];
      go();
    });
    buttons.set(names[place], button);
    form.elements.sort.append(new Option(button.textContent, names[place]));
    form.elements.sort.append(new Option(say("last_first", { column: button.textContent }), `-${names[place]}`));
  });

  function sorted(sort) {
    if (!sort) return rows;
    const place = names.indexOf(sort.replace("-", ""));
    const way = sort.startsWith("-") ? -1 : 1;
    const keyed = rows.map((row) => [key(row, place), row]);
    // What is not known comes last, either way round.
    keyed.sort(([one], [other]) => !one - !other || way * order.compare(one, other));
    return keyed.map(([, row]) => row);
  }

  function show() {
    const asked = new URLSearchParams(location.search);
    for (const control of form.elements) {
      if (!control.name || control === document.activeElement && control.type === "search") continue;
      control.value = asked.get(control.name) ?? "";
      if (control.selectedIndex === -1) control.value = "";
    }
    const terms = simple(form.elements.q.value).split(/\s+/).filter(Boolean);
    const wanted = selects.filter((select) => select.value).map((select) => `${select.name}:${select.value}`);
    const sort = form.elements.sort.value;
    body.append(...sorted(sort));
    let shown = 0;
    for (const row of rows) {
      const fits = wanted.every((mark) => marks.get(row).has(mark)) && terms.every((term) => texts.get(row).includes(term));
      row.hidden = !fits;
      shown += fits;
    }
    for (const [name, button] of buttons) {
      const way = sort === name ? "ascending" : sort === `-${name}` ? "descending" : "";
      if (way) button.parentNode.setAttribute("aria-sort", way);
      else button.parentNode.removeAttribute("aria-sort");
    }
    const narrowed = wanted.length || terms.length;
    const all = things(rows.length);
    const found = narrowed ? say("of", { some: number(shown), all }) : all;
    const column = sort && form.elements.sort.selectedOptions[0].text.toLowerCase();
    count.textContent = !shown ? say("none", { all }) : sort ? say("sorted", { found, column }) : found;
    // Paper has no form that would say by what the list is narrowed.
    const by = selects.filter((select) => select.value).map((select) => `${select.labels[0].textContent}: ${select.selectedOptions[0].text}`);
    if (terms.length) by.unshift(`“${form.elements.q.value.trim()}”`);
    if (by.length) count.dataset.by = by.join("; ");
    else delete count.dataset.by;
    form.querySelector("[type=reset]").disabled = !narrowed && !sort;
  }

  let typing = false;
  function go(typed = false) {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value.trim()) asked.append(name, value.trim());
    }
    const address = `${location.pathname}?${asked}`.replace(/\?$/, "");
    if (address !== location.pathname + location.search) {
      // A word is one step back, not one for each letter.
      history[typed && typing ? "replaceState" : "pushState"](null, "", address);
      typing = typed;
    }
    show();
  }

  form.addEventListener("input", (event) => {
    if (event.target.name === "q") go(true);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "q") typing = false;
    else go();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const control of form.elements) if (control.name) control.value = "";
    form.elements.q.focus();
    go();
  });
  addEventListener("popstate", () => {
    form.elements.q.blur();
    show();
  });
  show();
})();
