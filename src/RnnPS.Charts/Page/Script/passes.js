import { activate, slope } from './activations.js';
import { runBack, runCell, zeroState } from './cells.js';
import { evaluate, outputOf, readsLogits, throughOutput } from './losses.js';
import { zerosLike } from './network.js';
import { add, addOuter, addProduct, addTransposed, norm } from './vectors.js';

/**
 * The numbers of a run over one sequence.
 * @typedef {object} Trace
 * @property {Float64Array[]} below what the first layer reads: scaled inputs, or the vectors of tokens
 * @property {{moments: import('./cells.js').Moment[][], merged: Float64Array[]}[]} layers for each layer the moments of its cells
 * @property {number[]} outputSteps the steps that have an output
 * @property {({dense: {x: Float64Array, pre: Float64Array, y: Float64Array}[], x: Float64Array, logits: Float64Array, scaled: Float64Array, output: Float64Array, loss: number | null, slopes: Float64Array | null} | null)[]} heads
 * @property {number | null} loss the sum over the steps
 */

const MERGES = {
    Concat: (a, b) => Float64Array.of(...a, ...b),
    Sum: (a, b) => a.map((value, i) => value + b[i]),
    Average: (a, b) => a.map((value, i) => (value + b[i]) / 2),
    Multiply: (a, b) => a.map((value, i) => value * b[i]),
};

/**
 * Runs a network over a sequence.
 * @param {import('./network.js').Network} network
 * @param {{inputs: Float64Array[], targets: (Float64Array | null)[], initial: ({h: number[], c: number[] | null} | null)[] | null}} sequence
 * @param {import('./losses.js').Loss | null} loss
 * @returns {Trace}
 */
export function forward(network, sequence, loss) {
    const below = sequence.inputs.map(input => inputOf(network, input));
    const layers = [];
    let signal = below;
    for (const layer of network.layers) {
        const moments = layer.cells.map(cell => runCell(cell, signal, initialOf(sequence, cell)));
        const merged = layer.merge
            ? moments[0].map((moment, t) => MERGES[layer.merge](moment.h, moments[1][t].h))
            : moments[0].map(moment => moment.h);
        layers.push({ moments, merged });
        signal = merged;
    }
    const length = sequence.inputs.length;
    const outputSteps = network.last ? [length - 1] : [...Array(length).keys()];
    const heads = new Array(length).fill(null);
    let total = null;
    for (const t of outputSteps) {
        heads[t] = headOf(network, network.last ? finalOf(network, layers) : signal[t]);
        const target = sequence.targets[t];
        if (loss && target) {
            const head = heads[t];
            const read = readsLogits(loss, network.output?.activation ?? 'Identity') ? (network.outputScaler ? head.output : head.logits) : head.output;
            const measured = evaluate(loss, read, target);
            head.loss = measured.value;
            head.slopes = measured.slopes;
            total = (total ?? 0) + measured.value;
        }
    }
    return { below, layers, outputSteps, heads, loss: total };
}

/** The state of a sequence before its first step. */
function initialOf(sequence, cell) {
    const given = sequence.initial?.[cell.index];
    return given ? { h: Float64Array.from(given.h), c: given.c ? Float64Array.from(given.c) : zeroState(cell).c } : null;
}

function inputOf(network, input) {
    if (network.embedding) {
        const { columns, values } = network.embedding;
        return values.slice(input[0] * columns, (input[0] + 1) * columns);
    }
    const scaler = network.inputScaler;
    return scaler ? input.map((value, i) => (value - scaler.offset[i]) / scaler.scale[i]) : input;
}

/** The final state: a forward cell's is the one after the last step, a reverse cell's the one after the first. */
function finalOf(network, layers) {
    const { cells, merge } = network.layers[network.layers.length - 1];
    const { moments } = layers[layers.length - 1];
    const ends = cells.map((cell, place) => moments[place][cell.direction === 'Reverse' ? 0 : moments[place].length - 1].h);
    return merge ? MERGES[merge](ends[0], ends[1]) : ends[0];
}

function headOf(network, state) {
    let x = state;
    const dense = network.dense.map(layer => {
        const pre = affine(x, layer);
        const y = pre.map(value => activate(layer.activation, value));
        const step = { x, pre, y };
        x = y;
        return step;
    });
    const logits = network.output ? affine(x, network.output) : x;
    const scaled = network.output ? outputOf(network.output.activation, logits) : logits;
    const scaler = network.outputScaler;
    const output = scaler ? scaled.map((value, i) => value * scaler.scale[i] + scaler.offset[i]) : scaled;
    return { dense, x, logits, scaled, output, loss: null, slopes: null };
}

function affine(x, layer) {
    const sum = new Float64Array(layer.weights.columns);
    add(sum, layer.bias?.values);
    addProduct(x, layer.weights, sum);
    return sum;
}

/**
 * The gradients of the loss by everything that the page shows.
 * @typedef {object} Gradients
 * @property {Record<string, import('./vectors.js').Matrix>} arrays
 * @property {Float64Array[]} below by the input of the first layer, at each step
 * @property {import('./cells.js').Passed[][]} passed for each cell and step
 * @property {Float64Array[][]} states for each cell and step the total derivative by h(t)
 * @property {{dense: Float64Array[], logits: Float64Array, state: Float64Array}[]} heads
 */

/**
 * Backpropagation through time.
 * @param {object} model the data of the model
 * @param {import('./network.js').Network} network
 * @param {Trace} trace
 * @param {import('./losses.js').Loss} loss
 * @param {{chunk?: number, only?: number | null}} [options] chunk: truncated after so many steps; only: the loss of one step
 * @returns {Gradients}
 */
export function backward(model, network, trace, loss, { chunk = Infinity, only = null } = {}) {
    const sums = zerosLike(model, network);
    const length = trace.below.length;
    const top = network.layers.length - 1;
    let direct = network.layers[top].cells.map(cell => Array.from({ length }, () => new Float64Array(cell.size)));
    const heads = new Array(length).fill(null);
    for (const t of trace.outputSteps) {
        if (trace.heads[t].slopes && (only === null || only === t)) {
            heads[t] = headBack(network, sums, trace.heads[t], loss);
            spread(network.layers[top], trace.layers[top].moments, t, heads[t].state, direct, network.last);
        }
    }
    const passed = [];
    const states = [];
    let below = [];
    for (let i = top; i >= 0; i--) {
        const layer = network.layers[i];
        const backs = layer.cells.map((cell, place) => runBack(cell, trace.layers[i].moments[place], direct[place], sums.layers[i].cells[place], chunk));
        passed.unshift(...backs.map(back => back.passed));
        states.unshift(...backs.map(back => back.states));
        below = Array.from({ length }, (_, t) => backs[0].passed[t].dx.map((value, k) => value + (backs[1]?.passed[t].dx[k] ?? 0)));
        if (i > 0) {
            const lower = network.layers[i - 1];
            direct = lower.cells.map(cell => Array.from({ length }, () => new Float64Array(cell.size)));
            below.forEach((gradient, t) => spread(lower, trace.layers[i - 1].moments, t, gradient, direct, false));
        }
    }
    return { arrays: sums.arrays, below, passed, states, heads };
}

/** Shares the derivative by a merged state among the cells of the layer. */
function spread(layer, moments, t, gradient, direct, last) {
    const at = layer.cells.map(cell => (last && cell.direction === 'Reverse' ? 0 : t));
    if (!layer.merge) {
        add(direct[0][at[0]], gradient);
        return;
    }
    const [a, b] = moments.map((own, place) => own[at[place]].h);
    const size = a.length;
    const forA = layer.merge === 'Concat' ? gradient.slice(0, size) : gradient.map((value, i) => value * factor(layer.merge, b[i]));
    const forB = layer.merge === 'Concat' ? gradient.slice(size) : gradient.map((value, i) => value * factor(layer.merge, a[i]));
    add(direct[0][at[0]], forA);
    add(direct[1][at[1]], forB);
}

function factor(merge, other) {
    return merge === 'Multiply' ? other : merge === 'Average' ? 0.5 : 1;
}

function headBack(network, sums, head, loss) {
    const activation = network.output?.activation ?? 'Identity';
    let slopes = head.slopes;
    const scaler = network.outputScaler;
    if (scaler && (loss.name === 'MeanSquaredError' || loss.name === 'Huber')) {
        // As in training: the gradient is that of the scaled outputs.
        slopes = slopes.map((value, i) => value / scaler.scale[i]);
    }
    const logits = readsLogits(loss, activation) ? slopes : throughOutput(activation, head.scaled, slopes);
    let gradient = network.output ? affineBack(network.output, sums.output, head.x, logits) : logits;
    const dense = new Array(network.dense.length);
    for (let i = network.dense.length - 1; i >= 0; i--) {
        const { x, pre, y } = head.dense[i];
        dense[i] = gradient.map((value, k) => value * slope(network.dense[i].activation, pre[k], y[k], null));
        gradient = affineBack(network.dense[i], sums.dense[i], x, dense[i]);
    }
    return { dense, logits, state: gradient };
}

function affineBack(layer, sum, x, gradient) {
    addOuter(x, gradient, sum.weights);
    if (sum.bias) add(sum.bias.values, gradient);
    const below = new Float64Array(layer.weights.rows);
    addTransposed(gradient, layer.weights, below);
    return below;
}

/**
 * The gradient of each vector of the tokens.
 * @param {import('./network.js').Network} network
 * @param {{inputs: Float64Array[]}} sequence
 * @param {Gradients} gradients
 */
export function addEmbedding(network, sequence, gradients) {
    const sum = gradients.arrays.EmbeddingWeights;
    sequence.inputs.forEach((input, t) => {
        for (let k = 0; sum && k < sum.columns; k++) {
            sum.values[input[0] * sum.columns + k] += gradients.below[t][k];
        }
    });
}

/**
 * The norm of dLoss/dState at each step, for each cell.
 * @param {Gradients} gradients
 * @returns {Float64Array[]}
 */
export function stateNorms(gradients) {
    return gradients.states.map(states => Float64Array.from(states, norm));
}
