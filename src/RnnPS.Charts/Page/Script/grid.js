// Arrow keys among numbers: to the nearest in the direction of the key.

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} area
 */
export function moveFocus(event, area) {
    const direction = DIRECTIONS[event.key];
    const from = /** @type {HTMLElement} */ (event.target);
    if (!direction || !from.dataset.ref) return;
    const start = centre(from);
    let best = null;
    let least = Infinity;
    for (const one of area.querySelectorAll('[data-ref]')) {
        if (one === from) continue;
        const end = centre(one);
        const ahead = (end.x - start.x) * direction[0] + (end.y - start.y) * direction[1];
        const aside = Math.abs((end.x - start.x) * direction[1]) + Math.abs((end.y - start.y) * direction[0]);
        // What is straight ahead comes before what is nearer, but aside.
        const cost = ahead + 3 * aside;
        if (ahead > 4 && cost < least) {
            [best, least] = [one, cost];
        }
    }
    if (best) {
        event.preventDefault();
        from.setAttribute('tabindex', '-1');
        best.setAttribute('tabindex', '0');
        best.focus();
    }
}

function centre(element) {
    const box = element.getBoundingClientRect();
    return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
}
