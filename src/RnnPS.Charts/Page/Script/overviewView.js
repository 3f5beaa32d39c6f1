import { findAlike } from './alike.js';
import { button, h, select } from './dom.js';
import { capital, counted, long, short } from './format.js';
import { brush } from './brush.js';
import { axisStrip, heatStrip, lineStrip } from './strips.js';
import { onTheme } from './theme.js';
import { orderUnits } from './unitOrder.js';
import { createViewport, reveal, show, showSelection, zoom } from './viewport.js';

// The overview of a run of any length: heatmaps of states and gates over time, aligned with inputs, outputs, targets and losses.

const MOST_LINES = 6;
const MOST_FIRST = 4;
const MOST_ALIKE = 8;
const ORDERS = [['index', 'by number'], ['activity', 'by activity'], ['likeness', 'by likeness']];

/**
 * @param {import('./main.js').App} app
 * @returns {import('./main.js').View}
 */
export function createOverviewView(app) {
    const strips = h('div', { class: 'strips', tabindex: 0, role: 'group', 'aria-label': 'Time. Left and right move the cursor, with Shift they select; plus and minus zoom; Enter finds alike spans; Escape clears.' });
    const readout = h('div', { class: 'readout', role: 'status', 'aria-live': 'polite' });
    const picker = h('div', { class: 'picker', role: 'group', 'aria-label': 'Heatmaps' });
    const results = h('div', { class: 'alike', role: 'region', 'aria-label': 'Alike spans', 'aria-live': 'polite' });
    const find = button('Find alike spans', () => search(), { disabled: true, class: 'find' });
    const into = button('Zoom to selection', () => { showSelection(view); redraw(); }, { disabled: true });
    const all = button('Whole run', () => { show(view, 0, view.length); redraw(); });
    const controls = h('div', { class: 'toolbar' },
        button('+', () => { zoom(view, 0.5); redraw(); }, { 'aria-label': 'Zoom in' }),
        button('−', () => { zoom(view, 2); redraw(); }, { 'aria-label': 'Zoom out' }),
        all, into, find, h('span', { class: 'hint', text: 'Drag to select, turn the wheel to zoom, select a unit to see its line.' }));
    const element = h('div', { class: 'view' }, controls, picker, strips, readout, results);

    let view = createViewport(1);
    let drawn = [];
    let isWaiting = false;
    /** The names of the vectors that are shown, of each the order of its units and those that are lines. */
    const shown = new Map();

    function build() {
        const sequence = app.sequence();
        const names = [...sequence.vectors.keys()];
        [...shown.keys()].filter(name => !names.includes(name)).forEach(name => shown.delete(name));
        if (shown.size === 0) first(names).forEach(name => shown.set(name, { order: 'index', units: [] }));
        picker.replaceChildren(...names.map(name => button(sequence.vectors.get(name).label, () => pick(name), { 'aria-pressed': String(shown.has(name)), 'data-name': name })));
        drawn = [...valueStrips(app.session(), sequence), ...[...shown.keys()].flatMap(name => vectorStrips(sequence.vectors.get(name), shown.get(name))), axisStrip(sequence.data.steps)];
        strips.replaceChildren(...drawn.map(strip => strip.element));
        drawn.forEach(strip => brush(strip, () => view, { redraw, choose: (track, unit) => chooseUnit(track.name, unit) }));
        redraw();
    }

    function pick(name) {
        if (shown.has(name)) shown.delete(name);
        else shown.set(name, { order: 'index', units: [] });
        if (shown.size > 0) build();
        else shown.set(name, { order: 'index', units: [] });
    }

    function vectorStrips(track, choice) {
        const order = select('Order', ORDERS, choice.order, value => { choice.order = value; build(); }, 'order');
        const units = Array.from({ length: track.units }, (_, unit) => [String(unit), `${choice.units.includes(unit) ? '✓ ' : ''}unit ${unit}`]);
        const line = select('Line of', [['', '…'], ...units], '', value => chooseUnit(track.name, Number(value)), 'line-of');
        const strip = heatStrip(track, orderUnits(track, choice.order), () => choice.units, [order, line]);
        if (choice.units.length === 0) return [strip];
        const lines = choice.units.map((unit, i) => ({ name: `unit ${unit}`, color: `s${i % 6}`, track, unit }));
        return [strip, lineStrip(`${track.label}: ${choice.units.length === 1 ? `unit ${choice.units[0]}` : 'chosen units'}`, lines, 72)];
    }

    function chooseUnit(name, unit) {
        const choice = shown.get(name);
        choice.units = choice.units.includes(unit) ? choice.units.filter(one => one !== unit) : [...choice.units, unit].slice(-MOST_LINES);
        build();
    }

    function redraw() {
        if (isWaiting) return;
        isWaiting = true;
        requestAnimationFrame(() => {
            isWaiting = false;
            drawn.forEach(strip => strip.draw(view));
            [strips.dataset.from, strips.dataset.to] = [String(view.from), String(view.to)];
            into.disabled = find.disabled = view.selection === null;
            readout.replaceChildren(...describe(app.sequence(), view, shown));
        });
    }

    function search() {
        if (!view.selection) return;
        const sequence = app.sequence();
        const tracks = [...shown.keys()].map(name => sequence.vectors.get(name));
        const only = tracks.length === 1 && shown.get(tracks[0].name).units.length > 0 ? shown.get(tracks[0].name).units : null;
        const found = findAlike(tracks, view.selection, MOST_ALIKE, only);
        const of = only ? counted(only.length, 'chosen unit') : tracks.map(track => track.label).join(', ');
        results.replaceChildren(h('h3', { text: `Spans most alike in ${of}` }),
            found.length === 0 ? h('p', { text: 'The run has no other span of this length.' }) : tableOf(sequence, [{ ...view.selection, distance: 0 }, ...found]));
    }

    function tableOf(sequence, spans) {
        const rows = sequence.data.rows;
        return h('div', { class: 'scroll' }, h('table', { class: 'list' },
            h('tr', {}, ...['', 'Steps', 'Difference', rows ? `From (${rows.names.join(' · ')})` : '', rows ? 'To' : ''].map(text => h('th', { scope: 'col', text }))),
            ...spans.map((span, i) => h('tr', {},
                h('td', {}, i === 0 ? 'selected' : button('Show', () => {
                    view.cursor = span.from;
                    reveal(view, Math.round((span.from + span.to) / 2));
                    redraw();
                }, { 'aria-label': `Show steps ${sequence.data.steps[span.from]} to ${sequence.data.steps[span.to]}` })),
                h('td', { text: `${sequence.data.steps[span.from]} to ${sequence.data.steps[span.to]}` }),
                h('td', { text: i === 0 ? '' : short(span.distance) }),
                h('td', { text: rows ? rows.texts[span.from]?.join(' · ') ?? '' : '' }),
                h('td', { text: rows ? rows.texts[span.to]?.join(' · ') ?? '' : '' })))));
    }

    strips.addEventListener('keydown', event => {
        if (event.target === strips && press(event, view, search)) {
            event.preventDefault();
            redraw();
        }
    });
    new ResizeObserver(() => drawn.length > 0 && redraw()).observe(strips);
    // At once: a printer does not wait for the next frame.
    onTheme(() => drawn.forEach(strip => { strip.repaint(); strip.draw(view); }));

    return {
        id: 'overview',
        title: 'Overview',
        element,
        render() {
            view = createViewport(app.sequence().length);
            results.replaceChildren();
            build();
        },
        refresh: build,
    };
}

/** The states first: of an LSTM the cell state, which carries what is remembered. */
function first(names) {
    const cells = names.filter(name => name.endsWith('CellState'));
    const states = names.filter(name => name.endsWith('State') && !name.endsWith('CellState'));
    return [...states, ...cells].slice(0, MOST_FIRST);
}

function valueStrips({ run }, sequence) {
    const strips = [];
    const names = sequence.data.inputNames;
    const named = (track, own, word) => Array.from({ length: Math.min(track.units, MOST_LINES) }, (_, unit) => ({
        name: own[unit] ?? (track.units === 1 ? word : `${word} ${unit}`), color: `s${unit % 6}`, track, unit,
    }));
    strips.push(lineStrip('input', named(sequence.inputs, names, 'input'), 64));
    const outputs = named(sequence.outputs, run.outputNames, 'output');
    const hasTargets = sequence.targets && sequence.targets.units === sequence.outputs.units;
    const targets = hasTargets ? named(sequence.targets, [], 'target').map(line => ({ ...line, color: sequence.targets.units === 1 ? 'ink' : line.color, dash: [4, 3] })) : [];
    strips.push(lineStrip(hasTargets ? 'output and target' : 'output', hasTargets && outputs.length === 1 ? [{ ...outputs[0], name: 'output' }, ...targets] : [...outputs, ...targets], 80));
    if (sequence.losses) strips.push(lineStrip('loss', [{ name: 'loss', color: 's1', track: sequence.losses, unit: 0 }], 56));
    return strips;
}

/** What there is at the cursor, in words. */
function describe(sequence, view, shown) {
    if (view.cursor === null) {
        return [h('span', { class: 'hint', text: view.selection ? spanText(sequence, view) : `${counted(sequence.length, 'column')} of time` })];
    }
    const t = view.cursor;
    const parts = [['step', String(sequence.data.steps[t])]];
    const texts = sequence.data.rows?.texts[t] ?? [];
    texts.forEach((text, i) => parts.push([sequence.data.rows.names[i], text]));
    const add = (name, track) => track && parts.push([name, Array.from({ length: Math.min(track.units, 4) }, (_, unit) => long(track.values[t * track.units + unit])).join(', ') + (track.units > 4 ? ', …' : '')]);
    add('input', sequence.inputs);
    add('output', sequence.outputs);
    add('target', sequence.targets);
    add('loss', sequence.losses);
    for (const [name, { units }] of shown) {
        const track = sequence.vectors.get(name);
        units.forEach(unit => parts.push([`${track.label} ${unit}`, long(track.values[t * track.units + unit])]));
    }
    if (view.selection) parts.push(['selected', spanText(sequence, view)]);
    return parts.map(([name, text]) => h('span', { class: 'fact' }, h('small', { text: capital(name) }), text));
}

function spanText(sequence, { selection }) {
    return `steps ${sequence.data.steps[selection.from]} to ${sequence.data.steps[selection.to]}`;
}

/** Does what a key says; whether it says anything. */
function press(event, view, search) {
    const step = event.key === 'ArrowLeft' || event.key === 'PageUp' ? -1 : 1;
    switch (event.key) {
        case 'ArrowLeft':
        case 'ArrowRight':
        case 'PageUp':
        case 'PageDown':
        case 'Home':
        case 'End': {
            const before = view.cursor ?? Math.floor(view.from);
            const far = event.key.startsWith('Page') ? Math.ceil((view.to - view.from) / 4) : 1;
            const next = event.key === 'Home' ? 0 : event.key === 'End' ? view.length - 1 : view.cursor === null ? before : before + step * far;
            view.cursor = Math.max(0, Math.min(view.length - 1, next));
            if (event.shiftKey) {
                const anchor = view.selection ? (before === view.selection.from ? view.selection.to : view.selection.from) : before;
                view.selection = { from: Math.min(anchor, view.cursor), to: Math.max(anchor, view.cursor) };
            }
            reveal(view, view.cursor);
            return true;
        }
        case '+':
        case '=': zoom(view, 0.5, view.cursor ?? undefined); return true;
        case '-': zoom(view, 2, view.cursor ?? undefined); return true;
        case 'Enter': search(); return true;
        case 'Escape': view.selection = view.cursor = null; return true;
        default: return false;
    }
}
