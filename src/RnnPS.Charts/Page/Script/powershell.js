import { cellsOf } from './network.js';

// The commands that make the model of the page, with the numbers that were changed.

const SETTABLE = ['Tanh', 'Relu', 'Sigmoid', 'Identity'];

/**
 * @param {import('./session.js').Session} session
 * @param {import('./session.js').Sequence} sequence
 * @returns {string}
 */
export function commandsOf(session, sequence) {
    const lines = isPlain(session) ? modelOf(session) : changesOf(session);
    const loss = session.run.loss;
    const inputs = sequence.exact.inputs;
    lines.push(`$inputs = ${inputs[0].length === 1 ? list(inputs.map(input => input[0])) : matrix(inputs)}`);
    lines.push('$steps = Invoke-RnnForward $model -Input $inputs');
    if (loss) {
        const targets = sequence.exact.targets.filter(target => target !== null);
        lines.push(`$targets = ${targets[0].length === 1 ? list(targets.map(target => target[0])) : matrix(targets)}`);
        const steps = targets.length === inputs.length ? '$steps' : session.network.last ? '$steps[-1]' : `$steps[0..${targets.length - 1}]`;
        lines.push(`${steps} | Measure-RnnLoss -Target $targets${constantsOf(loss)}`);
    }
    return lines.join('\n') + '\n';
}

function constantsOf(loss) {
    const name = loss.name === 'MeanSquaredError' ? '' : ` -Loss ${loss.name}`;
    return name
        + (loss.constants.Delta ? ` -Delta ${number(loss.constants.Delta[0])}` : '')
        + (loss.constants.Quantiles ? ` -Quantile ${list(loss.constants.Quantiles)}` : '');
}

// New-RnnCell and New-RnnModel take the weights of these models. Of others, they set the numbers that were changed.
function isPlain(session) {
    const { network } = session;
    return !network.embedding && network.dense.length === 0 && !network.inputScaler && !network.outputScaler
        && cellsOf(network).every(cell => cell.clip === null && !cell.coupled && !cell.peepholes && !cell.projection
            && SETTABLE.includes(cell.activation.kind) && (cell.gateActivation?.kind ?? 'Sigmoid') === 'Sigmoid'
            && (cell.cellActivation ?? cell.activation).kind === cell.activation.kind);
}

function modelOf({ network, run }) {
    const lines = cellsOf(network).map(cell => `$cell${cell.index} = New-RnnCell -Kind ${cell.kind} -InputWeight ${ofArray(cell.input)} -RecurrentWeight ${ofArray(cell.recurrent)}`
        + (cell.bias ? ` -Bias ${list([...cell.bias.values])}` : '')
        + (cell.recurrentBias ? ` -RecurrentBias ${list([...cell.recurrentBias.values])}` : '')
        + (cell.activation.kind === 'Tanh' ? '' : ` -Activation ${cell.activation.kind}`)
        + (cell.kind === 'Gru' && !cell.resetAfter ? ' -ResetBefore' : ''));
    const layers = network.layers.map(layer => (layer.cells.length === 1 ? `$cell${layer.cells[0].index}` : `($cell${layer.cells[0].index}, $cell${layer.cells[1].index})`));
    const directions = network.layers.map(layer => (layer.merge ? 'Bidirectional' : layer.cells[0].direction));
    const merges = network.layers.map(layer => layer.merge ?? 'Concat');
    lines.push(`$model = New-RnnModel -Cell ${layers.length === 1 && layers[0].startsWith('(') ? `(,${layers[0]})` : layers.join(', ')}`
        + (directions.every(direction => direction === 'Forward') ? '' : ` -Direction ${directions.join(', ')}`)
        + (merges.every(merge => merge === 'Concat') ? '' : ` -Merge ${merges.join(', ')}`)
        + (network.output ? ` -OutputWeight ${ofArray(network.output.weights)}` : '')
        + (network.output?.bias ? ` -OutputBias ${list([...network.output.bias.values])}` : '')
        + (network.output && network.output.activation !== 'Identity' ? ` -OutputActivation ${network.output.activation}` : '')
        + (run.network.outputStep === 'Last' ? ' -OutputStep Last' : ''));
    return lines;
}

function changesOf(session) {
    const lines = ['# $model is the model that this page was made of. New-RnnModel does not take the weights of all its parts,', '# so these commands set the numbers that were changed.'];
    for (const name of session.changes.keys()) {
        const [part, array, row, column] = name.split('/');
        if (part === 'weight') {
            const { columns, values } = session.network.arrays[array];
            lines.push(`Set-RnnWeight $model '${array}' ${number(values[Number(row) * columns + Number(column)])} -Row ${row} -Column ${column}`);
        }
    }
    return lines;
}

function ofArray(array) {
    return matrix(Array.from({ length: array.rows }, (_, row) => array.values.slice(row * array.columns, (row + 1) * array.columns)));
}

/** A list of lists. A comma keeps the only row a row. */
function matrix(rows) {
    return rows.length === 1 ? `(,${list([...rows[0]])})` : `@(${rows.map(row => list([...row])).join(', ')})`;
}

function list(values) {
    return `@(${values.map(number).join(', ')})`;
}

/** All digits, in the invariant culture. */
function number(value) {
    return Object.is(value, -0) ? '-0.0' : String(value);
}
