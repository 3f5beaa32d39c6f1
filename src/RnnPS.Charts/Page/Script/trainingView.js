import { h } from './dom.js';
import { short } from './format.js';
import { lineChart } from './lineChart.js';

/**
 * The epochs of a training.
 * @param {import('./main.js').App} app
 * @returns {import('./main.js').View}
 */
export function createTrainingView(app) {
    const element = h('div', { class: 'view' });
    const epochs = app.data.epochs;
    const xs = epochs.map(epoch => epoch.epoch);
    const best = epochs.filter(epoch => epoch.isBest).pop();
    const line = (name, color, key) => ({ name, color, xs, ys: epochs.map(epoch => epoch[key] ?? null) });
    const known = lines => lines.filter(one => one.ys.some(value => value !== null));

    function chart(title, yTitle, lines, marks = []) {
        const drawn = known(lines);
        if (drawn.length === 0) return [];
        const values = drawn.flatMap(one => one.ys).filter(value => value !== null);
        const least = values.reduce((low, value) => Math.min(low, value), Infinity);
        const most = values.reduce((high, value) => Math.max(high, value), -Infinity);
        return [h('h3', { text: title }), lineChart({ label: title, xTitle: 'epoch', yTitle, log: least > 0 && most / least > 100, lines: drawn, marks })];
    }

    return {
        id: 'training',
        title: 'Training',
        element,
        render() {
            const measured = best && (best.horizonError ?? best.validationLoss ?? best.measuredLoss ?? best.loss);
            element.replaceChildren(
                ...(best ? [h('p', { class: 'verdict', text: `Best epoch ${best.epoch}: ${best.horizonError !== undefined ? 'horizon error' : best.validationLoss !== undefined ? 'validation loss' : 'loss'} ${short(measured)}` })] : []),
                ...chart('Loss', 'mean per timestep', [line('training loss', 's0', 'loss'), line('measured loss', 's2', 'measuredLoss'), line('validation loss', 's1', 'validationLoss')],
                    best && best.horizonError === undefined ? [{ name: 'best epoch', x: best.epoch, y: measured }] : []),
                ...chart('Error of forecasts', 'mean absolute', [line('horizon error', 's5', 'horizonError')], best?.horizonError !== undefined ? [{ name: 'best epoch', x: best.epoch, y: measured }] : []),
                ...chart('Accuracy', 'share of targets', [line('training accuracy', 's0', 'accuracy'), line('validation accuracy', 's1', 'validationAccuracy')]),
                ...chart('Gradient norm', 'L2, before clipping', [line('gradient norm', 's3', 'gradientNorm')]),
                ...(epochs.some(epoch => epoch.learningRate !== epochs[0].learningRate) ? chart('Learning rate', 'learning rate', [line('learning rate', 's2', 'learningRate')]) : []));
        },
        refresh() {},
    };
}
