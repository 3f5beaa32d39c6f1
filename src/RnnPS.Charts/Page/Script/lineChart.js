import { h, s } from './dom.js';
import { short } from './format.js';

// Line charts as SVG. Classes give the colours, so that light and dark need no new drawing.

const HEIGHT = 260;
const LEFT = 76;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 42;

/**
 * @typedef {object} Chart
 * @property {string} label what the chart shows, for screen readers
 * @property {string} xTitle
 * @property {string} yTitle
 * @property {boolean} [log] whether the vertical axis is logarithmic
 * @property {{name: string, color: string, dash?: boolean, xs: ArrayLike<number>, ys: ArrayLike<number | null>}[]} lines
 * @property {{name: string, xs: ArrayLike<number>, lower: ArrayLike<number>, upper: ArrayLike<number>}[]} [bands] the widest first
 * @property {{name: string, x: number, y: number}[]} [marks]
 * @property {(x: number) => string} [nameOf] the name of a place on the horizontal axis
 */

/**
 * Draws a chart that is as wide as its place.
 * @param {Chart} chart
 * @returns {HTMLElement}
 */
export function lineChart(chart) {
    const place = h('div', { class: 'chart-place' });
    const told = h('div', { class: 'chart-readout', 'aria-hidden': 'true' });
    const legend = h('div', { class: 'legend' }, ...(chart.bands ?? []).map((band, i) => h('span', { class: `key band band${i}`, text: band.name })),
        ...chart.lines.map(line => h('span', { class: `key ${line.color} ${line.dash ? 'dashed' : ''}`, text: line.name })),
        ...(chart.marks ?? []).map(mark => h('span', { class: 'key mark', text: mark.name })));
    let width = 0;
    new ResizeObserver(() => {
        if (place.clientWidth !== width && place.clientWidth > 0) {
            width = place.clientWidth;
            place.replaceChildren(draw(chart, width, told));
        }
    }).observe(place);
    return h('figure', { class: 'chart' }, legend, place, told);
}

function draw(chart, width, told) {
    const xs = [...chart.lines.flatMap(line => [...line.xs]), ...(chart.bands ?? []).flatMap(band => [...band.xs])];
    const ys = [...chart.lines.flatMap(line => [...line.ys]), ...(chart.bands ?? []).flatMap(band => [...band.lower, ...band.upper])].filter(value => value !== null && Number.isFinite(value) && (!chart.log || value > 0));
    const x = scale(extent(xs), LEFT, width - RIGHT, false);
    const y = scale(chart.log ? logExtent(ys) : pad(extent(ys)), HEIGHT - BOTTOM, TOP, chart.log);
    const svg = s('svg', { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-label': describe(chart, ys) });
    const bottom = HEIGHT - BOTTOM;
    for (const value of chart.log ? logTicks(y) : ticks(y.low, y.high, 5)) {
        svg.append(s('line', { class: 'grid', x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value) }), s('text', { class: 'tick', x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' }, tickText(value)));
    }
    const isWhole = xs.every(Number.isInteger);
    for (const value of ticks(x.low, x.high, Math.max(3, Math.floor(width / 110))).filter(value => !isWhole || Number.isInteger(value))) {
        svg.append(s('line', { class: 'grid', x1: x(value), x2: x(value), y1: bottom, y2: bottom + 5 }), s('text', { class: 'tick', x: x(value), y: bottom + 18, 'text-anchor': 'middle' }, chart.nameOf?.(value) || tickText(value)));
    }
    svg.append(s('text', { class: 'axis-title', x: (LEFT + width - RIGHT) / 2, y: HEIGHT - 6, 'text-anchor': 'middle' }, chart.xTitle),
        s('text', { class: 'axis-title', transform: `translate(13 ${(TOP + bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle' }, chart.yTitle));
    (chart.bands ?? []).forEach((band, i) => svg.append(s('path', { class: `area band${i}`, d: areaOf(band, x, y) })));
    chart.lines.forEach(line => svg.append(s('path', { class: `line ${line.color} ${line.dash ? 'dashed' : ''}`, d: pathOf(line, x, y, chart.log), 'data-name': line.name })));
    (chart.marks ?? []).forEach(mark => svg.append(s('circle', { class: 'mark', cx: x(mark.x), cy: y(mark.y), r: 5 }, s('title', {}, mark.name))));
    follow(svg, chart, x, told);
    return svg;
}

/** Tells the values at the pointer. */
function follow(svg, chart, x, told) {
    const rule = s('line', { class: 'rule', y1: TOP, y2: HEIGHT - BOTTOM, visibility: 'hidden' });
    svg.append(rule);
    svg.addEventListener('pointermove', event => {
        const all = chart.lines.flatMap(line => [...line.xs]);
        if (all.length === 0) return;
        const at = x.invert(event.clientX - svg.getBoundingClientRect().left);
        const nearest = all.reduce((best, value) => (Math.abs(value - at) < Math.abs(best - at) ? value : best), all[0]);
        rule.setAttribute('x1', String(x(nearest)));
        rule.setAttribute('x2', String(x(nearest)));
        rule.setAttribute('visibility', 'visible');
        told.textContent = [`${chart.xTitle} ${chart.nameOf?.(nearest) || tickText(nearest)}`,
            ...chart.lines.map(line => [line.name, line.ys[[...line.xs].indexOf(nearest)]]).filter(pair => pair[1] !== undefined && pair[1] !== null).map(([name, value]) => `${name} ${short(value)}`)].join(' · ');
    });
    svg.addEventListener('pointerleave', () => {
        rule.setAttribute('visibility', 'hidden');
        told.textContent = '';
    });
}

function describe(chart, ys) {
    return ys.length === 0 ? `${chart.label}: no values` : `${chart.label}: ${chart.lines.map(line => line.name).join(', ')}; ${chart.yTitle} from ${short(Math.min(...ys.slice(0, 50000)))} to ${short(Math.max(...ys.slice(0, 50000)))}`;
}

function extent(values) {
    let low = Infinity;
    let high = -Infinity;
    for (const value of values) {
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    return low > high ? [0, 1] : [low, high];
}

function pad([low, high]) {
    const space = (high - low || Math.abs(high) || 1) * 0.06;
    return [low - space, high + space];
}

function logExtent(values) {
    const [low, high] = extent(values);
    return [10 ** Math.floor(Math.log10(low || 1e-12)), 10 ** Math.ceil(Math.log10(high || 1) + (low === high ? 1 : 0))];
}

function scale([low, high], from, to, log) {
    const of = log ? Math.log10 : value => value;
    const [a, b] = [of(low), of(high === low ? low + 1 : high)];
    const place = value => from + ((of(value) - a) / (b - a)) * (to - from);
    return Object.assign(place, { low, high, invert: at => a + ((at - from) / (to - from)) * (b - a) });
}

function ticks(low, high, count) {
    const least = (high - low || 1) / count;
    const power = 10 ** Math.floor(Math.log10(least));
    const step = [1, 2, 5, 10].map(factor => factor * power).find(value => value >= least) ?? least;
    const found = [];
    for (let i = Math.ceil(low / step); i * step <= high + step * 1e-9; i++) found.push(Number((i * step).toPrecision(12)));
    return found;
}

function logTicks(y) {
    const from = Math.round(Math.log10(y.low));
    const to = Math.round(Math.log10(y.high));
    const every = Math.max(1, Math.ceil((to - from) / 6));
    const found = [];
    for (let power = from; power <= to; power += every) found.push(10 ** power);
    return found;
}

function tickText(value) {
    const size = Math.abs(value);
    return value === 0 ? '0' : (size < 1e-3 || size >= 1e6 ? value.toExponential(Number.isInteger(Math.log10(size)) ? 0 : 1).replace('e+', 'e') : String(Number(value.toPrecision(6)))).replaceAll('-', '−');
}

function pathOf(line, x, y, log) {
    let path = '';
    let isDown = false;
    for (let i = 0; i < line.xs.length; i++) {
        const value = line.ys[i];
        const isGap = value === null || !Number.isFinite(value) || (log && value <= 0);
        if (!isGap) path += `${isDown ? 'L' : 'M'}${x(line.xs[i]).toFixed(1)} ${y(value).toFixed(1)}`;
        // A value between two gaps is a point.
        const next = line.ys[i + 1];
        if (!isGap && !isDown && (i + 1 >= line.xs.length || next === null || !Number.isFinite(next))) path += 'h0.1';
        isDown = !isGap;
    }
    return path;
}

function areaOf(band, x, y) {
    const upper = Array.from(band.xs, (at, i) => `${x(at).toFixed(1)} ${y(band.upper[i]).toFixed(1)}`);
    const lower = Array.from(band.xs, (at, i) => `${x(at).toFixed(1)} ${y(band.lower[i]).toFixed(1)}`).reverse();
    return `M${upper.join('L')}L${lower.join('L')}Z`;
}
