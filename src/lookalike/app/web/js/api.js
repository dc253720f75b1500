/**
 * The HTTP API. Every call gives the parsed answer or throws a Problem, whose `detail` is one sentence to show.
 *
 * @typedef {{id: string, name: string, width: number, height: number, format: string, bytes: number, tags: string[],
 *   taken: string|null, camera: string|null, copies: number, thumbnail?: string|null}} Picture
 * @typedef {{part: string, share: number}} Share
 * @typedef {{picture: Picture, score: number, why: Share[], probability: number|null, box: number[]|null,
 *   match: object|null}} Hit
 * @typedef {{query: string, total: number, offset: number, hits: Hit[], took_ms: number, relevant_count: number|null,
 *   notes: string[]}} Answer
 */

const BASE = "v1";

/** A failed request (RFC 9457). */
export class Problem extends Error {
  /** @param {number} status @param {string} detail */
  constructor(status, detail) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.detail = detail;
  }
}

/** @param {string} path @param {RequestInit} [options] @returns {Promise<any>} */
export async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(`${BASE}/${path}`, options);
  } catch (error) {
    if (/** @type {Error} */ (error).name === "AbortError") throw error;
    throw new Problem(0, "The server cannot be reached: is lookalike serve still running?");
  }
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  if (!response.ok) {
    const problem = isJson ? await response.json().catch(() => ({})) : {};
    throw new Problem(response.status, problem.detail ?? problem.title ?? `The server answered ${response.status}.`);
  }
  return isJson ? response.json() : response;
}

/** A query string of what is set. @param {Record<string, any>} values */
export function queryString(values) {
  const pairs = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return pairs.length ? `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}` : "";
}

/** @param {string} name */
const of = (name) => `collections/${encodeURIComponent(name)}`;

const post = (/** @type {unknown} */ body, /** @type {AbortSignal|undefined} */ signal) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
  signal,
});

export const api = {
  collections: () => request("collections"),
  /** @param {string} c */
  collection: (c) => request(of(c)),
  /** @param {string} c @param {object} asked offset, limit, where @param {AbortSignal} [signal] */
  images: (c, asked, signal) => request(`${of(c)}/images${queryString({ ...asked })}`, { signal }),
  /** @param {string} c @param {string} id @param {boolean} [places] @returns {Promise<Picture>} */
  image: (c, id, places) => request(`${of(c)}/images/${id}${queryString({ places })}`),
  /** @param {string} c @param {object} asked q, k, offset, rerank, relevant, parts @param {AbortSignal} [signal]
   *  @returns {Promise<Answer>} */
  search: (c, asked, signal) => request(`${of(c)}/search${queryString({ ...asked })}`, { signal }),
  /** The terms of a query text. @param {string} c @param {string} q */
  query: (c, q) => request(`${of(c)}/query${queryString({ q })}`),
  /** @param {string} c @param {object} body q, rounds, k, offset @param {AbortSignal} [signal] @returns {Promise<Answer>} */
  feedback: (c, body, signal) => request(`${of(c)}/feedback`, post(body, signal)),
  /** Why a picture answers. @param {string} c @param {string} q @param {string} id @param {boolean} points look for points that agree too
   *  @param {AbortSignal} [signal] */
  explain: (c, q, id, points, signal) => request(`${of(c)}/explain${queryString({ q, id, points: points || "" })}`, { signal }),
  /** @param {string} c */
  groups: (c) => request(`${of(c)}/groups`),
  /** Give a picture file to the server. @param {Blob} file @returns {Promise<{upload: string, width: number, height: number}>} */
  upload: (file) => {
    const form = new FormData();
    form.append("file", file, "picture");
    return request("uploads", { method: "POST", body: form });
  },
};

/** @param {string} c @param {string} id @param {64|128|256} [side] */
export const thumbnailUrl = (c, id, side = 256) => `${BASE}/${of(c)}/images/${id}/thumbnail?side=${side}`;
/** @param {string} c @param {string} id @param {number} [side] */
export const pictureUrl = (c, id, side = 1600) => `${BASE}/${of(c)}/images/${id}/picture?side=${side}`;
/** @param {string} upload */
export const uploadUrl = (upload) => `${BASE}/uploads/${upload}`;
