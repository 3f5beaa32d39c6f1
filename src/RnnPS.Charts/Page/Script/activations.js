// The activation functions of cells and dense layers, and their slopes, as RnnPS.Core has them.

/** @typedef {{kind: string, alpha: number, beta: number}} Activation */

/** @type {Record<string, {value: (x: number, a: number, b: number) => number, slope: (x: number, y: number, a: number, b: number) => number}>} */
const FUNCTIONS = {
    Identity: { value: x => x, slope: () => 1 },
    Tanh: { value: x => Math.tanh(x), slope: (x, y) => 1 - y * y },
    Sigmoid: { value: sigmoid, slope: (x, y) => y - y * y },
    Relu: { value: x => Math.max(0, x), slope: x => (x > 0 ? 1 : 0) },
    LeakyRelu: { value: (x, a) => (x >= 0 ? x : a * x), slope: (x, y, a) => (x > 0 ? 1 : a) },
    Elu: { value: (x, a) => (x >= 0 ? x : a * Math.expm1(x)), slope: (x, y, a) => (x > 0 ? 1 : y + a) },
    HardSigmoid: { value: (x, a, b) => Math.min(1, Math.max(0, a * x + b)), slope: (x, y, a) => (y > 0 && y < 1 ? a : 0) },
    Softplus: { value: x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), slope: sigmoid },
    Softsign: { value: x => x / (1 + Math.abs(x)), slope: x => 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x))) },
    ScaledTanh: { value: (x, a, b) => a * Math.tanh(b * x), slope: (x, y, a, b) => (a === 0 ? 0 : b * (a - (y * y) / a)) },
    Affine: { value: (x, a, b) => a * x + b, slope: (x, y, a) => a },
    ThresholdedRelu: { value: (x, a) => (x >= a ? x : 0), slope: (x, y, a) => (x >= a ? 1 : 0) },
};

/** How a formula writes a function. */
const SIGNS = { Tanh: 'tanh', Sigmoid: 'σ', Identity: '', Relu: 'relu' };

/**
 * 1 / (1 + e^−x), without an overflow.
 * @param {number} x
 * @returns {number}
 */
export function sigmoid(x) {
    const small = Math.exp(-Math.abs(x));
    return (x >= 0 ? 1 : small) / (1 + small);
}

/**
 * Whether the page knows a function.
 * @param {Activation} activation
 * @returns {boolean}
 */
export function isKnown(activation) {
    return Object.hasOwn(FUNCTIONS, activation.kind);
}

/**
 * f(x).
 * @param {Activation} activation
 * @param {number} x
 * @returns {number}
 */
export function activate(activation, x) {
    return FUNCTIONS[activation.kind].value(x, activation.alpha, activation.beta);
}

/**
 * f′(x), and 0 where x was clipped.
 * @param {Activation} activation
 * @param {number} x
 * @param {number} y f(x)
 * @param {number | null} clip
 * @returns {number}
 */
export function slope(activation, x, y, clip) {
    return clip !== null && Math.abs(x) >= clip ? 0 : FUNCTIONS[activation.kind].slope(x, y, activation.alpha, activation.beta);
}

/**
 * A number within −bound to bound.
 * @param {number} x
 * @param {number | null} bound
 * @returns {number}
 */
export function clipped(x, bound) {
    return bound === null ? x : Math.min(bound, Math.max(-bound, x));
}

/**
 * The name of a function in a formula.
 * @param {Activation} activation
 * @returns {string}
 */
export function signOf(activation) {
    return SIGNS[activation.kind] ?? activation.kind;
}
