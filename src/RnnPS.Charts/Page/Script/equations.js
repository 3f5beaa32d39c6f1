import { signOf } from './activations.js';
import { h } from './dom.js';
import { cellsOf } from './network.js';

/**
 * The equations of a network, for the reader of its numbers.
 * @param {import('./session.js').Session} session
 * @returns {HTMLElement}
 */
export function equationsOf({ network, run }) {
    const kinds = new Map(cellsOf(network).map(cell => [signature(cell), cell]));
    const lines = [...kinds.values()].flatMap(cell => ofCell(cell));
    network.dense.forEach((layer, i) => lines.push(`dense ${i} = ${wrapped(signOf(layer.activation), 'x·W + b')}`));
    if (network.output) lines.push(`output = ${wrapped({ Identity: '', Sigmoid: 'σ', Softmax: 'softmax' }[network.output.activation], 'h·V + c')}${network.outputScaler ? ', then scaled back' : ''}`);
    if (run.loss) lines.push(`loss = the sum over the steps of ${run.loss.text}`);
    return h('ul', { class: 'equations' }, ...lines.map(text => h('li', {}, h('code', { text }))));
}

function signature(cell) {
    return [cell.kind, cell.coupled, cell.resetAfter, Boolean(cell.peepholes), Boolean(cell.projection), signOf(cell.activation)].join();
}

function wrapped(sign, inside) {
    return sign ? `${sign}(${inside})` : inside;
}

function ofCell(cell) {
    const f = signOf(cell.activation);
    const sum = '[h(t−1), x(t)]·W + b';
    if (cell.kind === 'Elman') return [`h(t) = ${wrapped(f, sum)}`];
    const gate = signOf(cell.gateActivation);
    if (cell.kind === 'Gru') {
        const inner = cell.resetAfter ? 'x·W + r∘(h(t−1)·R)' : 'x·W + (r∘h(t−1))·R';
        return [`z, r = ${wrapped(gate, sum)}`, `h̃ = ${wrapped(f, `${inner} + b`)}`, 'h(t) = z∘h(t−1) + (1 − z)∘h̃'];
    }
    return [
        `${cell.coupled ? 'i, o' : 'i, f, o'} = ${wrapped(gate, sum + (cell.peepholes ? ' + p∘c' : ''))}${cell.coupled ? ',  f = 1 − i' : ''}`,
        `c̃ = ${wrapped(f, sum)}`, 'c(t) = f∘c(t−1) + i∘c̃', `h(t) = ${cell.projection ? '(' : ''}o∘${wrapped(signOf(cell.cellActivation), 'c(t)')}${cell.projection ? ')·P' : ''}`,
    ];
}
