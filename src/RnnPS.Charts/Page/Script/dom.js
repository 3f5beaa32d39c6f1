// Elements are made here alone. Texts become text nodes, so that what looks like HTML in the data is shown as text.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Creates an HTML element.
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `text` is the content, `on` has listeners; false and null leave an attribute out
 * @param {...(Node | string | null)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
    return fill(document.createElement(tag), attributes, children);
}

/**
 * Creates an SVG element.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string | null)} children
 * @returns {SVGElement}
 */
export function s(tag, attributes = {}, ...children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        if (name === 'text') {
            element.textContent = value;
        } else if (name === 'on') {
            Object.entries(value).forEach(([event, listener]) => element.addEventListener(event, listener));
        } else if (value !== null && value !== undefined && value !== false) {
            element.setAttribute(name, value === true ? '' : String(value));
        }
    }
    element.append(...children.filter(child => child !== null));
    return element;
}

/**
 * A button.
 * @param {string} label
 * @param {() => void} action
 * @param {Record<string, any>} [attributes]
 */
export function button(label, action, attributes = {}) {
    return h('button', { type: 'button', text: label, on: { click: action }, ...attributes });
}

/**
 * A choice among a few values, as a group of buttons of which one is pressed.
 * @param {string} label what is chosen
 * @param {[string, string][]} options values and their texts
 * @param {string} chosen
 * @param {(value: string) => void} choose
 */
export function choice(label, options, chosen, choose) {
    const buttons = options.map(([value, text]) => button(text, () => {
        buttons.forEach(one => one.setAttribute('aria-pressed', String(one.dataset.value === value)));
        choose(value);
    }, { 'data-value': value, 'aria-pressed': String(value === chosen) }));
    return h('span', { class: 'choice', role: 'group', 'aria-label': label }, ...buttons);
}

/**
 * A list to choose from.
 * @param {string} label
 * @param {[string, string][]} options
 * @param {string} chosen
 * @param {(value: string) => void} choose
 * @param {string} [name] a class of the label
 */
export function select(label, options, chosen, choose, name = '') {
    const list = h('select', {}, ...options.map(([value, text]) => h('option', { value, text, selected: value === chosen })));
    list.addEventListener('change', () => choose(/** @type {HTMLSelectElement} */ (list).value));
    return h('label', { class: `select ${name}` }, `${label} `, list);
}
