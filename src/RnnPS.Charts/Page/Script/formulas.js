import { signOf } from './activations.js';
import { cellsOf, prefixOf } from './network.js';
import { long, short, term, words } from './format.js';
import { momentOf, valueOf } from './numbers.js';

// The formula of each number, with the numbers put in.

const MOST_TERMS = 12;
const LETTERS = { InputGate: 'i', ForgetGate: 'f', Candidate: 'c̃', OutputGate: 'o', UpdateGate: 'z', ResetGate: 'r' };

/**
 * @param {import('./session.js').Session} session
 * @param {import('./session.js').Sequence} sequence
 * @param {import('./references.js').Reference} r
 * @returns {{name: string, formula: string}} the name of the number, and how it comes about
 */
export function explain(session, sequence, r) {
    const { network } = session;
    const step = sequence.data.steps[r.t];
    const at = r.part === 'weight' ? '' : `(${step})`;
    const value = valueOf(session, sequence, r);
    const cell = cellsOf(network)[r.cell];
    const head = sequence.trace.heads[r.t];
    switch (r.part) {
        case 'weight': return { name: `${r.name}[${r.row}, ${r.column}]`, formula: `A weight, the same at every step: ${long(value)}` };
        case 'input': return { name: `input ${inputName(sequence, r.i)} at step ${step}`, formula: `x${at} = ${long(value)}` };
        case 'below': return below(session, sequence, r);
        case 'concat': return concat(session, sequence, r, cell);
        case 'pre': return pre(session, sequence, r, cell);
        case 'gate': return gate(session, sequence, r, cell);
        case 'c': return cellState(session, sequence, r, cell);
        case 'h': return state(session, sequence, r, cell);
        case 'merged': return merged(session, sequence, r);
        case 'densePre': return affine(`dense ${r.cell} sum ${r.i}`, head.dense[r.cell].x, network.dense[r.cell], r.i, value);
        case 'dense': return { name: `dense ${r.cell} output ${r.i}`, formula: applied(network.dense[r.cell].activation, head.dense[r.cell].pre[r.i], value) };
        case 'logit': return affine(network.output.activation === 'Identity' && !network.outputScaler ? `output ${r.i} at step ${step}` : `logit ${r.i} at step ${step}`, head.x, network.output, r.i, value);
        case 'output': return output(session, sequence, r);
        case 'target': return { name: `target ${r.i} of step ${step}`, formula: value === null ? 'There is no target.' : `target${at} = ${long(value)}` };
        default: return loss(session, sequence, r);
    }
}

function inputName(sequence, i) {
    return sequence.data.inputNames[i] ?? (sequence.inputs.units > 1 ? String(i) : '');
}

function below(session, sequence, r) {
    const { network } = session;
    const input = sequence.exact.inputs[r.t];
    const value = valueOf(session, sequence, r);
    if (network.embedding) return { name: `component ${r.i} of token ${input[0]}`, formula: `EmbeddingWeights[${input[0]}, ${r.i}] = ${long(value)}` };
    const { offset, scale } = network.inputScaler;
    return { name: `scaled input ${r.i}`, formula: `(${short(input[r.i])} − ${term(offset[r.i])}) / ${term(scale[r.i])} = ${long(value)}` };
}

function concat(session, sequence, r, cell) {
    const value = long(valueOf(session, sequence, r));
    const place = of(session, cell);
    return r.i < cell.size
        ? { name: `state before the step, unit ${r.i}${place}`, formula: `h(t−1)[${r.i}] = ${value}` }
        : { name: `input of the cell, ${r.i - cell.size}${place}`, formula: `x(t)[${r.i - cell.size}] = ${value}` };
}

function of(session, cell) {
    const prefix = prefixOf(session.network, cell);
    return prefix ? ` of ${words(prefix)}` : '';
}

function pre(session, sequence, r, cell) {
    const moment = momentOf(sequence, session.network, r);
    const n = cell.hidden;
    const isCandidate = cell.kind === 'Gru' && r.i >= 2 * n;
    const unit = r.i % n;
    const products = [];
    if (!isCandidate) addTerms(products, moment.before.h, cell.recurrent, r.i);
    addTerms(products, moment.x, cell.input, r.i);
    const constants = [cell.bias?.values[r.i], isCandidate ? undefined : cell.recurrentBias?.values[r.i]].filter(value => value !== undefined).map(term);
    const extra = [];
    if (cell.peepholes && !isCandidateColumn(cell, r.i)) extra.push(peephole(cell, moment, r.i));
    if (isCandidate) {
        const inner = [];
        addTerms(inner, cell.resetAfter ? moment.before.h : moment.kept, cell.recurrent, r.i);
        const bias = cell.recurrentBias ? [term(cell.recurrentBias.values[r.i])] : [];
        const sum = joined([...inner, ...bias]);
        extra.push(cell.resetAfter ? `${term(moment.gates.ResetGate[unit])}·(${sum})` : sum);
    }
    const value = moment.pre[r.i];
    const clip = cell.clip !== null && Math.abs(value) >= cell.clip ? `, clipped at ${short(cell.clip)}` : '';
    return { name: `sum before the activation, ${unitName(cell, r.i)}${of(session, cell)}`, formula: `${joined([...products, ...constants, ...extra])} = ${long(value)}${clip}` };
}

function unitName(cell, column) {
    const n = cell.hidden;
    const gates = cell.kind === 'Elman' ? ['unit'] : cell.kind === 'Gru' ? ['z', 'r', 'h̃'] : cell.coupled ? ['i', 'c̃', 'o'] : ['i', 'f', 'c̃', 'o'];
    return `${gates[Math.floor(column / n)]} ${column % n}`;
}

function isCandidateColumn(cell, column) {
    return Math.floor(column / cell.hidden) === (cell.coupled ? 1 : 2);
}

function peephole(cell, moment, column) {
    const n = cell.hidden;
    const gate = Math.floor(column / n);
    const last = cell.coupled ? 2 : 3;
    const seen = gate === last ? moment.c : moment.before.c;
    const place = gate === last ? last - 1 : gate;
    return `${term(seen[column % n])}·${term(cell.peepholes.values[place * n + (column % n)])}`;
}

function gate(session, sequence, r, cell) {
    const moment = momentOf(sequence, session.network, r);
    const value = moment.gates[r.name][r.i];
    const letter = cell.kind === 'Gru' && r.name === 'Candidate' ? 'h̃' : LETTERS[r.name];
    const name = `${words(r.name)} ${letter}[${r.i}]${of(session, cell)}`;
    if (cell.coupled && r.name === 'ForgetGate') return { name, formula: `1 − ${short(moment.gates.InputGate[r.i])} = ${long(value)}` };
    const order = cell.kind === 'Gru' ? ['UpdateGate', 'ResetGate', 'Candidate'] : cell.coupled ? ['InputGate', 'Candidate', 'OutputGate'] : ['InputGate', 'ForgetGate', 'Candidate', 'OutputGate'];
    const column = order.indexOf(r.name) * cell.hidden + r.i;
    return { name, formula: applied(r.name === 'Candidate' ? cell.activation : cell.gateActivation, moment.pre[column], value) };
}

function cellState(session, sequence, r, cell) {
    const { gates, before, c } = momentOf(sequence, session.network, r);
    return {
        name: `cell state c(${sequence.data.steps[r.t]})[${r.i}]${of(session, cell)}`,
        formula: `f·c(t−1) + i·c̃ = ${term(gates.ForgetGate[r.i])}·${term(before.c[r.i])} + ${term(gates.InputGate[r.i])}·${term(gates.Candidate[r.i])} = ${long(c[r.i])}`,
    };
}

function state(session, sequence, r, cell) {
    const moment = momentOf(sequence, session.network, r);
    const value = moment.h[r.i];
    const name = `state h(${sequence.data.steps[r.t]})[${r.i}]${of(session, cell)}`;
    if (cell.kind === 'Elman') {
        const sum = pre(session, sequence, { ...r, part: 'pre' }, cell).formula;
        const inside = sum.slice(0, sum.lastIndexOf(' = '));
        return { name, formula: `${signOf(cell.activation)}(${inside}) = ${applied(cell.activation, moment.pre[r.i], value)}` };
    }
    if (cell.kind === 'Gru') {
        const { UpdateGate: z, Candidate: candidate } = moment.gates;
        return { name, formula: `z·h(t−1) + (1 − z)·h̃ = ${term(z[r.i])}·${term(moment.before.h[r.i])} + ${term(1 - z[r.i])}·${term(candidate[r.i])} = ${long(value)}` };
    }
    if (cell.projection) return affine(name, moment.raw, { weights: cell.projection, bias: null }, r.i, value);
    return { name, formula: `o·${signOf(cell.cellActivation)}(c) = ${term(moment.gates.OutputGate[r.i])}·${signOf(cell.cellActivation)}(${short(moment.c[r.i])}) = ${long(value)}` };
}

function merged(session, sequence, r) {
    const layer = session.network.layers[r.cell];
    const moments = sequence.trace.layers[r.cell].moments;
    const value = long(sequence.trace.layers[r.cell].merged[r.t][r.i]);
    const [a, b] = moments.map(own => own[r.t].h);
    const name = `output ${r.i} of layer ${r.cell}`;
    if (layer.merge === 'Concat') return { name, formula: r.i < a.length ? `forward state[${r.i}] = ${value}` : `reverse state[${r.i - a.length}] = ${value}` };
    const sign = layer.merge === 'Multiply' ? '·' : ' + ';
    const both = `${term(a[r.i])}${sign}${term(b[r.i])}`;
    return { name, formula: `${layer.merge === 'Average' ? `(${both}) / 2` : both} = ${value}` };
}

function output(session, sequence, r) {
    const { network } = session;
    const head = sequence.trace.heads[r.t];
    const step = sequence.data.steps[r.t];
    const name = `output ${session.run.outputNames[r.i] ?? r.i} at step ${step}`;
    if (!head) return { name, formula: 'The model has one output, at the last step.' };
    const value = long(head.output[r.i]);
    if (network.outputScaler) {
        const { scale, offset } = network.outputScaler;
        return { name, formula: `${short(head.scaled[r.i])}·${term(scale[r.i])} + ${term(offset[r.i])} = ${value}` };
    }
    if (!network.output) return { name, formula: `The output is the state: ${value}` };
    if (network.output.activation === 'Identity') return affine(name, head.x, network.output, r.i, head.output[r.i]);
    return { name, formula: `${network.output.activation === 'Sigmoid' ? 'σ' : 'softmax'}(${short(head.logits[r.i])}) = ${value}` };
}

function loss(session, sequence, r) {
    const head = sequence.trace.heads[r.t];
    const target = sequence.exact.targets[r.t];
    const name = `loss of step ${sequence.data.steps[r.t]}`;
    if (!head || head.loss === null) return { name, formula: 'There is no target, so there is no loss.' };
    const squares = [...head.output].map((value, i) => `(${short(value)} − ${term(target[i])})²`);
    const formula = session.run.loss.name === 'MeanSquaredError' && squares.length <= MOST_TERMS
        ? squares.length === 1 ? squares[0] : `(${squares.join(' + ')}) / ${squares.length}`
        : `${session.run.loss.text} of ${[...head.output].slice(0, 4).map(short).join(', ')}${head.output.length > 4 ? ', …' : ''} and ${[...target].slice(0, 4).map(short).join(', ')}`;
    return { name, formula: `${formula} = ${long(head.loss)}` };
}

function affine(name, x, layer, column, value) {
    const terms = [];
    addTerms(terms, x, layer.weights, column);
    if (layer.bias) terms.push(term(layer.bias.values[column]));
    return { name, formula: `${joined(terms)} = ${long(value)}` };
}

function applied(activation, x, value) {
    const sign = signOf(activation);
    return sign ? `${sign}(${short(x)}) = ${long(value)}` : long(value);
}

function addTerms(terms, x, matrix, column) {
    for (let row = 0; row < matrix.rows; row++) {
        terms.push(`${term(x[row])}·${term(matrix.values[row * matrix.columns + column])}`);
    }
}

function joined(terms) {
    if (terms.length <= MOST_TERMS) return terms.join(' + ');
    return `${terms.slice(0, MOST_TERMS - 2).join(' + ')} + … (${terms.length} terms) … + ${terms[terms.length - 1]}`;
}
