// Of all changes on the page, shows those between the two dates that the address names: ?from=2017-04-28&to=2018-02-13.
// The form sends them there by itself. Without script the page has all changes, and a page for each pair of dates.
(() => {
  const form = document.querySelector(".between");
  const said = document.querySelector(".between__said");
  const { from, to } = form.elements;
  form.hidden = false;

  const asked = new URLSearchParams(location.search);
  const [start, end] = [asked.get("from"), asked.get("to")].sort();
  from.value = start;
  to.value = end;
  const { say } = words(form);
  const known = start && from.value === start && to.value === end;
  if (!known || start === end) {
    // None were named, or others than the page knows: the newest two are offered.
    if (!known) {
      to.selectedIndex = 0;
      from.selectedIndex = Math.min(1, from.options.length - 1);
    }
    if (asked.has("from") || asked.has("to")) {
      const wrong = form.querySelector(".between__wrong");
      wrong.hidden = false;
      wrong.textContent = say(known ? "same" : "unknown");
      to.focus();
    }
    return;
  }

  // Two dates that follow one another have a page of their own, which also says what fell due between them.
  const own = [...document.querySelectorAll(".choose .links a")].find((link) => link.pathname.endsWith(`/${start}-to-${end}/`));
  if (own) {
    const line = document.querySelector(".between__own");
    line.hidden = false;
    line.querySelector("a").href = own.href;
  }

  let count = 0;
  let reshaped = false;
  for (const day of document.querySelectorAll("[data-day]")) {
    // Days are ISO dates, whose order is that of their letters.
    day.hidden = !(start < day.dataset.day && day.dataset.day <= end);
    if (day.hidden) continue;
    count += day.querySelectorAll(":scope > ul > li").length;
    reshaped ||= day.querySelector(".reshaped") !== null;
  }
  const name = (select) => select.selectedOptions[0].dataset.name;
  const heading = document.getElementById("all");
  heading.textContent = say("heading", { from: name(from), to: name(to) });
  document.title = `${heading.textContent} - ${document.title}`;
  said.textContent = say("count", { n: count });
  said.hidden = false;
  document.querySelector(".between__shape").hidden = !reshaped;
  document.querySelector(".between__all").hidden = false;
  form.parentElement.classList.add("choose--done");
  heading.tabIndex = -1;
  heading.focus();
})();
