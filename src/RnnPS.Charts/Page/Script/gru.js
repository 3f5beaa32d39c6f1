import { activate, clipped, slope } from './activations.js';
import { add, addOuter, addProduct, addTransposed } from './vectors.js';

// The gated recurrent unit: h(t) = z∘h(t−1) + (1 − z)∘h̃. The columns of the weights are z, r, h̃. The reset gate multiplies the recurrent
// product, r∘(h·R + b), or, with the reset before, the state: (r∘h)·R.

/**
 * @param {import('./cells.js').Cell} cell
 * @param {Float64Array} x
 * @param {import('./cells.js').State} before
 * @returns {import('./cells.js').Moment}
 */
export function forward(cell, x, before) {
    const n = cell.hidden;
    const pre = new Float64Array(3 * n);
    add(pre, cell.bias?.values);
    addProduct(x, cell.input, pre);
    const product = new Float64Array(3 * n);
    add(product, cell.recurrentBias?.values);
    addProduct(before.h, cell.recurrent, product, 0, cell.resetAfter ? 3 * n : 2 * n);
    const gate = (place, activation) => {
        const values = new Float64Array(n);
        for (let k = 0; k < n; k++) {
            pre[place * n + k] = clipped(pre[place * n + k], cell.clip);
            values[k] = activate(activation, pre[place * n + k]);
        }
        return values;
    };
    for (let k = 0; k < 2 * n; k++) {
        pre[k] += product[k];
    }
    const z = gate(0, cell.gateActivation);
    const r = gate(1, cell.gateActivation);
    const kept = r.map((value, k) => value * before.h[k]);
    if (!cell.resetAfter) addProduct(kept, cell.recurrent, product, 2 * n, 3 * n);
    for (let k = 0; k < n; k++) {
        pre[2 * n + k] += (cell.resetAfter ? r[k] : 1) * product[2 * n + k];
    }
    const candidate = gate(2, cell.activation);
    const h = z.map((value, k) => value * before.h[k] + (1 - value) * candidate[k]);
    return { x, before, pre, gates: { UpdateGate: z, ResetGate: r, Candidate: candidate }, h, c: null, product, kept };
}

/**
 * @param {import('./cells.js').Cell} cell
 * @param {import('./cells.js').Moment} moment
 * @param {Float64Array} dh
 * @param {Float64Array | null} dc not used
 * @param {import('./cells.js').CellGradients} sums
 * @returns {import('./cells.js').Passed}
 */
export function backward(cell, moment, dh, dc, sums) {
    const n = cell.hidden;
    const { UpdateGate: z, ResetGate: r, Candidate: candidate } = moment.gates;
    const h = moment.before.h;
    const pre = new Float64Array(3 * n);
    const before = dh.map((value, k) => value * z[k]);
    const steep = (gate, k, activation, y) => slope(activation, moment.pre[gate * n + k], y, cell.clip);
    const gates = { UpdateGate: new Float64Array(n), ResetGate: new Float64Array(n), Candidate: new Float64Array(n) };
    for (let k = 0; k < n; k++) {
        gates.UpdateGate[k] = dh[k] * (h[k] - candidate[k]);
        gates.Candidate[k] = dh[k] * (1 - z[k]);
        pre[k] = gates.UpdateGate[k] * steep(0, k, cell.gateActivation, z[k]);
        pre[2 * n + k] = gates.Candidate[k] * steep(2, k, cell.activation, candidate[k]);
    }
    // The derivative by the recurrent product, which differs from that by the pre-activation where r multiplies the product.
    const product = new Float64Array(3 * n);
    if (cell.resetAfter) {
        for (let k = 0; k < n; k++) {
            gates.ResetGate[k] = pre[2 * n + k] * moment.product[2 * n + k];
            pre[n + k] = gates.ResetGate[k] * steep(1, k, cell.gateActivation, r[k]);
            product[2 * n + k] = pre[2 * n + k] * r[k];
        }
    } else {
        const kept = new Float64Array(n);
        addTransposed(pre, cell.recurrent, kept, 2 * n, 3 * n);
        addOuter(moment.kept, pre, sums.recurrent, 2 * n, 3 * n);
        for (let k = 0; k < n; k++) {
            gates.ResetGate[k] = kept[k] * h[k];
            pre[n + k] = gates.ResetGate[k] * steep(1, k, cell.gateActivation, r[k]);
            before[k] += kept[k] * r[k];
            product[2 * n + k] = pre[2 * n + k];
        }
    }
    for (let k = 0; k < 2 * n; k++) {
        product[k] = pre[k];
    }
    const last = cell.resetAfter ? 3 * n : 2 * n;
    addTransposed(product, cell.recurrent, before, 0, last);
    addOuter(h, product, sums.recurrent, 0, last);
    addOuter(moment.x, pre, sums.input);
    if (sums.bias) add(sums.bias.values, pre);
    if (sums.recurrentBias) add(sums.recurrentBias.values, product);
    const dx = new Float64Array(moment.x.length);
    addTransposed(pre, cell.input, dx);
    return { dx, dh: before, dc: null, pre, gates };
}
