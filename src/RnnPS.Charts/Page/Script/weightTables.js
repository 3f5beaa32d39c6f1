import { h } from './dom.js';

// All arrays of weights, as tables that open.

/**
 * Fills the list of tables. Those that were open stay open.
 * @param {HTMLElement} place
 * @param {import('./session.js').Session} session
 */
export function weightTables(place, session) {
    const open = new Set([...place.querySelectorAll('details[open]')].map(one => one.dataset.name));
    place.replaceChildren(h('h3', { text: 'Weights' }), ...Object.entries(session.network.arrays).map(([name, array]) => {
        const body = h('div', { class: 'scroll' });
        const details = h('details', { 'data-name': name, open: open.has(name) }, h('summary', { text: `${name} ${array.rows}×${array.columns}` }), body);
        const fill = () => {
            // A large table is made when it is looked at.
            if (details.open && !body.firstChild) {
                body.append(tableOf(name, array));
                details.dispatchEvent(new CustomEvent('filled', { bubbles: true }));
            }
        };
        details.addEventListener('toggle', fill);
        fill();
        return details;
    }));
}

function tableOf(name, array) {
    const head = h('tr', {}, h('th', { text: '' }), ...Array.from({ length: array.columns }, (_, column) => h('th', { scope: 'col', text: String(column) })));
    return h('table', { class: 'matrix' }, head, ...Array.from({ length: array.rows }, (_, row) => h('tr', {}, h('th', { scope: 'row', text: String(row) }),
        ...Array.from({ length: array.columns }, (_, column) => h('td', {}, h('button', { type: 'button', class: 'n', tabindex: column === 0 ? 0 : -1, 'data-ref': `weight/${name}/${row}/${column}` }))))));
}
