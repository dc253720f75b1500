/**
 * Rows of pictures that fill the width. All rows but perhaps the last are full, and as near to the wanted height as
 * they can be: the breaks are those of least total cost, as in Knuth & Plass, Breaking paragraphs into lines, 1981.
 *
 * @typedef {{left: number, top: number, width: number, height: number}} Box
 */

/** Beyond these, a picture is shown cropped: a strip of 1:10 would leave nothing of its row. */
const NARROWEST = 0.5;
const WIDEST = 3;

/** @param {{width: number, height: number}} picture */
export const aspect = (picture) => {
  const ratio = picture.width && picture.height ? picture.width / picture.height : 1.5;
  return Math.min(WIDEST, Math.max(NARROWEST, ratio));
};

/**
 * @param {number[]} aspects width by height of each picture
 * @param {{width: number, row: number, gap: number, ragged: boolean}} room the width to fill, the wanted height of a
 *   row, and whether the last row may stay short
 * @returns {{boxes: Box[], rows: number[], height: number}} rows: the first picture of each; height: of all, with a
 *   gap below
 */
export function justified(aspects, { width, row, gap, ragged }) {
  /** @type {Box[]} */
  const boxes = [];
  const rows = breaks(aspects, width, row, gap, ragged);
  let top = 0;
  rows.forEach((start, place) => {
    const end = rows[place + 1] ?? aspects.length;
    const filled = heightOf(aspects, start, end, width, gap);
    const height = place === rows.length - 1 && ragged ? Math.min(filled, row * 1.1) : Math.min(filled, row * 2);
    let left = 0;
    for (let each = start; each < end; each++) {
      const wide = height * aspects[each] * (filled > height && !(ragged && place === rows.length - 1) ? filled / height : 1);
      boxes.push({ left, top, width: wide, height });
      left += wide + gap;
    }
    top += height + gap;
  });
  return { boxes, rows, height: top };
}

/** @param {number[]} aspects @param {number} start @param {number} end @param {number} width @param {number} gap */
function heightOf(aspects, start, end, width, gap) {
  let sum = 0;
  for (let each = start; each < end; each++) sum += aspects[each];
  return (width - gap * (end - start - 1)) / sum;
}

/** @returns {number[]} the first picture of each row */
function breaks(/** @type {number[]} */ aspects, /** @type {number} */ width, /** @type {number} */ row,
  /** @type {number} */ gap, /** @type {boolean} */ ragged) {
  const least = new Float64Array(aspects.length + 1).fill(Infinity);
  const from = new Int32Array(aspects.length + 1);
  least[0] = 0;
  for (let start = 0; start < aspects.length; start++) {
    let sum = 0;
    for (let end = start + 1; end <= aspects.length; end++) {
      sum += aspects[end - 1];
      const height = (width - gap * (end - start - 1)) / sum;
      if (height < row * 0.55 && end > start + 1) break;
      const short = ragged && end === aspects.length && height > row;
      const cost = least[start] + (short ? 0 : Math.log(height / row) ** 2);
      if (cost < least[end]) {
        least[end] = cost;
        from[end] = start;
      }
    }
  }
  const rows = [];
  for (let end = aspects.length; end > 0; end = from[end]) rows.unshift(from[end]);
  return rows;
}
