// The words that a page gives its scripts, in its language: says a message with its values, of several forms that of `n`.
globalThis.words = (element) => {
  const { locale, plural, say } = JSON.parse(element.dataset.words);
  const form = (message, n) =>
    message[n === 0 && "none" in message ? "none" : Object.keys(plural).find((name) => plural[name].includes(n)) ?? "other"];
  const number = (n) => n.toLocaleString(locale);
  return {
    locale,
    number,
    say: (name, values = {}) => {
      const text = typeof say[name] === "string" ? say[name] : form(say[name], values.n);
      const known = values.n === undefined ? values : { number: number(values.n), ...values };
      return text.replace(/\{(\w+)\}/g, (_, place) => known[place]);
    },
  };
};
