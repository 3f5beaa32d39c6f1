import { gatesOf } from './cells.js';
import { h } from './dom.js';
import { signOf } from './activations.js';
import { words } from './format.js';
import { prefixOf } from './network.js';

// One column of the unrolled network: the numbers of a step, from the input at the top to the loss at the bottom.

// A cell of more rows or columns of weights shows them apart from the diagram.
const MOST_ROWS = 9;
const MOST_COLUMNS = 16;
const MOST_IN_ROW = 8;
const HEADS = { InputGate: 'i', ForgetGate: 'f', Candidate: 'c̃', OutputGate: 'o', UpdateGate: 'z', ResetGate: 'r', State: '' };

/**
 * @param {import('./session.js').Session} session
 * @param {import('./session.js').Sequence} sequence
 * @param {number} t
 * @returns {HTMLElement}
 */
export function columnOf(session, sequence, t) {
    const { network } = session;
    const texts = sequence.data.rows?.texts[t] ?? [];
    const column = h('section', { class: 'moment', 'data-t': t, 'aria-label': `Step ${sequence.data.steps[t]}` },
        h('h3', {}, `t = ${sequence.data.steps[t]}`, texts.length ? h('small', { text: texts.join(' · '), title: texts.join(' · ') }) : null));
    column.append(node('input', 'input', [values(range(sequence.inputs.units, i => `input/0/${t}/${i}`), sequence.data.inputNames)]));
    if (network.embedding || network.inputScaler) {
        const size = network.embedding ? network.embedding.columns : sequence.inputs.units;
        column.append(node('below', network.embedding ? 'vector of the token' : 'scaled input', [values(range(size, i => `below/0/${t}/${i}`))]));
    }
    network.layers.forEach((layer, index) => {
        column.append(h('div', { class: 'layer' }, ...layer.cells.map(cell => cellOf(session, cell, t))));
        if (layer.merge) column.append(node('merged', `both directions, ${words(layer.merge)}`, [values(range(layer.size, i => `merged/${index}/${t}/${i}`))]));
    });
    if (sequence.trace.heads[t]) headOf(session, sequence, t).forEach(part => column.append(part));
    return column;
}

function headName(cell, gate) {
    return cell.kind === 'Gru' && gate === 'Candidate' ? 'h̃' : HEADS[gate];
}

function range(count, map) {
    return Array.from({ length: count }, (_, i) => map(i));
}

function node(kind, title, content) {
    return h('div', { class: `node node-${kind}` }, h('h4', { text: title }), ...content);
}

/** A number that can be pointed at. */
function number(reference, label = null) {
    return h('button', { type: 'button', class: 'n', 'data-ref': reference, tabindex: -1, 'data-label': label });
}

function values(references, names = []) {
    const place = h('div', { class: 'values' }, ...references.map((reference, i) => (names[i]
        ? h('span', { class: 'named' }, h('small', { text: names[i], title: names[i] }), number(reference, names[i]))
        : number(reference))));
    place.style.gridTemplateColumns = `repeat(${Math.min(MOST_IN_ROW, references.length)}, auto)`;
    return place;
}

function cellOf(session, cell, t) {
    const prefix = prefixOf(session.network, cell);
    const block = h('div', { class: 'cell', 'data-cell': cell.index });
    if (prefix) block.append(h('h4', { class: 'cell-title', text: `${cell.kind} · ${words(prefix)}` }));
    const rows = cell.size + cell.input.rows + (cell.bias ? 1 : 0) + (cell.recurrentBias ? 1 : 0) + (cell.peepholes ? 1 : 0);
    block.append(...(rows <= MOST_ROWS && cell.input.columns <= MOST_COLUMNS ? smallCell(cell, t) : largeCell(cell, t)));
    if (cell.kind === 'Lstm') block.append(node('c', 'cell state c(t)', [values(range(cell.hidden, i => `c/${cell.index}/${t}/${i}`))]));
    if (cell.projection && cell.projection.rows * cell.projection.columns <= MOST_ROWS * 4) {
        block.append(node('weights', 'projection', [matrix(`Layers[${cell.index}].ProjectionWeights`, cell.projection)]));
    }
    block.append(node('h', 'state h(t)', [values(range(cell.size, i => `h/${cell.index}/${t}/${i}`))]));
    return block;
}

function matrix(name, array) {
    return h('table', { class: 'matrix' }, ...range(array.rows, row => h('tr', {}, ...range(array.columns, column => h('td', {}, number(`weight/${name}/${row}/${column}`))))));
}

/** The concatenation [h(t−1), x(t)] beside the weights that it is multiplied with, and the sums below. */
function smallCell(cell, t) {
    const gates = gatesOf(cell);
    const n = cell.hidden;
    const columns = cell.input.columns;
    const name = `Layers[${cell.index}].`;
    const head = gates.length === 1 ? [] : [h('tr', {}, h('td', { colspan: 2 }), ...gates.map(gate => h('th', { colspan: n, class: 'gate', scope: 'colgroup', text: headName(cell, gate), title: words(gate) })))];
    const row = (label, left, array, place, index) => h('tr', {}, h('th', { scope: 'row', text: label }), h('td', { class: 'concat' }, left),
        ...range(columns, column => h('td', { class: starts(column, n) }, number(`weight/${name}${array}/${place}/${column}`, index))));
    const subscript = (letter, count, i) => (count === 1 ? letter : `${letter}${'₀₁₂₃₄₅₆₇₈₉'[i] ?? i}`);
    const body = [
        ...range(cell.size, i => row(subscript('h', cell.size, i), number(`concat/${cell.index}/${t}/${i}`), 'RecurrentWeights', i)),
        ...range(cell.input.rows, i => row(subscript('x', cell.input.rows, i), number(`concat/${cell.index}/${t}/${cell.size + i}`), 'InputWeights', i)),
        ...(cell.bias ? [row('bias', h('span', { class: 'one', text: '1' }), 'Bias', 0)] : []),
        ...(cell.recurrentBias ? [row(cell.kind === 'Gru' && cell.resetAfter ? 'h bias' : 'bias', h('span', { class: 'one', text: '1' }), 'RecurrentBias', 0)] : []),
        ...(cell.peepholes ? [peepholes(cell, gates, name)] : []),
    ];
    const sums = h('tr', { class: 'sums' }, h('th', { scope: 'row', colspan: 2, text: 'sum' }), ...range(columns, column => h('td', { class: starts(column, n) }, number(`pre/${cell.index}/${t}/${column}`))));
    const activations = gates.length === 1 ? [] : [gateRow(cell, gates, t)];
    return [h('div', { class: 'node node-weights' }, h('h4', { text: '[h(t−1), x(t)] · weights' }), h('table', { class: 'matrix' }, ...head, ...body, sums, ...activations))];
}

function starts(column, n) {
    return column > 0 && column % n === 0 ? 'first' : null;
}

function gateRow(cell, gates, t) {
    const cells = gates.flatMap((gate, place) => range(cell.hidden, i => h('td', { class: place > 0 && i === 0 ? 'first' : null }, number(`gate/${cell.index}/${t}/${gate}/${i}`))));
    return h('tr', { class: 'gates' }, h('th', { scope: 'row', colspan: 2, text: `${signOf(cell.gateActivation)}, ${signOf(cell.activation) || 'id'}` }), ...cells);
}

function peepholes(cell, gates, name) {
    const n = cell.hidden;
    let place = 0;
    const cells = gates.flatMap((gate, index) => {
        const own = gate === 'Candidate' ? null : place++;
        return range(n, i => h('td', { class: starts(index * n + i, n) }, own === null ? null : number(`weight/${name}Peepholes/0/${own * n + i}`)));
    });
    return h('tr', {}, h('th', { scope: 'row', colspan: 2, text: 'peephole' }), ...cells);
}

function largeCell(cell, t) {
    const concat = range(cell.size + cell.input.rows, i => `concat/${cell.index}/${t}/${i}`);
    const gates = gatesOf(cell);
    const parts = [
        node('concat', '[h(t−1), x(t)]', [values(concat)]),
        node('summary', `· weights ${cell.size + cell.input.rows}×${cell.input.columns}`, [h('small', { class: 'hint', text: 'listed below the diagram' })]),
    ];
    if (gates.length === 1) {
        parts.push(node('pre', 'sum', [values(range(cell.hidden, i => `pre/${cell.index}/${t}/${i}`))]));
    } else {
        parts.push(...gates.map((gate, place) => node('pre', `${words(gate)} ${headName(cell, gate)}: sum, ${signOf(gate === 'Candidate' ? cell.activation : cell.gateActivation) || 'value'}`, [
            values(range(cell.hidden, i => `pre/${cell.index}/${t}/${place * cell.hidden + i}`)),
            values(range(cell.hidden, i => `gate/${cell.index}/${t}/${gate}/${i}`)),
        ])));
    }
    return parts;
}

function headOf(session, sequence, t) {
    const { network, run } = session;
    const parts = network.dense.map((layer, k) => node('dense', `dense ${k}`, [
        ...(layer.activation.kind === 'Identity' ? [] : [values(range(layer.weights.columns, i => `densePre/${k}/${t}/${i}`))]),
        values(range(layer.weights.columns, i => `dense/${k}/${t}/${i}`)),
    ]));
    const outputs = sequence.outputs.units;
    if (network.output) {
        const { weights, bias, activation } = network.output;
        if (weights.rows + 1 <= MOST_ROWS && weights.columns <= 6) parts.push(node('weights', 'output weights', [outputMatrix(weights, bias)]));
        if (activation !== 'Identity') parts.push(node('logit', 'logits', [values(range(outputs, i => `logit/0/${t}/${i}`))]));
    }
    parts.push(node('output', 'output', [values(range(outputs, i => `output/0/${t}/${i}`), run.outputNames)]));
    if (run.loss && sequence.exact.targets[t]) {
        parts.push(h('div', { class: 'ends' },
            node('target', 'target', [values(range(sequence.targets.units, i => `target/0/${t}/${i}`))]),
            node('loss', 'loss', [values([`loss/0/${t}/0`])])));
    }
    return parts;
}

function outputMatrix(weights, bias) {
    const row = (label, array, place) => h('tr', {}, h('th', { scope: 'row', text: label }), ...range(weights.columns, column => h('td', {}, number(`weight/${array}/${place}/${column}`))));
    return h('table', { class: 'matrix' }, ...range(weights.rows, i => row(`h${'₀₁₂₃₄₅₆₇₈₉'[i]}`, 'OutputWeights', i)), ...(bias ? [row('bias', 'OutputBias', 0)] : []));
}
