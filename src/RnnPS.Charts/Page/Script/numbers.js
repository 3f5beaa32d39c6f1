import { cellsOf } from './network.js';

// The value and the gradient of each number of the unrolled network.

/**
 * What a cell computed at a step.
 * @param {import('./session.js').Sequence} sequence
 * @param {import('./network.js').Network} network
 * @param {import('./references.js').Reference} r
 * @returns {import('./cells.js').Moment}
 */
export function momentOf(sequence, network, r) {
    const cell = cellsOf(network)[r.cell];
    return sequence.trace.layers[cell.layer].moments[network.layers[cell.layer].cells.indexOf(cell)][r.t];
}

/**
 * The value of a number; null where there is none, as for a step without a target.
 * @param {import('./session.js').Session} session
 * @param {import('./session.js').Sequence} sequence
 * @param {import('./references.js').Reference} r
 * @returns {number | null}
 */
export function valueOf(session, sequence, r) {
    const { network } = session;
    const trace = sequence.trace;
    const head = trace.heads[r.t];
    switch (r.part) {
        case 'weight': return network.arrays[r.name].values[r.row * network.arrays[r.name].columns + r.column];
        case 'input': return sequence.exact.inputs[r.t][r.i];
        case 'below': return trace.below[r.t][r.i];
        case 'target': return sequence.exact.targets[r.t]?.[r.i] ?? null;
        case 'merged': return trace.layers[r.cell].merged[r.t][r.i];
        case 'densePre': return head?.dense[r.cell].pre[r.i] ?? null;
        case 'dense': return head?.dense[r.cell].y[r.i] ?? null;
        case 'logit': return head?.logits[r.i] ?? null;
        case 'scaled': return head?.scaled[r.i] ?? null;
        case 'output': return head?.output[r.i] ?? null;
        case 'loss': return head?.loss ?? null;
        default: return ofMoment(momentOf(sequence, network, r), r);
    }
}

function ofMoment(moment, r) {
    switch (r.part) {
        case 'concat': return r.i < moment.before.h.length ? moment.before.h[r.i] : moment.x[r.i - moment.before.h.length];
        case 'pre': return moment.pre[r.i];
        case 'gate': return moment.gates[r.name][r.i];
        case 'before': return moment.before.c[r.i];
        case 'c': return moment.c[r.i];
        default: return moment.h[r.i];
    }
}

/**
 * The derivative of the loss by a number; null where the page has none.
 * @param {import('./session.js').Session} session
 * @param {import('./session.js').Sequence} sequence
 * @param {import('./references.js').Reference} r
 * @returns {number | null}
 */
export function gradientOf(session, sequence, r) {
    const gradients = sequence.gradients;
    if (!gradients) return null;
    const head = gradients.heads[r.t];
    const passed = gradients.passed[r.cell]?.[r.t];
    switch (r.part) {
        case 'weight': {
            const array = gradients.arrays[r.name];
            return array.values[r.row * array.columns + r.column];
        }
        case 'input': return session.network.embedding ? null : gradients.below[r.t][r.i];
        case 'below': return gradients.below[r.t][r.i];
        case 'concat': return r.i < passed.dh.length ? passed.dh[r.i] : passed.dx[r.i - passed.dh.length];
        case 'pre': return passed.pre[r.i];
        case 'gate': return passed.gates[r.name]?.[r.i] ?? null;
        case 'h': return gradients.states[r.cell][r.t][r.i];
        case 'c': return passed.dcTotal?.[r.i] ?? null;
        case 'densePre': return head?.dense[r.cell][r.i] ?? null;
        case 'logit': return head?.logits[r.i] ?? null;
        case 'output': return sequence.trace.heads[r.t]?.slopes && session.run.loss && head && readsOutput(session) ? sequence.trace.heads[r.t].slopes[r.i] : null;
        case 'loss': return sequence.trace.heads[r.t]?.loss === null ? null : 1;
        default: return null;
    }
}

/** Whether the slopes of the loss are those by the outputs. */
function readsOutput(session) {
    const activation = session.network.output?.activation ?? 'Identity';
    return activation === 'Identity' || !session.run.loss.name.endsWith('CrossEntropy');
}
