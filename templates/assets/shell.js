// Three comforts; without them everything still works: the colours follow the system, the menu is a plain disclosure, and
// the Tab key stops at every table.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const key = "followthrough-scheme";

  const stored = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be forbidden
    }
  };

  const store = (scheme) => {
    try {
      // A choice that agrees with the system is no choice: the page follows the system again.
      if ((scheme === "slate") === system.matches) localStorage.removeItem(key);
      else localStorage.setItem(key, scheme);
    } catch {
      // storage may be forbidden; the choice then holds for this page
    }
  };

  const show = (scheme) => {
    root.dataset.mdColorScheme = scheme;
    document.querySelector(".scheme-toggle")?.setAttribute("aria-pressed", scheme === "slate");
  };

  const preferred = () => stored() ?? (system.matches ? "slate" : "default");

  show(preferred());
  system.addEventListener("change", () => show(preferred()));

  const start = () => {
    const toggle = document.querySelector(".scheme-toggle");
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const scheme = root.dataset.mdColorScheme === "slate" ? "default" : "slate";
      store(scheme);
      show(scheme);
    });
    show(preferred());

    const menu = document.querySelector(".menu");
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });

    // Only a table that scrolls must be reached by keyboard.
    const scrolling = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
        else target.removeAttribute("tabindex");
      }
    });
    for (const table of document.querySelectorAll("[role=region][tabindex]")) scrolling.observe(table);
  };

  // It comes when it comes, perhaps when the page is already there.
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
