import { cellColor, isDark } from './theme.js';

// Heatmaps on canvases: a picture with one pixel for each unit and column of time, stretched to the part that is shown.

/**
 * Paints a track as a picture.
 * @param {import('./tracks.js').Track} track
 * @param {number[]} order the units from the top
 * @returns {HTMLCanvasElement}
 */
export function paintPicture(track, order) {
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, track.length);
    canvas.height = order.length;
    const context = canvas.getContext('2d');
    const image = context.createImageData(canvas.width, canvas.height);
    const pixels = new Uint32Array(image.data.buffer);
    const isShare = track.low === 0;
    const colors = paletteOf(isShare);
    const scale = 1023 / (track.high - track.low || 1);
    for (let row = 0; row < order.length; row++) {
        const unit = order[row];
        for (let t = 0; t < track.length; t++) {
            const value = track.values[t * track.units + unit];
            // A missing value is transparent.
            pixels[row * canvas.width + t] = Number.isNaN(value) ? 0 : colors[Math.max(0, Math.min(1023, Math.round((value - track.low) * scale)))];
        }
    }
    context.putImageData(image, 0, 0);
    return canvas;
}

/** The colours of a scale from its lower to its upper end, as pixels. */
function paletteOf(isShare) {
    const dark = isDark();
    const colors = new Uint32Array(1024);
    const bytes = new Uint8ClampedArray(colors.buffer);
    for (let i = 0; i < 1024; i++) {
        const place = isShare ? i / 1023 : (2 * i) / 1023 - 1;
        bytes.set([...cellColor(place, isShare, dark), 255], 4 * i);
    }
    return colors;
}

/**
 * A scale of colours with its ends, as a picture.
 * @param {CanvasRenderingContext2D} context
 * @param {import('./tracks.js').Track} track
 * @param {number} width
 * @param {number} height
 */
export function paintScale(context, track, width, height) {
    const isShare = track.low === 0;
    for (let x = 0; x < width; x++) {
        const place = x / Math.max(1, width - 1);
        context.fillStyle = `rgb(${cellColor(isShare ? place : 2 * place - 1, isShare).join(' ')})`;
        context.fillRect(x, 0, 1, height);
    }
}
