import { h } from './dom.js';
import { explain } from './formulas.js';
import { long } from './format.js';
import { gradientOf } from './numbers.js';
import { isEditable, parse } from './references.js';

/** What the reader can do. */
export const HINT = 'Point at a number to see how it comes about. Select a weight, an input or a target to change it.';

/**
 * The line that explains the number that the reader points at.
 * @returns {{element: HTMLElement, show: (session: any, sequence: any, text: string) => void, say: (text: string) => void, equations: (equations: HTMLElement) => void}}
 */
export function createInspector() {
    const name = h('strong', { class: 'what' });
    const formula = h('code', { class: 'formula' });
    const gradient = h('span', { class: 'gradient' });
    const hint = h('span', { class: 'hint', text: HINT });
    const told = h('div', { class: 'told', role: 'status', 'aria-live': 'polite' }, name, formula, gradient, hint);
    const list = h('div', { class: 'equations-place' });
    const element = h('aside', { class: 'inspector', 'aria-label': 'The number that is pointed at' }, told, list);
    return {
        element,
        show(session, sequence, text) {
            const reference = parse(text);
            const explained = explain(session, sequence, reference);
            const slope = gradientOf(session, sequence, reference);
            name.textContent = explained.name;
            formula.textContent = explained.formula;
            gradient.textContent = slope === null ? '' : `dLoss/d${symbolOf(reference)} = ${long(slope)}`;
            hint.textContent = isEditable(reference) ? 'Select it to change it.' : '';
        },
        equations(equations) {
            list.replaceChildren(equations);
        },
        say(text) {
            hint.textContent = text;
        },
    };
}

function symbolOf(reference) {
    return { weight: 'w', input: 'x', h: 'h', c: 'c', output: 'y', loss: 'loss', pre: 'sum' }[reference.part] ?? 'value';
}
