/** What is asked, in the address bar: it can be shared, and the back button goes to what was asked before. */

/**
 * @typedef {{collection: string, q: string, rerank: string, parts: string, relevant: boolean, view: string,
 *   open: string}} Address
 */

/** @param {string} search such as location.search @returns {Address} */
export function read(search) {
  const given = new URLSearchParams(search);
  const of = (/** @type {string} */ name) => given.get(name) ?? "";
  return { collection: of("c"), q: of("q"), rerank: of("rerank"), parts: of("parts"), relevant: of("relevant") === "1",
    view: of("view"), open: of("open") };
}

/** @param {Address} asked @returns {string} without what is as usual */
export function written({ collection, q, rerank, parts, relevant, view, open }) {
  const given = new URLSearchParams();
  const pairs = { c: collection, q, rerank, parts, relevant: relevant ? "1" : "", view, open };
  for (const [name, value] of Object.entries(pairs)) if (value) given.set(name, value);
  return given.size ? `?${given}` : location.pathname;
}
