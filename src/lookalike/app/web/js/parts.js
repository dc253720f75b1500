/** What adds to a score, in plain words and as bars. */

import { h } from "./dom.js";

const NAMES = /** @type {[RegExp, string][]} */ ([
  [/^cnn\(.*layer="logits"/, "What it is"], [/^cnn\(.*layer="block/, "Deep patterns"], [/^(cnn|towers)\(/, "Deep features"],
  [/^concepts\(/, "Concepts"], [/^concept_map\(/, "Concepts by place"],
  [/^drawn\(.*layer="logits"/, "Lines: what is drawn"], [/^drawn\(/, "Lines"],
  [/^(grid_colors|grid_histograms|spatial_pyramid|color_layout)\(/, "Colours by place"],
  [/^(color|auto_corr|correlogram|dominant)\w*\(/, "Colours"], [/^(lbp|gabor|haralick|polarity|tamura|laws|edge_hist|hog)\w*\(/, "Texture"],
  [/^(zernike|phog|curvature|chords|fourier|hu_mom|height)\w*\(/, "Shape"], [/>> (bow|hamming|asmk|vlad|fisher)\(/, "Local features"],
  [/^silhouettes\(/, "Outlines"], [/^regions\(/, "Regions"], [/^written\(/, "Names, tags and captions"], [/^seen\(/, "What the picture shows"], [/^image\(.*box=/, "Part of a picture"], [/^image\(/, "Picture"],
  [/^sketch\(/, "Drawing"], [/^color\(/, "Colours asked for"], [/^feedback\(/, "What you liked"],
]);

/** @param {string} part of a representation or of a query, "-" before what is not wanted */
export function plain(part) {
  if (part.startsWith("-")) return `Not: ${plain(part.slice(1))}`;
  const concept = /^concept\("([^"]*)"/.exec(part);
  if (concept) return concept[1];
  if (/^["']/.test(part)) return part.slice(1, -1);
  return NAMES.find(([pattern]) => pattern.test(part))?.[1] ?? part;
}

/**
 * A compact list of bars, the greatest first; null where there are none.
 * @param {{part: string, share: number}[]} shares
 * @param {number} [most]
 */
export function bars(shares, most = 9) {
  const told = shares.filter(({ share }) => Math.abs(share) > 5e-4).sort((a, b) => Math.abs(b.share) - Math.abs(a.share)).slice(0, most);
  if (!told.length) return null;
  const greatest = Math.max(...told.map(({ share }) => Math.abs(share)), 1e-6);
  return h("ul", { class: "bars" }, told.map(({ part, share }) =>
    h("li", { title: part, class: share < 0 ? "against" : "" },
      h("span", { class: "bar-name" }, plain(part)),
      h("span", { class: "bar-room", "aria-hidden": "true" }, h("span", { style: { width: `${(100 * Math.abs(share)) / greatest}%` } })),
      h("span", { class: "bar-share" }, share.toFixed(share < 0 || greatest < 1 ? 2 : 1)))));
}
