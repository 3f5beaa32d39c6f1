import { words } from './format.js';
import { cellsOf, prefixOf } from './network.js';

/**
 * A number for each unit at each column of time.
 * @typedef {object} Track
 * @property {string} name
 * @property {string} label
 * @property {string} role state, gate, dense or value
 * @property {number} units
 * @property {number} length the number of columns
 * @property {ArrayLike<number>} values column by column
 * @property {number} low the end of the colour scale
 * @property {number} high
 */

/**
 * Decodes a vector of the page's data.
 * @param {object | null | undefined} vector
 * @returns {Track | null}
 */
export function decode(vector) {
    if (!vector) return null;
    const bytes = Uint8Array.from(atob(vector.data), letter => letter.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const exact = vector.format === 'f64';
    const count = bytes.length / (exact ? 8 : 2);
    const values = exact ? new Float64Array(count) : new Float32Array(count);
    const step = (vector.high - vector.low) / 65535;
    for (let i = 0; i < count; i++) {
        values[i] = exact ? view.getFloat64(8 * i, true) : vector.low + step * view.getUint16(2 * i, true);
    }
    return track(vector.name, vector.role, vector.units, values, vector.low, vector.high);
}

function track(name, role, units, values, low, high) {
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    const share = role === 'gate' && low >= 0 && high <= 1;
    return { name, label: words(name), role, units, length: values.length / units, values, low: share ? 0 : -most, high: share ? 1 : most };
}

/**
 * A track of vectors, one for each step.
 * @param {string} name
 * @param {string} role
 * @param {number} units
 * @param {(ArrayLike<number> | null)[]} vectors
 * @returns {Track}
 */
export function trackOf(name, role, units, vectors) {
    const values = new Float64Array(vectors.length * units);
    let low = Infinity;
    let high = -Infinity;
    vectors.forEach((vector, t) => {
        for (let unit = 0; unit < units; unit++) {
            const value = vector ? vector[unit] : NaN;
            values[t * units + unit] = value;
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
    });
    return track(name, role, units, values, low === Infinity ? 0 : low, high === -Infinity ? 0 : high);
}

/**
 * The vectors of a track, one for each column; null where all are missing.
 * @param {Track | null} source
 * @returns {(Float64Array | null)[]}
 */
export function vectorsOf(source) {
    return source === null ? [] : Array.from({ length: source.length }, (_, t) => {
        const vector = Float64Array.from(source.values.slice(t * source.units, (t + 1) * source.units));
        return vector.every(Number.isNaN) ? null : vector;
    });
}

/**
 * The states and gates of a trace, named as the steps of RnnPS name them.
 * @param {import('./network.js').Network} network
 * @param {import('./passes.js').Trace} trace
 * @returns {Map<string, Track>}
 */
export function tracksOf(network, trace) {
    /** @type {Map<string, Track>} */
    const tracks = new Map();
    const put = one => tracks.set(one.name, one);
    for (const cell of cellsOf(network)) {
        const layer = network.layers[cell.layer];
        const moments = trace.layers[cell.layer].moments[layer.cells.indexOf(cell)];
        const prefix = prefixOf(network, cell);
        for (const gate of Object.keys(moments[0].gates)) {
            put(trackOf(prefix + gate, gate.endsWith('Gate') ? 'gate' : 'state', cell.hidden, moments.map(moment => moment.gates[gate])));
        }
        if (cell.kind === 'Lstm') put(trackOf(`${prefix}CellState`, 'state', cell.hidden, moments.map(moment => moment.c)));
        put(trackOf(`${prefix}State`, 'state', cell.size, moments.map(moment => moment.h)));
    }
    network.dense.forEach((layer, i) => put(trackOf(`Dense${i}Output`, 'dense', layer.weights.columns, trace.heads.map(head => head?.dense[i].y ?? null))));
    return tracks;
}
