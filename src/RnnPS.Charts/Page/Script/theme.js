// Light and dark: as the system has it, until the reader chooses.

/** @typedef {[number, number, number]} Rgb */

const listeners = new Set();

const printed = matchMedia('print');

/** Whether the page is dark now. Paper never is. */
export function isDark() {
    if (printed.matches) return false;
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

/** Changes between light and dark. */
export function toggleTheme() {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    listeners.forEach(listener => listener());
}

/**
 * Calls a function when the colours change.
 * @param {() => void} listener
 */
export function onTheme(listener) {
    listeners.add(listener);
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => listeners.forEach(listener => listener()));

printed.addEventListener('change', () => listeners.forEach(listener => listener()));

/**
 * A colour of the styles.
 * @param {string} name such as ink or s0
 */
export function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// The colours of RnnPS' charts: Okabe and Ito (2008), which people with any kind of colour blindness tell apart.
const SCALES = {
    light: { zero: [255, 255, 255], negative: [[86, 180, 233], [0, 74, 117]], positive: [[230, 159, 0], [153, 61, 0]] },
    dark: { zero: [22, 25, 29], negative: [[0, 114, 178], [154, 212, 245]], positive: [[179, 80, 0], [255, 198, 92]] },
};

/**
 * The colour of a value.
 * @param {number} place −1 to 1 around 0, or 0 to 1 for a share
 * @param {boolean} isShare whether there is no sign, as in a gate
 * @param {boolean} [dark]
 * @returns {Rgb}
 */
export function cellColor(place, isShare, dark = isDark()) {
    const scale = SCALES[dark ? 'dark' : 'light'];
    const ends = isShare || place < 0 ? scale.negative : scale.positive;
    const far = Math.min(Math.abs(place), 1);
    const [from, to, share] = far <= 0.5 ? [scale.zero, ends[0], 2 * far] : [ends[0], ends[1], 2 * far - 1];
    return /** @type {Rgb} */ (from.map((value, i) => Math.round(value + (to[i] - value) * share)));
}
