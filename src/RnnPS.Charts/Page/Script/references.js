/**
 * A reference to one number of the unrolled network, as text: pre/0/1/2 is component 2 of the pre-activation of cell 0 at step 1, and
 * weight/Layers[0].Bias/0/1 an element of an array.
 * @typedef {object} Reference
 * @property {string} text
 * @property {string} part input, below, concat, weight, pre, gate, c, h, merged, densePre, dense, logit, scaled, output, target or loss
 * @property {string} name of an array or a gate
 * @property {number} cell the cell, or the dense layer
 * @property {number} t
 * @property {number} i
 * @property {number} row
 * @property {number} column
 */

/**
 * Reads a reference.
 * @param {string} text
 * @returns {Reference}
 */
export function parse(text) {
    const [part, ...rest] = text.split('/');
    const base = { text, part, name: '', cell: 0, t: 0, i: 0, row: 0, column: 0 };
    if (part === 'weight') return { ...base, name: rest[0], row: Number(rest[1]), column: Number(rest[2]) };
    if (part === 'gate') return { ...base, cell: Number(rest[0]), t: Number(rest[1]), name: rest[2], i: Number(rest[3]) };
    return { ...base, cell: Number(rest[0]), t: Number(rest[1]), i: Number(rest[2]) };
}

/** Whether the reader can change a number. */
export function isEditable(reference) {
    return reference.part === 'weight' || reference.part === 'input' || reference.part === 'target';
}
