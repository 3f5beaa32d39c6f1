import { h } from './dom.js';
import { lineChart } from './lineChart.js';
import { cellsOf, prefixOf } from './network.js';
import { short, words } from './format.js';
import { normsOf } from './session.js';

// How the gradient flows back through time, whole and truncated, and which inputs mattered.

/**
 * @param {import('./main.js').App} app
 * @returns {import('./main.js').View}
 */
export function createFlowView(app) {
    const charts = h('div');
    const inputs = h('div');
    const chunk = /** @type {HTMLInputElement} */ (h('input', { type: 'number', min: 1, step: 1, value: 5, class: 'chunk', id: 'chunk' }));
    const control = h('div', { class: 'toolbar' }, h('label', { for: 'chunk', text: 'Truncate backpropagation after' }), chunk, h('span', { text: 'steps' }));
    const element = h('div', { class: 'view' }, control, charts, inputs);

    function flows() {
        const session = app.session();
        const sequence = app.sequence();
        if (session?.network && sequence.gradients) return computed(session, sequence, Math.max(1, Math.floor(Number(chunk.value)) || 1));
        const key = sequence?.data.key ?? '';
        const all = app.data.gradients;
        const own = all.filter(one => one.sequence === key);
        return (own.length > 0 ? own : all).map(one => ({ ...one, title: one.cell + (one.sequence ? `, ${one.sequence}` : '') }));
    }

    function refresh() {
        const session = app.session();
        const sequence = app.sequence();
        control.hidden = !(session?.network && sequence?.gradients);
        charts.replaceChildren(h('h3', { text: 'Gradient of the loss by the state' }),
            h('p', { class: 'hint', text: 'The norm of dLoss/dState at each step. The line of the last step alone shows how much of a gradient survives the steps in between.' }),
            ...flows().map(flow => h('section', { class: 'flow' }, h('h4', { text: flow.title }), flow.verdict ? h('p', { class: 'verdict', text: flow.verdict }) : null, lineChart({
                label: `Gradient norms of ${flow.title}`,
                xTitle: 'step',
                yTitle: '‖dLoss/dState‖',
                log: true,
                lines: [
                    { name: 'whole loss', color: 's0', xs: flow.steps, ys: flow.norm },
                    { name: 'loss of the last step alone', color: 's1', dash: true, xs: flow.steps, ys: flow.fromEnd },
                    ...(flow.truncated ? [{ name: `truncated after ${flow.chunk}`, color: 's2', dash: true, xs: flow.steps, ys: flow.truncated }] : []),
                ],
            }))));
        inputs.replaceChildren(...inputParts(sequence));
    }

    let isChosen = false;
    chunk.addEventListener('input', () => {
        isChosen = true;
        refresh();
    });
    return {
        id: 'flow',
        title: 'Gradient flow',
        element,
        render() {
            if (!isChosen) chunk.value = String(Math.max(1, Math.min(20, Math.round((app.sequence()?.length ?? 20) / 4))));
            refresh();
        },
        refresh,
    };
}

function computed(session, sequence, chunk) {
    const steps = sequence.data.steps;
    const lossSteps = sequence.trace.heads.map((head, t) => (head?.slopes ? t : -1)).filter(t => t >= 0);
    const norm = normsOf(session, sequence, {});
    const last = normsOf(session, sequence, { only: lossSteps[lossSteps.length - 1] });
    const first = normsOf(session, sequence, { only: session.network.last ? lossSteps[lossSteps.length - 1] : lossSteps[0] });
    const truncated = normsOf(session, sequence, { chunk });
    return cellsOf(session.network).map((cell, i) => ({
        title: `${cell.kind}${prefixOf(session.network, cell) ? `, ${words(prefixOf(session.network, cell))}` : ''}`,
        verdict: '',
        steps,
        norm: norm[i],
        // A reverse cell reads the first step last.
        fromEnd: (cell.direction === 'Reverse' ? first : last)[i],
        truncated: truncated[i],
        chunk,
    }));
}

function inputParts(sequence) {
    const track = sequence?.inputGradient;
    if (!track) return [];
    const names = Array.from({ length: track.units }, (_, i) => sequence.data.inputNames[i] ?? (track.units === 1 ? 'input' : `input ${i}`));
    const means = names.map((name, i) => {
        let sum = 0;
        let count = 0;
        for (let t = 0; t < track.length; t++) {
            const value = track.values[t * track.units + i];
            if (!Number.isNaN(value)) {
                sum += Math.abs(value);
                count++;
            }
        }
        return { name, mean: count ? sum / count : 0, i };
    }).sort((a, b) => b.mean - a.mean);
    const most = means[0].mean || 1;
    const bars = h('table', { class: 'list bars' }, ...means.slice(0, 20).map(({ name, mean }) => {
        const bar = h('span', { class: 'bar' });
        bar.style.width = `${Math.max(1, (100 * mean) / most)}%`;
        return h('tr', {}, h('th', { scope: 'row', text: name }), h('td', { text: short(mean) }), h('td', { class: 'bar-place' }, bar));
    }));
    const chart = lineChart({
        label: 'Derivative of the loss by the inputs',
        xTitle: 'step',
        yTitle: 'dLoss/dInput',
        lines: means.slice(0, 6).map(({ name, i }, place) => ({
            name, color: `s${place}`, xs: sequence.data.steps, ys: Array.from({ length: track.length }, (_, t) => track.values[t * track.units + i]),
        })),
    });
    return [h('h3', { text: 'Which inputs mattered' }), h('p', { class: 'hint', text: 'The mean of |dLoss/dInput| over the steps, by the inputs as the first layer reads them, after scaling.' }), bars, chart];
}
