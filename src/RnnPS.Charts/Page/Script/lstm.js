import { activate, clipped, slope } from './activations.js';
import { add, addOuter, addProduct, addTransposed } from './vectors.js';

// Long short-term memory: c(t) = f∘c(t−1) + i∘c̃, h(t) = o∘tanh(c(t)). The columns of the weights are i, f, c̃, o, or i, c̃, o with coupled
// gates (f = 1 − i). Peepholes let i and f read c(t−1), and o read c(t). A projection makes h of o∘tanh(c).

/**
 * Where the columns and the peepholes of each gate begin, in gates.
 * @param {import('./cells.js').Cell} cell
 */
function places(cell) {
    return cell.coupled ? { i: 0, f: -1, c: 1, o: 2, peepO: 1 } : { i: 0, f: 1, c: 2, o: 3, peepO: 2 };
}

/**
 * @param {import('./cells.js').Cell} cell
 * @param {Float64Array} x
 * @param {import('./cells.js').State} before
 * @returns {import('./cells.js').Moment}
 */
export function forward(cell, x, before) {
    const n = cell.hidden;
    const at = places(cell);
    const pre = new Float64Array(cell.input.columns);
    add(pre, cell.bias?.values);
    add(pre, cell.recurrentBias?.values);
    addProduct(x, cell.input, pre);
    addProduct(before.h, cell.recurrent, pre);
    const peep = cell.peepholes?.values;
    const gate = (place, activation, seen, from) => {
        const values = new Float64Array(n);
        for (let k = 0; k < n; k++) {
            const column = place * n + k;
            if (peep && seen) pre[column] += peep[from * n + k] * seen[k];
            pre[column] = clipped(pre[column], cell.clip);
            values[k] = activate(activation, pre[column]);
        }
        return values;
    };
    const i = gate(at.i, cell.gateActivation, before.c, 0);
    const f = cell.coupled ? i.map(value => 1 - value) : gate(at.f, cell.gateActivation, before.c, 1);
    const candidate = gate(at.c, cell.activation, null, 0);
    const c = f.map((value, k) => value * before.c[k] + i[k] * candidate[k]);
    const o = gate(at.o, cell.gateActivation, c, at.peepO);
    const squashed = c.map(value => activate(cell.cellActivation, clipped(value, cell.clip)));
    const raw = o.map((value, k) => value * squashed[k]);
    let h = raw;
    if (cell.projection) {
        h = new Float64Array(cell.projection.columns);
        addProduct(raw, cell.projection, h);
    }
    return { x, before, pre, gates: { InputGate: i, ForgetGate: f, Candidate: candidate, OutputGate: o }, h, c, squashed, raw };
}

/**
 * @param {import('./cells.js').Cell} cell
 * @param {import('./cells.js').Moment} moment
 * @param {Float64Array} dh
 * @param {Float64Array} dcAfter the derivative by c(t) from the steps that follow
 * @param {import('./cells.js').CellGradients} sums
 * @returns {import('./cells.js').Passed}
 */
export function backward(cell, moment, dh, dcAfter, sums) {
    const n = cell.hidden;
    const at = places(cell);
    const { InputGate: i, ForgetGate: f, Candidate: candidate, OutputGate: o } = moment.gates;
    const pre = new Float64Array(cell.input.columns);
    const dc = new Float64Array(dcAfter);
    const before = new Float64Array(n);
    let raw = dh;
    if (cell.projection) {
        raw = new Float64Array(n);
        addTransposed(dh, cell.projection, raw);
        addOuter(moment.raw, dh, sums.projection);
    }
    const peep = cell.peepholes?.values;
    const gates = { InputGate: new Float64Array(n), ForgetGate: new Float64Array(n), Candidate: new Float64Array(n), OutputGate: new Float64Array(n) };
    const steep = (place, k, activation, y) => slope(activation, moment.pre[place * n + k], y, cell.clip);
    for (let k = 0; k < n; k++) {
        gates.OutputGate[k] = raw[k] * moment.squashed[k];
        pre[at.o * n + k] = gates.OutputGate[k] * steep(at.o, k, cell.gateActivation, o[k]);
        dc[k] += raw[k] * o[k] * slope(cell.cellActivation, moment.c[k], moment.squashed[k], cell.clip);
        if (peep) dc[k] += pre[at.o * n + k] * peep[at.peepO * n + k];
        const old = moment.before.c[k];
        gates.InputGate[k] = dc[k] * (cell.coupled ? candidate[k] - old : candidate[k]);
        gates.ForgetGate[k] = dc[k] * old;
        gates.Candidate[k] = dc[k] * i[k];
        pre[at.i * n + k] = gates.InputGate[k] * steep(at.i, k, cell.gateActivation, i[k]);
        pre[at.c * n + k] = gates.Candidate[k] * steep(at.c, k, cell.activation, candidate[k]);
        if (!cell.coupled) pre[at.f * n + k] = gates.ForgetGate[k] * steep(at.f, k, cell.gateActivation, f[k]);
        before[k] = dc[k] * f[k];
        if (peep) before[k] += pre[at.i * n + k] * peep[k] + (cell.coupled ? 0 : pre[at.f * n + k] * peep[n + k]);
    }
    if (peep) addPeepholes(cell, moment, pre, at, sums.peepholes.values);
    addOuter(moment.x, pre, sums.input);
    addOuter(moment.before.h, pre, sums.recurrent);
    if (sums.bias) add(sums.bias.values, pre);
    if (sums.recurrentBias) add(sums.recurrentBias.values, pre);
    const dx = new Float64Array(moment.x.length);
    const dhBefore = new Float64Array(moment.before.h.length);
    addTransposed(pre, cell.input, dx);
    addTransposed(pre, cell.recurrent, dhBefore);
    return { dx, dh: dhBefore, dc: before, pre, gates, dcTotal: dc };
}

function addPeepholes(cell, moment, pre, at, sum) {
    const n = cell.hidden;
    for (let k = 0; k < n; k++) {
        sum[k] += pre[at.i * n + k] * moment.before.c[k];
        if (!cell.coupled) sum[n + k] += pre[at.f * n + k] * moment.before.c[k];
        sum[at.peepO * n + k] += pre[at.o * n + k] * moment.c[k];
    }
}
