import * as elman from './elman.js';
import * as gru from './gru.js';
import * as lstm from './lstm.js';

/**
 * A cell with its weights.
 * @typedef {object} Cell
 * @property {string} kind Elman, Lstm or Gru
 * @property {number} index the place of the cell in the model's Layers
 * @property {number} layer the layer it belongs to
 * @property {string} direction Forward or Reverse
 * @property {number} hidden the number of units
 * @property {number} size the number of components of h
 * @property {import('./vectors.js').Matrix} input
 * @property {import('./vectors.js').Matrix} recurrent
 * @property {import('./vectors.js').Matrix | null} bias
 * @property {import('./vectors.js').Matrix | null} recurrentBias
 * @property {import('./vectors.js').Matrix | null} peepholes
 * @property {import('./vectors.js').Matrix | null} projection
 * @property {boolean} coupled
 * @property {boolean} resetAfter
 * @property {number | null} clip
 * @property {import('./activations.js').Activation} activation
 * @property {import('./activations.js').Activation} gateActivation
 * @property {import('./activations.js').Activation} cellActivation
 *
 * @typedef {{h: Float64Array, c: Float64Array | null}} State
 *
 * What a cell computed at one step.
 * @typedef {object} Moment
 * @property {Float64Array} x the input
 * @property {State} before the state before the step
 * @property {Float64Array} pre the inputs of the activations
 * @property {Record<string, Float64Array>} gates
 * @property {Float64Array} h
 * @property {Float64Array | null} c
 *
 * Sums of the gradients of a cell's weights.
 * @typedef {{input: object, recurrent: object, bias: object?, recurrentBias: object?, peepholes: object?, projection: object?}} CellGradients
 *
 * What a backward step passes on: derivatives by the input, the state before, the pre-activations and the gates.
 * @typedef {{dx: Float64Array, dh: Float64Array, dc: Float64Array | null, pre: Float64Array, gates: Record<string, Float64Array>, dcTotal?: Float64Array}} Passed
 */

const KINDS = { Elman: elman, Lstm: lstm, Gru: gru };

/** The names of the weights of a cell within the model, and where the cell keeps them. */
export const ARRAYS = {
    InputWeights: 'input',
    RecurrentWeights: 'recurrent',
    Bias: 'bias',
    RecurrentBias: 'recurrentBias',
    Peepholes: 'peepholes',
    ProjectionWeights: 'projection',
};

/** The gates of each kind, in the order of the columns of the weights. */
export function gatesOf(cell) {
    return cell.kind === 'Elman' ? ['State']
        : cell.kind === 'Gru' ? ['UpdateGate', 'ResetGate', 'Candidate']
        : cell.coupled ? ['InputGate', 'Candidate', 'OutputGate']
        : ['InputGate', 'ForgetGate', 'Candidate', 'OutputGate'];
}

/**
 * The state of zeros.
 * @param {Cell} cell
 * @returns {State}
 */
export function zeroState(cell) {
    return { h: new Float64Array(cell.size), c: cell.kind === 'Lstm' ? new Float64Array(cell.hidden) : null };
}

/**
 * Runs a cell over inputs in the order in which it reads.
 * @param {Cell} cell
 * @param {Float64Array[]} inputs in the order of time
 * @param {State | null} initial
 * @returns {Moment[]} in the order of time
 */
export function runCell(cell, inputs, initial) {
    const moments = new Array(inputs.length);
    let state = initial ?? zeroState(cell);
    for (const t of order(cell, inputs.length)) {
        const moment = KINDS[cell.kind].forward(cell, inputs[t], state);
        moments[t] = moment;
        state = { h: moment.h, c: moment.c };
    }
    return moments;
}

/**
 * Backpropagation through time of one cell.
 * @param {Cell} cell
 * @param {Moment[]} moments
 * @param {Float64Array[]} direct for each step the derivative of the loss by h(t) from above
 * @param {CellGradients} sums receives the gradients of the weights
 * @param {number} chunk the gradient stops where a chunk of so many steps begins; Infinity for never
 */
export function runBack(cell, moments, direct, sums, chunk) {
    const steps = [...order(cell, moments.length)].reverse();
    const passed = new Array(moments.length);
    let dh = new Float64Array(cell.size);
    let dc = cell.kind === 'Lstm' ? new Float64Array(cell.hidden) : null;
    const states = new Array(moments.length);
    steps.forEach((t, back) => {
        const total = direct[t].map((value, k) => value + dh[k]);
        states[t] = total;
        passed[t] = KINDS[cell.kind].backward(cell, moments[t], total, dc, sums);
        // The number of the step in the order of reading.
        const place = moments.length - 1 - back;
        const stops = place % chunk === 0;
        dh = stops ? new Float64Array(cell.size) : passed[t].dh;
        dc = dc && (stops ? new Float64Array(cell.hidden) : passed[t].dc);
    });
    return { passed, states, initial: steps.length ? passed[steps[steps.length - 1]] : null };
}

/** The steps in the order in which a cell reads them. */
function* order(cell, length) {
    for (let i = 0; i < length; i++) {
        yield cell.direction === 'Reverse' ? length - 1 - i : i;
    }
}
