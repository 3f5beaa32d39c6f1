import { button, h, select } from './dom.js';
import { short } from './format.js';
import { brush } from './brush.js';
import { axisStrip, heatStrip, lineStrip } from './strips.js';
import { onTheme } from './theme.js';
import { trackOf } from './tracks.js';
import { createViewport, show, zoom } from './viewport.js';

/**
 * Two models over the same data: outputs, losses, and where they differ.
 * @param {import('./main.js').App} app
 * @returns {import('./main.js').View}
 */
export function createCompareView(app) {
    const strips = h('div', { class: 'strips' });
    const facts = h('div', { class: 'scroll' });
    const picker = h('div', { class: 'toolbar' });
    const element = h('div', { class: 'view' }, facts, picker, strips);
    let view = createViewport(1);
    let drawn = [];
    let name = '';

    const pair = () => app.sessions.slice(0, 2).map(session => session.sequences[Math.min(app.sequenceIndex(), session.sequences.length - 1)]);

    function build() {
        const [a, b] = pair();
        const names = app.sessions.slice(0, 2).map((session, i) => `${i === 0 ? '' : 'compared: '}${session.run.model}`);
        facts.replaceChildren(tableOf(names, [a, b]));
        const shared = [...a.vectors.keys()].filter(key => b.vectors.get(key)?.units === a.vectors.get(key).units && b.vectors.get(key).length === a.vectors.get(key).length);
        if (!shared.includes(name)) name = shared.find(key => key.endsWith('State')) ?? shared[0] ?? '';
        picker.replaceChildren(
            button('+', () => { zoom(view, 0.5); redraw(); }, { 'aria-label': 'Zoom in' }),
            button('−', () => { zoom(view, 2); redraw(); }, { 'aria-label': 'Zoom out' }),
            button('Whole run', () => { show(view, 0, view.length); redraw(); }),
            ...(shared.length > 0 ? [select('Difference of', shared.map(key => [key, a.vectors.get(key).label]), name, value => { name = value; build(); })]
            : [h('span', { class: 'hint', text: 'The models have no states of the same size, so their outputs and losses are compared.' })]));
        drawn = stripsOf(a, b, names, name);
        strips.replaceChildren(...drawn.map(strip => strip.element));
        drawn.forEach(strip => brush(strip, () => view, { redraw, choose() {} }));
        redraw();
    }

    let isWaiting = false;
    function redraw() {
        if (isWaiting) return;
        isWaiting = true;
        requestAnimationFrame(() => {
            isWaiting = false;
            drawn.forEach(strip => strip.draw(view));
        });
    }

    new ResizeObserver(() => drawn.length > 0 && redraw()).observe(strips);
    onTheme(() => drawn.forEach(strip => { strip.repaint(); strip.draw(view); }));
    return {
        id: 'compare',
        title: 'Compare',
        element,
        render() {
            view = createViewport(pair()[0].length);
            build();
        },
        refresh: build,
    };
}

function stripsOf(a, b, names, name) {
    const strips = [];
    const units = Math.min(a.outputs.units, 3);
    const lines = [a, b].flatMap((one, run) => Array.from({ length: units }, (_, unit) => ({ name: units === 1 ? names[run] : `${names[run]}, output ${unit}`, color: `s${run}`, track: one.outputs, unit })));
    if (a.targets && a.targets.units === a.outputs.units) lines.push({ name: 'target', color: 'ink', dash: [4, 3], track: a.targets, unit: 0 });
    strips.push(lineStrip('output', lines, 110));
    if (a.losses && b.losses) {
        strips.push(lineStrip('loss', [{ name: names[0], color: 's0', track: a.losses, unit: 0 }, { name: names[1], color: 's1', track: b.losses, unit: 0 }], 80));
        strips.push(heatStrip(difference(a.losses, b.losses, 'loss of the first less that of the second'), [0], () => [], []));
    }
    if (name) {
        const track = difference(a.vectors.get(name), b.vectors.get(name), `difference of ${a.vectors.get(name).label}`);
        strips.push(heatStrip(track, Array.from({ length: track.units }, (_, unit) => unit), () => [], []));
    }
    strips.push(axisStrip(a.data.steps));
    return strips;
}

function difference(a, b, label) {
    const vectors = Array.from({ length: a.length }, (_, t) => Float64Array.from({ length: a.units }, (_, unit) => a.values[t * a.units + unit] - b.values[t * b.units + unit]));
    return { ...trackOf('Difference', 'state', a.units, vectors), label };
}

function tableOf(names, sequences) {
    const mean = track => {
        const values = track ? Array.from(track.values).filter(value => !Number.isNaN(value)) : [];
        return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
    };
    const means = sequences.map(sequence => mean(sequence.losses));
    const better = means[0] !== null && means[1] !== null && means[0] !== means[1] ? (means[0] < means[1] ? 0 : 1) : -1;
    return h('table', { class: 'list' }, h('tr', {}, ...['Model', 'Mean loss', ''].map(text => h('th', { scope: 'col', text }))),
        ...names.map((name, i) => h('tr', {}, h('th', { scope: 'row' }, h('span', { class: `key s${i}`, text: name })), h('td', { text: short(means[i]) }), h('td', { text: i === better ? 'lower' : '' }))));
}
