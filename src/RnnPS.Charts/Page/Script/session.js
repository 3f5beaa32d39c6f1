import { addEmbedding, backward, forward, stateNorms } from './passes.js';
import { createNetwork, refusal } from './network.js';
import { decode, trackOf, tracksOf, vectorsOf } from './tracks.js';

/**
 * A run and its numbers, which change when the reader changes one.
 * @typedef {object} Session
 * @property {object} run the page's data
 * @property {import('./network.js').Network | null} network null where numbers can't be changed
 * @property {string | null} fixed why they can't
 * @property {Sequence[]} sequences
 * @property {Map<string, number>} changes the changed numbers by their names, with what they were
 *
 * @typedef {object} Sequence
 * @property {object} data
 * @property {number} length the number of columns
 * @property {import('./tracks.js').Track} inputs
 * @property {import('./tracks.js').Track} outputs
 * @property {import('./tracks.js').Track | null} targets
 * @property {import('./tracks.js').Track | null} losses
 * @property {import('./tracks.js').Track | null} inputGradient
 * @property {Map<string, import('./tracks.js').Track>} vectors
 * @property {{inputs: Float64Array[], targets: (Float64Array | null)[], initial: any}} exact
 * @property {import('./passes.js').Trace | null} trace
 * @property {import('./passes.js').Gradients | null} gradients
 */

// The page and the engine add in another order, so that the last digits differ.
const AGREES = 1e-9;

/**
 * Creates the session of a run.
 * @param {object} run
 * @returns {Session}
 */
export function createSession(run) {
    const session = { run, network: null, fixed: run.fixed ?? null, sequences: run.sequences.map(openSequence), changes: new Map() };
    if (run.network && !session.fixed) {
        session.fixed = refusal(run.network);
        session.network = session.fixed ? null : createNetwork(run.network);
        session.sequences.forEach(sequence => session.network && check(session, sequence));
    }
    return session;
}

function openSequence(data) {
    const inputs = decode(data.inputs);
    const targets = decode(data.targets);
    return {
        data,
        length: data.steps.length,
        inputs,
        outputs: decode(data.outputs),
        targets,
        losses: decode(data.losses),
        inputGradient: decode(data.inputGradient),
        vectors: new Map(data.vectors.map(vector => [vector.name, decode(vector)])),
        exact: exactOf(data, inputs, targets),
        trace: null,
        gradients: null,
    };
}

function exactOf(data, inputs, targets) {
    const given = vectorsOf(targets);
    return { inputs: vectorsOf(inputs), targets: data.steps.map((_, t) => given[t] ?? null), initial: data.initial ?? null };
}

// The page must say what the engine says, before it says anything else.
function check(session, sequence) {
    const before = vectorsOf(sequence.outputs);
    compute(session, sequence);
    const differs = sequence.trace.heads.some((head, t) => head && before[t]?.some((value, i) => Math.abs(value - head.output[i]) > AGREES * Math.max(1, Math.abs(value))));
    if (differs) {
        session.network = null;
        session.fixed = 'The page computes other numbers than RnnPS did, so it does not change any.';
        Object.assign(sequence, openSequence(sequence.data));
    }
}

/**
 * Computes a sequence anew: the trace, the gradients, and what the views show of them.
 * @param {Session} session
 * @param {Sequence} sequence
 */
export function compute(session, sequence) {
    const { network, run } = session;
    const loss = run.loss ?? null;
    const trace = forward(network, sequence.exact, loss);
    sequence.trace = trace;
    sequence.gradients = null;
    sequence.vectors = tracksOf(network, trace);
    sequence.outputs = trackOf('Output', 'value', sequence.outputs.units, trace.heads.map(head => head?.output ?? null));
    sequence.inputs = trackOf('Input', 'value', sequence.inputs.units, sequence.exact.inputs);
    if (loss && sequence.targets) {
        sequence.targets = trackOf('Target', 'value', sequence.targets.units, sequence.exact.targets);
        sequence.losses = trackOf('Loss', 'value', 1, trace.heads.map(head => (head?.loss === null || head === null ? null : [head.loss])));
        sequence.gradients = backward(run.network, network, trace, loss);
        addEmbedding(network, sequence.exact, sequence.gradients);
        sequence.inputGradient = network.embedding ? null : trackOf('InputGradient', 'value', sequence.inputs.units, sequence.gradients.below);
    }
}

/**
 * The norms of the gradient by the state, for each cell, with other choices than those of `compute`.
 * @param {Session} session
 * @param {Sequence} sequence
 * @param {{chunk?: number, only?: number | null}} options
 * @returns {Float64Array[]}
 */
export function normsOf(session, sequence, options) {
    return stateNorms(backward(session.run.network, session.network, sequence.trace, session.run.loss, options));
}

/**
 * Changes a number, and computes what follows from it.
 * @param {Session} session
 * @param {Sequence} sequence
 * @param {import('./references.js').Reference} reference
 * @param {number} value
 */
export function change(session, sequence, reference, value) {
    const place = placeOf(session, sequence, reference);
    const name = reference.part === 'weight' ? reference.text : `${session.sequences.indexOf(sequence)}/${reference.text}`;
    if (!session.changes.has(name)) session.changes.set(name, place.values[place.index]);
    place.values[place.index] = value;
    if (session.changes.get(name) === value) session.changes.delete(name);
    (reference.part === 'weight' ? session.sequences : [sequence]).forEach(one => compute(session, one));
}

/**
 * Why a number can't have a value; null if it can.
 * @param {Session} session
 * @param {import('./references.js').Reference} reference
 * @param {number} value
 */
export function objection(session, reference, value) {
    if (!Number.isFinite(value)) return 'Enter a number.';
    const vocabulary = session.network.embedding?.rows;
    if (reference.part === 'input' && vocabulary && !(Number.isInteger(value) && value >= 0 && value < vocabulary)) {
        return `Enter a token, an integer from 0 to ${vocabulary - 1}.`;
    }
    if (reference.part !== 'target') return null;
    const outputs = session.sequences[0].outputs.units;
    switch (session.run.loss.name) {
        case 'SoftmaxCrossEntropy':
            return session.sequences[0].targets.units === 1
                ? Number.isInteger(value) && value >= 0 && value < outputs ? null : `Enter a class, an integer from 0 to ${outputs - 1}.`
                : value >= 0 ? null : 'Enter a probability of 0 or more.';
        case 'BinaryCrossEntropy': return value >= 0 && value <= 1 ? null : 'Enter a probability from 0 to 1.';
        case 'Poisson': return value >= 0 ? null : 'Enter a count of 0 or more.';
        default: return null;
    }
}

/**
 * Takes all changes back.
 * @param {Session} session
 */
export function reset(session) {
    session.network = createNetwork(session.run.network);
    session.changes.clear();
    for (const sequence of session.sequences) {
        sequence.exact = exactOf(sequence.data, decode(sequence.data.inputs), decode(sequence.data.targets));
        compute(session, sequence);
    }
}

function placeOf(session, sequence, reference) {
    if (reference.part === 'weight') {
        const array = session.network.arrays[reference.name];
        return { values: array.values, index: reference.row * array.columns + reference.column };
    }
    return { values: sequence.exact[reference.part === 'input' ? 'inputs' : 'targets'][reference.t], index: reference.i };
}
