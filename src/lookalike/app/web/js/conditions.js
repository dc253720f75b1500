/**
 * Filters by date, tag and camera, and the condition on metadata that they stand for. A condition that says more than
 * the filters can is kept as it is written.
 *
 * @typedef {{from: string, to: string, tags: string[], cameras: string[], other: string}} Filters
 */

/** @returns {Filters} */
export const none = () => ({ from: "", to: "", tags: [], cameras: [], other: "" });

const quoted = (/** @type {string} */ text) => `'${text.replaceAll("'", "''")}'`;

/** @param {string} name @param {string[]} values */
const among = (name, values) =>
  values.length === 1 ? `${name} = ${quoted(values[0])}` : `${name} in (${values.map(quoted).join(", ")})`;

/** @param {Filters} filters @returns {string} the condition, "" for none */
export function conditionOf({ from, to, tags, cameras, other }) {
  const parts = [];
  if (from) parts.push(`taken >= ${quoted(from)}`);
  if (to) parts.push(`taken <= ${quoted(to)}`);
  if (tags.length) parts.push(among("tag", tags));
  if (cameras.length) parts.push(among("camera", cameras));
  if (other) parts.push(parts.length && /\bor\b/i.test(other) ? `(${other})` : other);
  return parts.join(" and ");
}

const TEXT = String.raw`'(?:[^']|'')*'`;
const CLAUSE = new RegExp(
  String.raw`^\s*(?:(taken)\s*(>=|<=)\s*(${TEXT})|(tag|camera)\s*(?:=\s*(${TEXT})|in\s*\(\s*(${TEXT}(?:\s*,\s*${TEXT})*)\s*\)))\s*(?:\band\b|$)`,
  "i",
);

const plain = (/** @type {string} */ text) => text.slice(1, -1).replaceAll("''", "'");

/** @param {string} where @returns {Filters} */
export function filtersOf(where) {
  const filters = none();
  let rest = where.trim();
  for (let found = CLAUSE.exec(rest); found; found = CLAUSE.exec(rest)) {
    const [whole, taken, sign, date, name, one, many] = found;
    const side = sign === ">=" ? "from" : "to";
    const list = name?.toLowerCase() === "tag" ? filters.tags : filters.cameras;
    if (taken ? filters[side] : list.length) break; // said twice: more than the filters can say
    if (taken) filters[side] = plain(date);
    else list.push(...(one ? [one] : (many.match(new RegExp(TEXT, "g")) ?? [])).map(plain));
    rest = rest.slice(whole.length).trim();
  }
  if (/\bor\b/i.test(rest.replace(new RegExp(TEXT, "g"), "")) && !rest.startsWith("(")) return { ...none(), other: where };
  return { ...filters, other: rest };
}

/** How many filters are on. @param {Filters} filters */
export const active = ({ from, to, tags, cameras, other }) =>
  (from || to ? 1 : 0) + tags.length + cameras.length + (other ? 1 : 0);
