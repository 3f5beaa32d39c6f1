import { button, h } from './dom.js';

/**
 * Shows a text that the reader can copy.
 * @param {string} title
 * @param {string} text
 */
export function showText(title, text) {
    const area = /** @type {HTMLTextAreaElement} */ (h('textarea', { readonly: true, rows: 12, 'aria-label': title, spellcheck: 'false' }));
    area.value = text;
    const told = h('span', { role: 'status' });
    const dialog = /** @type {HTMLDialogElement} */ (h('dialog', { class: 'commands' }));
    const copy = async () => {
        area.select();
        try {
            await navigator.clipboard.writeText(text);
            told.textContent = 'Copied.';
        } catch {
            // A browser may not let a page from the disk write to the clipboard.
            told.textContent = document.execCommand('copy') ? 'Copied.' : 'Press Ctrl+C to copy.';
        }
    };
    dialog.append(h('h2', { text: title }), area, h('div', { class: 'toolbar' }, button('Copy', copy), button('Close', () => dialog.close()), told));
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    area.focus();
    area.select();
}
