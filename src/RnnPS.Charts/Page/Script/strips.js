import { h } from './dom.js';
import { short } from './format.js';
import { paintPicture } from './heatmap.js';
import { color } from './theme.js';
import { placeOf } from './viewport.js';

// The strips of the overview, one above the other on one axis of time: heatmaps and lines.

/** The space at the left for the names of values and units. */
export const GUTTER = 58;

/**
 * @typedef {object} Strip
 * @property {HTMLElement} element
 * @property {HTMLCanvasElement} canvas
 * @property {import('./tracks.js').Track | null} track of a heatmap
 * @property {number[]} order
 * @property {(view: import('./viewport.js').Viewport) => void} draw
 * @property {() => void} repaint after a change of colours or order
 * @property {(y: number) => number | null} unitAt
 */

function frame(title, height, extra = []) {
    const canvas = /** @type {HTMLCanvasElement} */ (h('canvas', { height, role: 'img', 'aria-label': title }));
    canvas.style.height = `${height}px`;
    return { canvas, element: h('figure', { class: 'strip' }, h('figcaption', {}, h('span', { class: 'strip-title', text: title }), ...extra), canvas) };
}

/** Fits the canvas to its element, clears it, and returns its context and its size in CSS pixels. */
function prepare(canvas) {
    const ratio = window.devicePixelRatio || 1;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
    }
    const context = canvas.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = '11px system-ui, sans-serif';
    context.textBaseline = 'middle';
    return { context, width: Math.max(1, width - GUTTER), height };
}

/** The selected span and the cursor, over what a strip shows. */
function overlay(context, view, width, height) {
    if (view.selection) {
        const left = placeOf(view, view.selection.from, width);
        const right = placeOf(view, view.selection.to + 1, width);
        context.fillStyle = color('select');
        context.fillRect(left, 0, right - left, height);
        context.strokeStyle = color('s1');
        context.lineWidth = 1.5;
        context.strokeRect(left, 0.75, Math.max(1, right - left), height - 1.5);
    }
    if (view.cursor !== null) {
        context.strokeStyle = color('ink');
        context.lineWidth = 1;
        const x = placeOf(view, view.cursor + 0.5, width);
        context.beginPath();
        context.moveTo(x, 0);
        context.lineTo(x, height);
        context.stroke();
    }
}

/** Draws within the part right of the gutter. */
function within(context, width, height, draw) {
    context.save();
    context.translate(GUTTER, 0);
    context.beginPath();
    context.rect(0, 0, width, height);
    context.clip();
    draw();
    context.restore();
}

/**
 * A heatmap of units over time.
 * @param {import('./tracks.js').Track} track
 * @param {number[]} order
 * @param {() => number[]} chosen the units that are shown as lines
 * @param {Node[]} extra what stands beside the title
 * @returns {Strip}
 */
export function heatStrip(track, order, chosen, extra) {
    const height = Math.max(48, Math.min(280, order.length * (order.length <= 16 ? 14 : 4)));
    const { canvas, element } = frame(track.units === 1 ? track.label : `${track.label}, ${track.units} units`, height, extra);
    let picture = paintPicture(track, order);
    return {
        element,
        canvas,
        track,
        order,
        repaint() {
            picture = paintPicture(track, this.order);
        },
        draw(view) {
            const { context, width } = prepare(canvas);
            within(context, width, height, () => {
                // Pixels of the picture stay sharp where they are enlarged, and are averaged where they are not.
                context.imageSmoothingEnabled = view.to - view.from > width;
                context.drawImage(picture, view.from, 0, view.to - view.from, picture.height, 0, 0, width, height);
                overlay(context, view, width, height);
            });
            label(context, this.order, chosen(), height);
        },
        unitAt(y) {
            return this.order[Math.max(0, Math.min(this.order.length - 1, Math.floor((y / height) * this.order.length)))];
        },
    };
}

function label(context, order, chosen, height) {
    const rows = height / order.length;
    context.textAlign = 'right';
    const every = Math.max(1, Math.ceil(12 / rows));
    order.forEach((unit, row) => {
        const isChosen = chosen.includes(unit);
        if (isChosen || row % every === 0) {
            context.fillStyle = color(isChosen ? `s${chosen.indexOf(unit) % 6}` : 'quiet');
            context.fillText(String(unit), GUTTER - 6, Math.max(6, Math.min(height - 6, (row + 0.5) * rows)));
        }
    });
}

/**
 * Lines over time.
 * @param {string} title
 * @param {{name: string, color: string, dash?: number[], track: import('./tracks.js').Track, unit: number}[]} lines
 * @param {number} height
 * @returns {Strip}
 */
export function lineStrip(title, lines, height) {
    const legend = lines.length < 2 ? [] : [h('span', { class: 'legend' }, ...lines.map(line => h('span', { class: `key ${line.color} ${line.dash ? 'dashed' : ''}`, text: line.name })))];
    const { canvas, element } = frame(title, height, legend);
    return {
        element,
        canvas,
        track: null,
        order: [],
        repaint() {},
        draw(view) {
            const { context, width } = prepare(canvas);
            const [low, high] = rangeOf(lines, view);
            const y = value => 6 + (1 - (value - low) / (high - low)) * (height - 12);
            within(context, width, height, () => {
                lines.forEach(line => trace(context, line, view, width, y));
                overlay(context, view, width, height);
            });
            context.fillStyle = color('quiet');
            context.textAlign = 'right';
            context.fillText(short(high), GUTTER - 6, 8);
            context.fillText(short(low), GUTTER - 6, height - 8);
        },
        unitAt: () => null,
    };
}

function rangeOf(lines, view) {
    let low = Infinity;
    let high = -Infinity;
    for (const { track, unit } of lines) {
        for (let t = Math.floor(view.from); t < Math.ceil(view.to); t++) {
            const value = track.values[t * track.units + unit];
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
    }
    if (low === Infinity) return [0, 1];
    return low === high ? [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2] : [low, high];
}

/** A line through the values; of many in one pixel, the lowest and the highest. */
function trace(context, line, view, width, y) {
    context.strokeStyle = color(line.color);
    context.lineWidth = 1.5;
    context.setLineDash(line.dash ?? []);
    context.beginPath();
    let isDown = false;
    const step = Math.max(1, Math.floor((view.to - view.from) / width));
    for (let t = Math.max(0, Math.floor(view.from) - 1); t < Math.min(view.length, Math.ceil(view.to) + 1); t += step) {
        const [first, second] = ends(line, t, step);
        if (Number.isNaN(first)) {
            isDown = false;
            continue;
        }
        const x = placeOf(view, t + 0.5, width);
        if (isDown) context.lineTo(x, y(first));
        else context.moveTo(x, y(first));
        if (second !== first) context.lineTo(x, y(second));
        isDown = true;
    }
    context.stroke();
    context.setLineDash([]);
    dots(context, line, view, width, y);
}

function ends({ track, unit }, t, step) {
    let low = NaN;
    let high = NaN;
    for (let i = t; i < Math.min(t + step, track.length); i++) {
        const value = track.values[i * track.units + unit];
        low = value >= low ? low : value;
        high = value <= high ? high : value;
    }
    return [low, high];
}

/** Few values are points, too, so that one without a neighbour is seen. */
function dots(context, { track, unit, color: name }, view, width, y) {
    if (view.to - view.from > width / 8) return;
    context.fillStyle = color(name);
    for (let t = Math.floor(view.from); t < Math.min(track.length, Math.ceil(view.to)); t++) {
        const value = track.values[t * track.units + unit];
        if (!Number.isNaN(value)) {
            context.beginPath();
            context.arc(placeOf(view, t + 0.5, width), y(value), 2.5, 0, 7);
            context.fill();
        }
    }
}

/**
 * The axis of time.
 * @param {readonly number[]} steps the number of each column's first step
 * @returns {Strip}
 */
export function axisStrip(steps) {
    const { canvas, element } = frame('Step', 22);
    element.classList.add('axis');
    return {
        element,
        canvas,
        track: null,
        order: [],
        repaint() {},
        draw(view) {
            const { context, width, height } = prepare(canvas);
            const every = tickStep((view.to - view.from) / Math.max(2, width / 80));
            context.fillStyle = color('quiet');
            context.strokeStyle = color('grid');
            context.textAlign = 'center';
            for (let t = Math.ceil(view.from / every) * every; t < view.to; t += every) {
                const x = GUTTER + placeOf(view, t + 0.5, width);
                context.beginPath();
                context.moveTo(x, 0);
                context.lineTo(x, 5);
                context.stroke();
                context.fillText(String(steps[t]), Math.max(GUTTER, x), height - 7);
            }
        },
        unitAt: () => null,
    };
}

function tickStep(least) {
    const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
    return [1, 2, 5, 10].map(factor => factor * power).find(step => step >= least) ?? 10 * power;
}
