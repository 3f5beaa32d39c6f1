import { GUTTER } from './strips.js';
import { columnAt, show, zoom } from './viewport.js';

// A move of so many pixels is a drag, and less of it a click.
const DRAG = 4;

/**
 * Lets the pointer select, choose and zoom in a strip.
 * @param {import('./strips.js').Strip} strip
 * @param {() => import('./viewport.js').Viewport} current
 * @param {{redraw: () => void, choose: (track: import('./tracks.js').Track, unit: number) => void}} actions
 */
export function brush(strip, current, { redraw, choose }) {
    const { canvas } = strip;
    let start = null;
    const at = event => {
        const box = canvas.getBoundingClientRect();
        return { x: event.clientX - box.left - GUTTER, y: event.clientY - box.top, width: box.width - GUTTER };
    };
    canvas.addEventListener('pointerdown', event => {
        if (event.button !== 0) return;
        start = at(event);
        canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', event => {
        const view = current();
        const { x, width } = at(event);
        view.cursor = columnAt(view, x, width);
        if (start && Math.abs(x - start.x) > DRAG) {
            const anchor = columnAt(view, start.x, width);
            view.selection = { from: Math.min(anchor, view.cursor), to: Math.max(anchor, view.cursor) };
        }
        redraw();
    });
    canvas.addEventListener('pointerup', event => {
        const { x, y } = at(event);
        if (start && Math.abs(x - start.x) <= DRAG) {
            const unit = strip.track ? strip.unitAt(y) : null;
            if (unit === null) current().selection = null;
            else choose(strip.track, unit);
        }
        start = null;
        redraw();
    });
    canvas.addEventListener('pointercancel', () => { start = null; });
    canvas.addEventListener('pointerleave', () => {
        if (!start) {
            current().cursor = null;
            redraw();
        }
    });
    canvas.addEventListener('dblclick', () => {
        show(current(), 0, current().length);
        redraw();
    });
    canvas.addEventListener('wheel', event => {
        event.preventDefault();
        const view = current();
        const { x, width } = at(event);
        if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
            const columns = view.to - view.from;
            show(view, view.from + (columns * (event.deltaX || event.deltaY)) / 600, columns);
        } else {
            zoom(view, event.deltaY > 0 ? 1.25 : 0.8, view.from + (Math.max(0, x) / width) * (view.to - view.from));
        }
        redraw();
    }, { passive: false });
}
