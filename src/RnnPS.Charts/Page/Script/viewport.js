/**
 * The part of time that is shown, the selected span, and the cursor. Columns count from 0; `to` is not shown any more, and a selection has both
 * ends.
 * @typedef {object} Viewport
 * @property {number} length
 * @property {number} from
 * @property {number} to
 * @property {{from: number, to: number} | null} selection
 * @property {number | null} cursor
 */

const LEAST = 4;

/** @returns {Viewport} */
export function createViewport(length) {
    return { length, from: 0, to: length, selection: null, cursor: null };
}

/**
 * Zooms by a factor around a place.
 * @param {Viewport} view
 * @param {number} factor below 1 to see less
 * @param {number} [around] a column
 */
export function zoom(view, factor, around = (view.from + view.to) / 2) {
    const width = Math.min(view.length, Math.max(Math.min(LEAST, view.length), (view.to - view.from) * factor));
    const share = (around - view.from) / (view.to - view.from);
    show(view, around - share * width, width);
}

/**
 * Shows a part of time.
 * @param {Viewport} view
 * @param {number} from
 * @param {number} width
 */
export function show(view, from, width) {
    view.from = Math.max(0, Math.min(from, view.length - width));
    view.to = Math.min(view.length, view.from + width);
}

/** Shows the selected span with a little of what is beside it. */
export function showSelection(view) {
    if (!view.selection) return;
    const width = Math.max(Math.min(LEAST, view.length), (view.selection.to - view.selection.from + 1) * 1.2);
    show(view, (view.selection.from + view.selection.to + 1 - width) / 2, Math.min(width, view.length));
}

/** Moves the view so that a column is shown. */
export function reveal(view, column) {
    const width = view.to - view.from;
    if (column < view.from || column >= view.to) show(view, column - width / 2, width);
}

/** The column at a place of the drawing. */
export function columnAt(view, x, width) {
    return Math.max(0, Math.min(view.length - 1, Math.floor(view.from + (x / width) * (view.to - view.from))));
}

/** The place of a column in the drawing. */
export function placeOf(view, column, width) {
    return ((column - view.from) / (view.to - view.from)) * width;
}
