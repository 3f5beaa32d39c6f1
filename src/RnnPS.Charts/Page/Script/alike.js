// Which spans of time have the states that are most alike those of a span (the question of LSTMVis, Strobelt et al. 2016).

/**
 * Finds the spans of the same length whose values are nearest: the root of the mean squared difference over units and steps. Spans do not
 * overlap each other or the given one.
 * @param {import('./tracks.js').Track[]} tracks
 * @param {{from: number, to: number}} span the first and the last column
 * @param {number} most how many
 * @param {number[] | null} units of the only track; null for all units of all tracks
 * @returns {{from: number, to: number, distance: number}[]} the nearest first
 */
export function findAlike(tracks, span, most, units = null) {
    const length = span.to - span.from + 1;
    const last = tracks[0].length - length;
    const distances = new Float64Array(Math.max(0, last + 1));
    let count = 0;
    for (const track of tracks) {
        const chosen = units ?? Array.from({ length: track.units }, (_, unit) => unit);
        count += chosen.length * length;
        for (let start = 0; start <= last; start++) {
            distances[start] += distance(track, span.from, start, length, chosen);
        }
    }
    const found = [];
    const starts = Array.from(distances.keys()).sort((a, b) => distances[a] - distances[b] || a - b);
    for (const from of starts) {
        if (found.length >= most) break;
        const isApart = [span, ...found].every(one => from + length <= one.from || from > one.to);
        if (isApart) found.push({ from, to: from + length - 1, distance: Math.sqrt(distances[from] / count) });
    }
    return found;
}

function distance(track, a, b, length, units) {
    let sum = 0;
    for (let i = 0; i < length; i++) {
        const left = (a + i) * track.units;
        const right = (b + i) * track.units;
        for (const unit of units) {
            const d = track.values[left + unit] - track.values[right + unit];
            sum += Number.isNaN(d) ? 0 : d * d;
        }
    }
    return sum;
}
