// Orders of units in a heatmap.

// Likeness compares each pair of units at so many columns.
const MOST_COLUMNS = 400;

/**
 * @param {import('./tracks.js').Track} track
 * @param {string} by index, activity or likeness
 * @returns {number[]} the units from the top
 */
export function orderUnits(track, by) {
    const units = Array.from({ length: track.units }, (_, unit) => unit);
    if (by === 'index' || track.units < 2) return units;
    const lines = normalized(track);
    const byActivity = units.sort((a, b) => lines[b].spread - lines[a].spread || a - b);
    return by === 'activity' ? byActivity : chain(byActivity, lines);
}

/** Each unit's line less its mean, with length 1, and how far the unit moves. */
function normalized(track) {
    const step = Math.max(1, Math.ceil(track.length / MOST_COLUMNS));
    return Array.from({ length: track.units }, (_, unit) => {
        const line = [];
        for (let t = 0; t < track.length; t += step) {
            const value = track.values[t * track.units + unit];
            line.push(Number.isNaN(value) ? 0 : value);
        }
        const mean = line.reduce((sum, value) => sum + value, 0) / line.length;
        const centred = line.map(value => value - mean);
        const spread = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
        return { spread, line: Float64Array.from(centred, value => (spread > 0 ? value / spread : 0)) };
    });
}

/** From the most active unit on, each time the one that is most alike: by correlation, of either sign. */
function chain(units, lines) {
    const rest = new Set(units);
    const order = [];
    let last = units[0];
    while (rest.size > 0) {
        order.push(last);
        rest.delete(last);
        let best = -1;
        let next = -1;
        for (const unit of rest) {
            let likeness = 0;
            for (let i = 0; i < lines[unit].line.length; i++) likeness += lines[unit].line[i] * lines[last].line[i];
            if (Math.abs(likeness) > best) [best, next] = [Math.abs(likeness), unit];
        }
        last = next;
    }
    return order;
}
