import { isKnown } from './activations.js';
import { ARRAYS } from './cells.js';

/**
 * A network with its weights, which the page can change.
 * @typedef {object} Network
 * @property {Record<string, import('./vectors.js').Matrix>} arrays by the names of $model.SetWeight
 * @property {import('./vectors.js').Matrix | null} embedding
 * @property {{cells: import('./cells.js').Cell[], merge: string | null, size: number}[]} layers
 * @property {{weights: import('./vectors.js').Matrix, bias: import('./vectors.js').Matrix | null, activation: import('./activations.js').Activation}[]} dense
 * @property {{weights: import('./vectors.js').Matrix, bias: import('./vectors.js').Matrix | null, activation: string} | null} output
 * @property {boolean} last whether there is one output, of the final state
 * @property {{offset: number[], scale: number[]} | null} inputScaler
 * @property {{offset: number[], scale: number[]} | null} outputScaler
 */

/**
 * Creates the network of a model, with arrays of its own.
 * @param {object} model as the page's data has it
 * @returns {Network}
 */
export function createNetwork(model) {
    /** @type {Network['arrays']} */
    const arrays = {};
    for (const [name, array] of Object.entries(model.arrays)) {
        arrays[name] = { rows: array.rows, columns: array.columns, values: Float64Array.from(array.values) };
    }
    return connect(model, arrays);
}

/**
 * A network of zeros in the shape of another, to add gradients up.
 * @param {object} model
 * @param {Network} network
 * @returns {Network}
 */
export function zerosLike(model, network) {
    const arrays = {};
    for (const [name, array] of Object.entries(network.arrays)) {
        arrays[name] = { rows: array.rows, columns: array.columns, values: new Float64Array(array.values.length) };
    }
    return connect(model, arrays);
}

function connect(model, arrays) {
    let index = 0;
    const layers = model.layers.map((layer, place) => {
        const cells = layer.cells.map(cell => connectCell(cell, index++, place, arrays));
        const size = layer.merge === 'Concat' ? cells[0].size + cells[1].size : cells[0].size;
        return { cells, merge: layer.merge ?? null, size };
    });
    return {
        arrays,
        embedding: arrays.EmbeddingWeights ?? null,
        layers,
        dense: model.dense.map((layer, i) => ({
            weights: arrays[`DenseLayers[${i}].Weights`],
            bias: arrays[`DenseLayers[${i}].Bias`] ?? null,
            activation: layer.activation,
        })),
        output: arrays.OutputWeights
            ? { weights: arrays.OutputWeights, bias: arrays.OutputBias ?? null, activation: model.outputActivation }
            : null,
        last: model.outputStep === 'Last',
        inputScaler: model.inputScaler ?? null,
        outputScaler: model.outputScaler ?? null,
    };
}

function connectCell(cell, index, layer, arrays) {
    /** @type {Record<string, any>} */
    const connected = { ...cell, index, layer, clip: cell.clip ?? null };
    for (const [name, key] of Object.entries(ARRAYS)) {
        connected[key] = arrays[`Layers[${index}].${name}`] ?? null;
    }
    const gates = cell.kind === 'Elman' ? 1 : cell.kind === 'Gru' || cell.coupled ? 3 : 4;
    connected.hidden = connected.input.columns / gates;
    connected.size = connected.recurrent.rows;
    return connected;
}

/**
 * Why the page can't compute a model; null if it can.
 * @param {object} model
 * @returns {string | null}
 */
export function refusal(model) {
    const unknown = [...model.layers.flatMap(layer => layer.cells).flatMap(cell => [cell.activation, cell.gateActivation, cell.cellActivation]),
        ...model.dense.map(layer => layer.activation)].find(activation => activation && !isKnown(activation));
    return unknown ? `The page does not know the activation ${unknown.kind}.` : null;
}

/**
 * The cells of a network, from the input up.
 * @param {Network} network
 */
export function cellsOf(network) {
    return network.layers.flatMap(layer => layer.cells);
}

/**
 * The name of a cell's vectors, as in the steps of RnnPS: empty for the only cell, such as Layer1Reverse in a stack.
 * @param {Network} network
 * @param {import('./cells.js').Cell} cell
 */
export function prefixOf(network, cell) {
    return cellsOf(network).length === 1 ? '' : `Layer${cell.layer}${network.layers[cell.layer].merge ? cell.direction : ''}`;
}
