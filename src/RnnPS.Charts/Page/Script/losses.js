import { sigmoid } from './activations.js';

// The losses of a step and their slopes by what they read, as RnnPS.Core has them. The cross-entropies read the logits.

/** @typedef {{name: string, constants: Record<string, number[]>}} Loss */

const POINTWISE = {
    MeanSquaredError: (y, t) => [(y - t) * (y - t), 2 * (y - t)],
    MeanAbsoluteError: (y, t) => [Math.abs(y - t), Math.sign(y - t)],
    Huber: (y, t, constants) => {
        const delta = constants.Delta?.[0] ?? 1;
        const d = y - t;
        return Math.abs(d) <= delta ? [0.5 * d * d, d] : [delta * (Math.abs(d) - 0.5 * delta), delta * Math.sign(d)];
    },
    Poisson: (y, t) => [Math.exp(y) - t * y, Math.exp(y) - t],
    BinaryCrossEntropy: (z, target, constants) => {
        const spread = constants.LabelSmoothing?.[0] ?? 0;
        const t = (1 - spread) * target + spread / 2;
        const small = Math.exp(-Math.abs(z));
        const unlikely = small / (1 + small);
        return z >= 0 ? [z * (1 - t) + Math.log1p(small), 1 - t - unlikely] : [-z * t + Math.log1p(small), unlikely - t];
    },
};

/**
 * Whether a loss reads the logits, the inputs of the output layer's activation.
 * @param {Loss} loss
 * @param {string} activation of the output layer
 */
export function readsLogits(loss, activation) {
    return activation === 'Identity' || loss.name === 'SoftmaxCrossEntropy' || loss.name === 'BinaryCrossEntropy';
}

/**
 * The loss of one step and its slopes.
 * @param {Loss} loss
 * @param {Float64Array} output the outputs, or the logits
 * @param {ArrayLike<number>} target
 * @returns {{value: number, slopes: Float64Array}}
 */
export function evaluate(loss, output, target) {
    const count = output.length;
    const slopes = new Float64Array(count);
    if (loss.name === 'SoftmaxCrossEntropy') {
        return softmaxLoss(loss, output, target, slopes);
    }
    let value = 0;
    for (let i = 0; i < count; i++) {
        const [one, slope] = loss.name === 'Pinball' ? pinball(loss, output, target, i) : POINTWISE[loss.name](output[i], target[i], loss.constants);
        value += one / count;
        slopes[i] = slope / count;
    }
    return { value, slopes };
}

function pinball(loss, output, target, i) {
    const quantiles = loss.constants.Quantiles ?? [0.5];
    const quantile = quantiles[i % quantiles.length];
    const d = target[Math.floor(i / quantiles.length)] - output[i];
    const slope = d > 0 ? quantile : d < 0 ? quantile - 1 : 0;
    return [slope * d, -slope];
}

function softmaxLoss(loss, logits, target, slopes) {
    const spread = loss.constants.LabelSmoothing?.[0] ?? 0;
    const share = i => (1 - spread) * (target.length > 1 ? target[i] : i === target[0] ? 1 : 0) + spread / logits.length;
    const largest = Math.max(...logits);
    const powers = logits.map(value => Math.exp(value - largest));
    const sum = powers.reduce((total, value) => total + value, 0);
    let value = 0;
    let total = 0;
    for (let i = 0; i < logits.length; i++) {
        value += share(i) === 0 ? 0 : share(i) * (largest - logits[i] + Math.log(sum));
        total += share(i);
    }
    for (let i = 0; i < logits.length; i++) {
        slopes[i] = (total * powers[i]) / sum - share(i);
    }
    return { value, slopes };
}

/**
 * The output layer's activation.
 * @param {string} kind Identity, Sigmoid or Softmax
 * @param {Float64Array} logits
 * @returns {Float64Array}
 */
export function outputOf(kind, logits) {
    if (kind === 'Sigmoid') return logits.map(sigmoid);
    if (kind !== 'Softmax') return logits;
    const largest = Math.max(...logits);
    const powers = logits.map(value => Math.exp(value - largest));
    const sum = powers.reduce((total, value) => total + value, 0);
    return powers.map(value => value / sum);
}

/**
 * Turns the slopes by the outputs into those by the logits.
 * @param {string} kind
 * @param {Float64Array} y the outputs
 * @param {Float64Array} slopes
 * @returns {Float64Array}
 */
export function throughOutput(kind, y, slopes) {
    if (kind === 'Identity') return slopes;
    const mean = kind === 'Softmax' ? slopes.reduce((total, value, i) => total + value * y[i], 0) : 0;
    return slopes.map((value, i) => (kind === 'Softmax' ? y[i] * (value - mean) : value * y[i] * (1 - y[i])));
}
