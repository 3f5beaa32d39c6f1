import { activate, clipped, slope } from './activations.js';
import { add, addOuter, addProduct, addTransposed } from './vectors.js';

// The cell of Elman (1990): h(t) = f(x·W + h(t−1)·R + b).

/**
 * @param {import('./cells.js').Cell} cell
 * @param {Float64Array} x
 * @param {import('./cells.js').State} before
 * @returns {import('./cells.js').Moment}
 */
export function forward(cell, x, before) {
    const pre = new Float64Array(cell.hidden);
    add(pre, cell.bias?.values);
    add(pre, cell.recurrentBias?.values);
    addProduct(x, cell.input, pre);
    addProduct(before.h, cell.recurrent, pre);
    for (let i = 0; i < pre.length; i++) {
        pre[i] = clipped(pre[i], cell.clip);
    }
    return { x, before, pre, gates: {}, h: pre.map(value => activate(cell.activation, value)), c: null };
}

/**
 * @param {import('./cells.js').Cell} cell
 * @param {import('./cells.js').Moment} moment
 * @param {Float64Array} dh the derivative by h(t)
 * @param {Float64Array | null} dc not used
 * @param {import('./cells.js').CellGradients} sums
 * @returns {import('./cells.js').Passed}
 */
export function backward(cell, moment, dh, dc, sums) {
    const pre = dh.map((value, i) => value * slope(cell.activation, moment.pre[i], moment.h[i], cell.clip));
    addOuter(moment.x, pre, sums.input);
    addOuter(moment.before.h, pre, sums.recurrent);
    if (sums.bias) add(sums.bias.values, pre);
    if (sums.recurrentBias) add(sums.recurrentBias.values, pre);
    const dx = new Float64Array(moment.x.length);
    const before = new Float64Array(moment.before.h.length);
    addTransposed(pre, cell.input, dx);
    addTransposed(pre, cell.recurrent, before);
    return { dx, dh: before, dc: null, pre, gates: {} };
}
