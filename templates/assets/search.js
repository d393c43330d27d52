// The search page: words and filters come from the address and go back into it; Pagefind finds the pages.
// Counts beside filters and the order of results are worked out here, from sets of pages.
const form = document.getElementById("search");
const part = (name) => document.getElementById(`search-${name}`);
const facets = new Map(
  [...form.querySelectorAll("[data-facet]")].map((element) => [element.dataset.facet, element]),
);
const statuses = new Map(
  [...document.querySelectorAll("template[data-status]")].map((element) => [element.dataset.status, element]),
);
const synonyms = JSON.parse(form.dataset.synonyms);
const siteTitle = document.title;
const BUNDLE = new URL("../pagefind/", import.meta.url);
const PAGE = 10;
const MOST_SYNONYMS = 6;
const EXCERPT = 24;
const LEAD = 12;

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};
const { say, number: written, locale } = globalThis.words(form);
const quoted = (words) => say("quoted", { words });
const listed = (words) => new Intl.ListFormat(locale).format(words);

// What can be searched

const lazily = (make) => {
  let made;
  return () => (made ??= make().catch((error) => {
    made = undefined;
    throw error;
  }));
};

/** Pagefind's search by words: a list of results, best first. */
const engine = lazily(async () => {
  const pagefind = await import("../pagefind/pagefind.js");
  // On this thread: a search takes milliseconds, and the worker would be one more script to fetch.
  await pagefind.options({ noWorker: true });
  return async (words) => (await pagefind.search(words)).results;
});

/** All pages, and the names of the files that say which of them have a value of a filter. */
const contents = lazily(async () => {
  const { languages } = await (await fetch(new URL("pagefind-entry.json", BUNDLE))).json();
  const { hash } = languages[document.documentElement.lang] ?? Object.values(languages)[0];
  const [, pages, , filters] = decode(await unpack(`pagefind.${hash}.pf_meta`));
  const files = new Map(filters.map(([name, file]) => [name.toLowerCase(), file]));
  return { ids: pages.map(([id]) => id), files, filters: new Map() };
});

/**
 * All pages, and which of them have a value of these filters, or of all. Pagefind gives these only with every word of
 * its index; the files it keeps them in are a small part of that.
 */
async function catalogue(names) {
  const index = await contents();
  const missing = [...(names ?? index.files.keys())].filter((name) => index.files.has(name) && !index.filters.has(name));
  const read = await Promise.all(missing.map((name) => unpack(`filter/${index.files.get(name)}.pf_filter`)));
  missing.forEach((name, place) => {
    const [, found] = decode(read[place]);
    index.filters.set(name, new Map(found.map(([value, list]) => [value, new Set(list.map((number) => index.ids[number]))])));
  });
  return index;
}

/** The place of each page among all: the newest first, or the most worrying. */
function ranks(index, sort) {
  const values = sort === "date" ? [...(index.filters.get("date")?.keys() ?? [])].sort().reverse() : [...statuses.keys()];
  const found = new Map(index.ids.map((id) => [id, values.length]));
  values.forEach((value, place) => index.filters.get(sort)?.get(value)?.forEach((id) => found.set(id, place)));
  return found;
}

/** The text of a page in the index, for one that was not found by words. */
async function page(id) {
  const fragment = JSON.parse(new TextDecoder().decode(await unpack(`fragment/${id}.pf_fragment`)));
  return { ...fragment, weighted_locations: [] };
}

/** One file of Pagefind's: compressed, after a signature of twelve bytes. */
async function unpack(name) {
  // Its name changes when it does, so a copy that Pagefind fetched before is as good.
  const { body, ok } = await fetch(new URL(name, BUNDLE), { cache: "force-cache" });
  if (!ok) throw new Error(`There is no ${name}`);
  const bytes = await new Response(body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  return new Uint8Array(bytes, 12);
}

/** CBOR (RFC 8949), of which Pagefind writes numbers, texts and lists. */
function decode(bytes) {
  let at = 0;
  const next = () => {
    const kind = bytes[at] >> 5;
    let size = bytes[at++] & 31;
    if (size > 23 && size < 27) {
      const end = at + 2 ** (size - 24);
      for (size = 0; at < end; at += 1) size = size * 256 + bytes[at];
    }
    if (kind === 0) return size;
    if (kind === 3) return new TextDecoder().decode(bytes.subarray(at, (at += size)));
    if (kind !== 4) throw new Error("The search index has a form that this page cannot read");
    const list = [];
    if (size === 31) {
      while (bytes[at] !== 255) list.push(next());
      at += 1;
    } else {
      while (list.length < size) list.push(next());
    }
    return list;
  };
  return next();
}

// Words, and other words for the same thing

const simple = (words) => words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
// Plural and singular alike, as far as a glossary needs it.
const singular = (words) => simple(words).replace(/(\p{L}{3,}[^s ])s(?= |$)/gu, "$1");
const within = (words, phrase) => ` ${words} `.includes(` ${phrase} `);

/** The longest phrase of the glossary in a query, others for the same thing, and the query's remaining words. */
function otherWords(query) {
  const words = singular(query);
  const phrases = synonyms.flat().map(singular).filter((phrase) => phrase && within(words, phrase));
  const longest = phrases.sort((one, other) => other.length - one.length)[0];
  if (!longest || /^\s*".*"\s*$/.test(query)) return { phrase: "", others: [], rest: [] };
  const others = synonyms
    .filter((group) => group.some((phrase) => singular(phrase) === longest))
    .flatMap((group) => group.filter((phrase, place) => place === 0 || /\P{L}|\p{Lu}{2}/u.test(phrase)))
    .filter((phrase) => !within(longest, singular(phrase)) && !within(singular(phrase), longest));
  return {
    phrase: longest,
    others: [...new Map(others.map((phrase) => [simple(phrase), phrase])).values()].slice(0, MOST_SYNONYMS),
    rest: ` ${words} `.replace(` ${longest} `, " ").trim().split(" "),
  };
}

/** Adds to `found` the pages with the query's words; returns the words that no page has. */
async function match(found, query) {
  const search = await engine();
  const words = [...new Set(query.toLowerCase().replaceAll('"', " ").split(/\s+/))].filter((word) => simple(word));
  // Pagefind shortens a word it does not know until it knows it, at worst to one letter.
  const known = await Promise.all(words.map(async (word) => word.length < 3 || (await search(`"${word}"`)).length > 0));
  const unknown = words.filter((_, place) => !known[place]);
  const { phrase } = otherWords(query);
  if (!unknown.length) add(found, 0, await search(query));
  // What is left of a phrase, such as "in care" of "kids in care", says little.
  else if (!unknown.some((word) => within(phrase, singular(word)))) add(found, 0, await searchWithout(unknown, query));
  return unknown;
}

/** Adds to `found` the pages with other words for the same, and calls back after each; returns those words. */
async function matchOtherWords(found, query, unknown, soon) {
  const search = await engine();
  const also = [];
  const { others, rest: left } = otherWords(query);
  // Short words stand on most pages and cost most to load: what has none comes first, and long phrases begin first.
  others.sort((one, other) => (longWords(one) !== one) - (longWords(other) !== other));
  const rest = left.filter((word) => !unknown.some((other) => singular(other) === word)).join(" ");
  for (const phrase of others) {
    const start = phrase.split(/\s+/).slice(0, 3).join(" ");
    if (start !== phrase && !(await search(`"${start}"`)).length) continue;
    const likely = await search(`${longWords(phrase)} ${rest}`);
    // The text of the first pages shows the phrase before the places of its short words are there.
    if (longWords(phrase) !== phrase && !found.size) await soon(await spaced(likely, phrase), (page) => marked(page, phrase, rest));
    const exact = likely.length ? await search(`"${phrase}"`) : [];
    if (!exact.length) continue;
    const places = new Map(exact.map(({ id, data }) => [id, data]));
    const ranked = likely.filter(({ id }) => places.has(id));
    if (!ranked.length) continue;
    also.push(phrase);
    add(found, also.length, ranked.map(({ id, score, data }) => ({ id, score, data: rest ? data : places.get(id) })));
    await soon();
  }
  return also;
}

const isShort = (word) => /^\p{Ll}{1,2}$/u.test(word);
const longWords = (phrase) => phrase.split(/\s+/).filter((word) => !isShort(word)).join(" ") || phrase;

/** Those results that have the long words of a phrase, each as far from the others as in the phrase. */
async function spaced(results, phrase) {
  const search = await engine();
  const starts = async (word, place) =>
    new Map((await search(word)).map(({ id, words }) => [id, new Set(words.map((at) => at - place))]));
  const words = phrase.split(/\s+/).map((word, place) => isShort(word) ? [] : [starts(word, place)]);
  const [first, ...others] = await Promise.all(words.flat());
  return results.filter(({ id }) => [...(first.get(id) ?? [])].some((at) => others.every((one) => one.get(id)?.has(at))));
}

/** A page with a phrase in its text, marked there unless the query has other words too; nothing if it has none. */
function marked(page, phrase, rest) {
  const words = page.content.split(/\s+/).map(singular);
  const wanted = singular(phrase).split(" ");
  const starts = [...words.keys()].filter((at) => wanted.every((word, place) => words[at + place] === word));
  if (!starts.length || rest) return starts.length && page;
  const places = starts.flatMap((at) => wanted.map((_, place) => ({ location: at + place, balanced_score: 1 })));
  return { ...page, weighted_locations: places };
}

/** Of the first results, those whose page passes a check, which returns the page to show. */
async function checked(results, check) {
  const read = await Promise.all(results.slice(0, PAGE).map(async ({ id, data }) => [id, check(await data())]));
  return read.filter(([, page]) => page).map(([id, page]) => ({ id, data: () => page }));
}

/** A query with the words that no page has as councils, themes and the glossary spell them; "" if none comes close. */
function respelled(query, unknown, index) {
  const names = [...["authority", "theme"].flatMap((name) => [...(index.filters.get(name)?.keys() ?? [])]), ...synonyms.flat()];
  const known = new Map(names.flatMap((name) => name.split(/[^\p{L}\p{N}]+/u)).map((word) => [simple(word), word]));
  const { phrase } = otherWords(query);
  const closest = new Map();
  const alone = simple(query.trim());
  const whole = known.has(alone) && synonyms.flat().find((name) => within(simple(name), alone));
  if (unknown.length && whole && simple(whole) !== alone) return whole;
  for (const word of unknown.map(simple).filter((one) => !known.has(one) && !within(phrase, singular(one)))) {
    const most = word.length < 4 ? 0 : word.length < 7 ? 1 : 2;
    const near = [...known.keys()].map((other) => [steps(word, other), other]).filter(([count]) => count <= most);
    if (near.length) closest.set(word, known.get(near.sort(([one], [other]) => one - other)[0][1]));
  }
  return closest.size ? query.split(/\s+/).map((word) => closest.get(simple(word)) ?? word).join(" ") : "";
}

/** In how many steps one word becomes another: a letter put in, taken out, changed, or swapped with the next. */
function steps(one, other) {
  if (Math.abs(one.length - other.length) > 2) return Infinity;
  const rows = [[...Array(other.length + 1).keys()]];
  for (let i = 1; i <= one.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= other.length; j += 1) {
      const changed = rows[i - 1][j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? rows[i - 2][j - 2] + 1 : Infinity;
      rows[i].push(Math.min(changed, swapped, rows[i - 1][j] + 1, rows[i][j - 1] + 1));
    }
  }
  return rows[one.length][other.length];
}

/** Results for the words of a query that there are, or else for words that begin in the same way. */
async function searchWithout(unknown, query) {
  const search = await engine();
  const rest = query.split(/\s+/).filter((word) => !unknown.includes(word.toLowerCase().replaceAll('"', "")));
  return rest.length ? search(rest.join(" ")) : close(await search(query), unknown);
}

/** Adds results to `found`; those of a lower tier come first, within a tier the better ones. */
function add(found, tier, results) {
  for (const { id, score, data } of results) {
    const other = found.get(id);
    if (!other || (other.tier === tier && other.score < score)) found.set(id, { tier, score, data });
  }
}

/** The results, if the best of them has a word that begins as one of these words does. */
async function close(results, words) {
  if (!results.length) return [];
  const { excerpt } = await results[0].data();
  const marked = [...excerpt.matchAll(/<mark>(.*?)<\/mark>/g)].map((one) => simple(one[1]));
  return words.some((word) => marked.some((other) => other.startsWith(word.slice(0, 3)))) ? results : [];
}

// The state of the page is its address

function read() {
  const asked = new URLSearchParams(location.search);
  return {
    query: (asked.get("q") ?? "").replace(/[\u201C\u201D]/g, '"').trim(),
    sort: [...part("order").options].some((option) => option.value === asked.get("sort")) ? asked.get("sort") : "",
    chosen: new Map([...facets.keys()].map((name) => [name, new Set(asked.getAll(name))])),
  };
}

function go() {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value.trim()) asked.append(name, value.trim());
  }
  // Filters of the address count also before they are shown.
  for (const [name, values] of read().chosen) {
    if (!facets.get(name).querySelector("input")) values.forEach((value) => asked.append(name, value));
  }
  const address = `${location.pathname}?${asked}`.replace(/\?$/, "");
  if (address !== location.pathname + location.search) history.pushState(null, "", address);
  show();
}

// Showing

let latest = 0;
async function show() {
  const turn = ++latest;
  const state = read();
  const narrowed = [...state.chosen.values()].reduce((sum, values) => sum + values.size, 0);
  const asked = Boolean(state.query || narrowed);
  form.elements.q.value = state.query;
  form.elements.sort.value = state.sort;
  document.title = state.query ? `${state.query} - ${siteTitle}` : siteTitle;
  const waiting = setTimeout(tell, 400, say("searching"));
  try {
    const found = new Map();
    const unknown = state.query ? await match(found, state.query) : [];
    const chosen = [...state.chosen.keys()].filter((name) => state.chosen.get(name).size);
    const fits = (index) => ({ id }) => chosen.every((name) => passes(index, state, name, id));
    // The first results need not wait for other words, nor for filters that were not chosen.
    const soon = async (likely, check) => {
      if (turn !== latest || state.sort) return;
      let results = likely ?? inOrder(found);
      if (narrowed && results.length) results = results.filter(fits(await catalogue(chosen)));
      if (check) results = await checked(results, check);
      if (results.length && turn === latest) await showResults(results, turn);
    };
    await soon();
    const also = state.query ? await matchOtherWords(found, state.query, unknown, soon) : [];
    if (!found.size && unknown.length) add(found, 0, await searchWithout(unknown, state.query));
    const index = await catalogue();
    if (!state.query) add(found, 0, index.ids.map((id) => ({ id, score: 0, data: () => page(id) })));
    if (turn !== latest) return;
    const sort = state.sort || (state.query ? "" : "date");
    const results = inOrder(found, sort && ranks(index, sort)).filter(fits(index));
    showFacets(index, state, [...found.keys()]);
    showChosen(state);
    await showResults(asked ? results : [], turn);
    if (turn !== latest) return;
    part("found").querySelector("h2").hidden = !asked;
    part("sort").hidden = !asked || results.length < 2;
    part("also").replaceChildren(asked ? about(unknown, also, results) : say("how"), ...suggestion(respelled(state.query, unknown, index)));
    tell(asked ? count(state, results.length, narrowed) : "");
  } catch {
    if (turn !== latest) return;
    await showResults([], turn);
    tell(say("failed"));
  } finally {
    clearTimeout(waiting);
  }
}

const inOrder = (found, rank) =>
  [...found]
    .map(([id, result]) => ({ id, ...result }))
    .sort((one, other) => (rank ? rank.get(one.id) - rank.get(other.id) : one.tier - other.tier || other.score - one.score));

const tell = (words) => {
  part("found").hidden = false;
  part("count").textContent = words;
};

const passes = (index, state, name, id) =>
  !state.chosen.get(name).size || [...state.chosen.get(name)].some((value) => index.filters.get(name)?.get(value)?.has(id));

function count(state, number, narrowed) {
  const results = say("results", { n: number });
  const words = state.query && quoted(state.query);
  const filters = narrowed && say("filters", { n: narrowed });
  const name = ["found", words && "for", filters && "with"].filter(Boolean).join("_");
  const found = say(name, { results, words, filters });
  return number ? found : say(narrowed ? "fewer_filters" : "other_words", { found });
}

function about(unknown, also, results) {
  const missing = unknown.length && say("missing", { n: unknown.length, words: listed(unknown.map(quoted)) });
  const closest = missing && !also.length && results.length && say("closest");
  return [missing, also.length && say("also", { words: listed(also.map(quoted)) }), closest].filter(Boolean).join(" ");
}

function suggestion(words) {
  const asked = new URLSearchParams(location.search);
  asked.set("q", words);
  return words ? [" ", make("a", { href: `?${asked}` }, say("did_you_mean", { words: quoted(words) }))] : [];
}

function showFacets(index, state, ids) {
  for (const [name, element] of facets) {
    const chosen = state.chosen.get(name);
    const others = ids.filter((id) => [...facets.keys()].every((other) => other === name || passes(index, state, other, id)));
    const choices = [...(index.filters.get(name) ?? [])]
      .map(([value, pages]) => ({ value, number: others.filter((id) => pages.has(id)).length }))
      .filter(({ value, number }) => number || chosen.has(value))
      .sort((one, other) => before(name, one.value, other.value));
    const fieldset = element.querySelector("fieldset");
    const focused = document.activeElement?.name === name ? document.activeElement.value : undefined;
    const scrolled = fieldset.scrollTop;
    fieldset.querySelectorAll("label").forEach((label) => label.remove());
    for (const { value, number } of choices) {
      const box = make("input", { type: "checkbox", name, value, checked: chosen.has(value) });
      fieldset.append(make("label", {}, box, make("span", {}, value, " ", make("small", {}, `(${written(number)})`))));
      if (value === focused) box.focus({ preventScroll: true });
    }
    fieldset.scrollTop = scrolled;
    element.hidden = !choices.length;
    if (chosen.size) element.open = true;
    element.querySelector(".facet__chosen").textContent = chosen.size ? say("chosen", { n: chosen.size }) : "";
  }
  part("narrow").hidden = [...facets.values()].every((element) => element.hidden);
}

function before(name, one, other) {
  if (name === "status") return [...statuses.keys()].indexOf(one) - [...statuses.keys()].indexOf(other);
  return one.localeCompare(other, locale, { numeric: true }) * (name === "year" ? -1 : 1);
}

function showChosen(state) {
  const items = [...state.chosen].flatMap(([name, values]) =>
    [...values].map((value) => {
      const label = facets.get(name).querySelector("legend").textContent;
      const button = make("button", { type: "button" }, make("span", { className: "visually-hidden" }, say("take_away")), say("filter", { name: label, value }));
      button.addEventListener("click", () => {
        const box = [...facets.get(name).querySelectorAll("input")].find((input) => input.value === value);
        if (box) box.checked = false;
        part("words").focus();
        go();
      });
      return make("li", {}, button);
    }),
  );
  part("chosen").replaceChildren(...items);
  part("chosen").hidden = !items.length;
}

let rest = [];
let shown = "";
async function showResults(results, turn) {
  const wanted = Math.max(PAGE, history.state?.shown ?? 0);
  const first = results.slice(0, wanted);
  const name = [form.elements.q.value, ...first.map(({ id }) => id)].join(" ");
  // The same results stay as they are, and whoever has begun to read them stays where they are.
  if (name !== shown) {
    const items = await Promise.all(first.map(async ({ data }) => item(await data())));
    if (turn !== latest) return;
    part("results").replaceChildren(...items);
    shown = name;
  }
  rest = results.slice(wanted);
  part("more").hidden = !rest.length;
  part("found").hidden = false;
  form.classList.add("search--answered");
}

async function showMore() {
  const turn = latest;
  const items = await Promise.all(rest.slice(0, PAGE).map(async ({ data }) => item(await data())));
  if (turn !== latest || !items.length) return;
  rest = rest.slice(PAGE);
  part("results").append(...items);
  part("more").hidden = !rest.length;
  items[0].querySelector("a").focus();
  // So that coming back from a result shows as many again.
  history.replaceState({ shown: part("results").children.length }, "");
}

function item(page) {
  const { title, kind, authority, of, date, status } = page.meta;
  const address = new URL(`..${page.raw_url ?? page.url}`, BUNDLE).pathname;
  const where = [kind, authority, of, date].filter(Boolean).join(" \u00B7 ");
  const tag = statuses.get(status)?.content.cloneNode(true);
  const element = make("li", { className: "result" }, make("h3", {}, make("a", { href: address }, title)));
  element.append(make("p", { className: "result__where" }, where, ...(tag ? [" ", tag] : [])));
  element.append(make("p", { className: "result__excerpt" }, ...excerpt(page)));
  const places = sections(page);
  if (places.length) {
    const links = places.map(({ id, name }) => {
      const link = make("a", { href: `${address}#${id}` }, name);
      link.append(make("span", { className: "visually-hidden" }, say("in_page", { title })));
      return make("li", {}, link);
    });
    element.append(make("ul", { className: "result__sections" }, ...links));
    element.lastChild.setAttribute("aria-label", say("found_under"));
  }
  return element;
}

/** The parts of a page with most of the words, at most three: headings, and rows or entries that have an address. */
function sections(page) {
  const anchors = [...page.anchors].sort((one, other) => one.location - other.location);
  const words = page.content.split(/\s+/);
  const scores = new Map();
  for (const { location, balanced_score: score } of page.weighted_locations) {
    const place = anchors.findLastIndex((anchor) => anchor.location <= location);
    if (place >= 0) scores.set(place, (scores.get(place) ?? 0) + score);
  }
  const named = (place) => {
    const { text, location } = anchors[place];
    if (text.trim()) return text.trim();
    const opening = words.slice(location, Math.min(location + 9, anchors[place + 1]?.location ?? Infinity));
    return opening.length ? `${opening.join(" ").replace(/[.,:;]$/, "")}\u2026` : "";
  };
  return [...scores]
    .sort((one, other) => other[1] - one[1])
    .slice(0, 3)
    .sort((one, other) => one[0] - other[0])
    .map(([place]) => ({ id: anchors[place].id, name: named(place) }))
    .filter(({ name }) => name);
}

/** The part of the text with most of the words, from the start of a sentence if there is one near; without headings. */
function excerpt(page) {
  const all = page.content.split(/\s+/);
  const titled = page.content.startsWith(page.meta.title) ? page.meta.title.split(/\s+/).length : 0;
  const headings = page.anchors.filter(({ element }) => /^h\d$/.test(element));
  const headed = new Set(headings.flatMap(({ text, location: at }) => text.trim().split(/\s+/).map((_, place) => at + place)));
  const kept = [...all.keys()].filter((at) => at >= titled && !headed.has(at));
  const words = kept.map((at) => all[at]);
  const found = new Map(page.weighted_locations.map(({ location, balanced_score: score }) => [location, score]));
  const scores = new Map(kept.flatMap((at, place) => (found.has(at) ? [[place, found.get(at)]] : [])));
  const dense = (start) => [...scores].reduce((sum, [at, score]) => sum + (at >= start && at < start + EXCERPT ? score : 0), 0);
  const places = [...scores.keys()];
  const best = places.reduce((one, other) => (dense(other) > dense(one) ? other : one), places[0] ?? 0);
  let start = best;
  while (start > Math.max(0, best - LEAD) && !/[.?!]$/.test(words[start - 1])) start -= 1;
  const end = Math.min(start + LEAD + EXCERPT, words.length);
  const parts = start > 0 && !/[.?!]$/.test(words[start - 1]) ? ["\u2026 "] : [];
  for (let at = start; at < end; at += 1) {
    parts.push(scores.has(at) ? make("mark", {}, words[at]) : words[at], at < end - 1 ? " " : "");
  }
  if (end < words.length) parts.push("\u2026");
  return parts;
}

// Open where there is room for a column of filters beside the results, as site-wide in search.css.
const wide = matchMedia("(min-width: 60em)");
const fold = () => {
  part("narrow").open = wide.matches;
  for (const name of ["authority", "kind", "status"]) facets.get(name).open ||= wide.matches;
};

wide.addEventListener("change", fold);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  go();
});
form.addEventListener("change", (event) => {
  if (event.target.name !== "q") go();
});
part("more").addEventListener("click", showMore);
addEventListener("popstate", show);
fold();
show();
