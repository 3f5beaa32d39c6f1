import { h } from './dom.js';
import { isEditable, parse } from './references.js';
import { objection } from './session.js';
import { valueOf } from './numbers.js';

// A number that the reader changes in its place.

/**
 * Opens a field in the place of a number.
 * @param {HTMLElement} element the number
 * @param {import('./main.js').App} app
 * @param {(text: string) => void} say tells what is wrong
 * @returns {boolean} whether the number can be changed
 */
export function edit(element, app, say) {
    const [session, sequence] = [app.session(), app.sequence()];
    const reference = parse(element.dataset.ref);
    if (!isEditable(reference) || valueOf(session, sequence, reference) === null) return false;
    const field = /** @type {HTMLInputElement} */ (h('input', {
        type: 'text', inputmode: 'decimal', class: 'edit', 'aria-label': element.getAttribute('aria-label'), value: String(valueOf(session, sequence, reference)),
    }));
    let isOpen = true;
    const close = focus => {
        if (!isOpen) return;
        isOpen = false;
        field.remove();
        element.hidden = false;
        if (focus) element.focus();
    };
    const take = focus => {
        if (!isOpen) return;
        const value = read(field.value);
        const fault = objection(session, reference, value);
        if (fault) {
            field.setAttribute('aria-invalid', 'true');
            say(fault);
            // A field that was left keeps the old number.
            if (!focus) close(false);
            return;
        }
        close(focus);
        app.change(reference.text, value);
    };
    field.addEventListener('keydown', event => {
        event.stopPropagation();
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        // The key would go on to the number, which has the focus again, and open the field anew.
        event.preventDefault();
        if (event.key === 'Enter') take(true);
        else close(true);
    });
    field.addEventListener('blur', () => take(false));
    element.hidden = true;
    element.after(field);
    field.select();
    field.focus();
    return true;
}

/** A number as people write it: with a point, or with one decimal comma, and with any minus. */
function read(text) {
    const plain = text.trim().replace('−', '-').replace(/^([^,.]*),([^,.]*)$/, '$1.$2');
    return plain === '' ? NaN : Number(plain);
}
