// Numbers and names as the page writes them.

/**
 * A number in three digits, or as it is if that is short.
 * @param {number | null | undefined} value
 * @returns {string}
 */
export function short(value) {
    if (value === null || value === undefined || Number.isNaN(value)) return '–';
    const plain = String(value).replace('-', '−');
    if (plain.replace('−', '').length <= 4) return plain;
    const size = Math.abs(value);
    if (size >= 100 && size < 1e6) return tidy(value.toFixed(0));
    return tidy((size < 1e-3 || size >= 1e6) ? value.toExponential(2) : value.toPrecision(3));
}

/**
 * A number with so many digits that nobody needs more to follow it.
 * @param {number | null | undefined} value
 * @returns {string}
 */
export function long(value) {
    if (value === null || value === undefined || Number.isNaN(value)) return '–';
    const plain = String(value).replace('-', '−');
    return plain.replace('−', '').length <= 8 ? plain : tidy(Math.abs(value) < 1e-4 || Math.abs(value) >= 1e7 ? value.toExponential(6) : value.toPrecision(7));
}

/**
 * A number in a formula, in brackets if it is negative.
 * @param {number} value
 */
export function term(value) {
    const text = short(value);
    return text.startsWith('−') ? `(${text})` : text;
}

function tidy(text) {
    return text.replace('-', '−').replace('e+', 'e').replace('e-', 'e−');
}

/**
 * The words of a name: Layer0ForgetGate becomes layer 0 forget gate.
 * @param {string} name
 */
export function words(name) {
    return name.replace(/([A-Z])/g, ' $1').replace(/([a-z])(\d)/g, '$1 $2').trim().toLowerCase();
}

/**
 * A text with a capital first letter.
 * @param {string} text
 */
export function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * A count with its noun.
 * @param {number} count
 * @param {string} noun
 */
export function counted(count, noun) {
    return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
