import { h, s } from './dom.js';
import { cellsOf } from './network.js';

// The arrows of the unrolled network from the state of a step to the next step that the cell reads.

/**
 * Draws the arrows over the columns that are shown.
 * @param {SVGElement} layer as large as the columns
 * @param {HTMLElement} columns
 * @param {import('./network.js').Network} network
 */
export function drawRecurrence(layer, columns, network) {
    const origin = columns.getBoundingClientRect();
    layer.setAttribute('width', String(columns.scrollWidth));
    layer.setAttribute('height', String(columns.scrollHeight));
    const paths = [s('defs', {}, s('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' }, s('path', { d: 'M0 0 L8 4 L0 8 z', class: 'arrow-head' })))];
    const moments = [...columns.querySelectorAll('.moment')];
    for (let i = 0; i + 1 < moments.length; i++) {
        for (const cell of cellsOf(network)) {
            const isReverse = cell.direction === 'Reverse';
            const [from, to] = isReverse ? [moments[i + 1], moments[i]] : [moments[i], moments[i + 1]];
            const start = boxOf(from, cell.index, '.node-h');
            const end = boxOf(to, cell.index, '.node-concat, .node-weights');
            // The arrow turns in the space between the columns.
            const gap = (moments[i].getBoundingClientRect().right + moments[i + 1].getBoundingClientRect().left) / 2 - origin.left;
            if (start && end) paths.push(arrow(start, end, origin, gap + (isReverse ? 5 : -5), isReverse));
        }
    }
    layer.replaceChildren(...paths);
}

function boxOf(moment, cell, nodes) {
    return moment.querySelector(`[data-cell="${cell}"]`)?.querySelector(nodes)?.getBoundingClientRect();
}

function arrow(start, end, origin, middle, isReverse) {
    const x0 = (isReverse ? start.left : start.right) - origin.left;
    const y0 = (start.top + start.bottom) / 2 - origin.top;
    const x1 = (isReverse ? end.right : end.left) - origin.left + (isReverse ? 2 : -2);
    const y1 = end.top + Math.min(46, end.height / 2) - origin.top;
    const bend = Math.min(14, Math.abs(middle - x0), Math.abs(x1 - middle));
    const ahead = x1 > x0 ? bend : -bend;
    const up = y1 > y0 ? bend : -bend;
    return s('path', {
        d: `M${x0} ${y0} H${middle - ahead} Q${middle} ${y0} ${middle} ${y0 + up} V${y1 - up} Q${middle} ${y1} ${middle + ahead} ${y1} H${x1}`,
        class: `recurrence ${isReverse ? 'back' : ''}`,
        'marker-end': 'url(#arrow)',
    });
}

/** The drawing that holds the arrows. */
export function recurrenceLayer() {
    return h('div', { class: 'arrows', 'aria-hidden': 'true' }, s('svg', { class: 'recurrences' }));
}
