import { columnOf } from './diagram.js';
import { button, choice, h } from './dom.js';
import { edit } from './editing.js';
import { equationsOf } from './equations.js';
import { counted, long, short } from './format.js';
import { createInspector, HINT } from './inspector.js';
import { gradientOf, valueOf } from './numbers.js';
import { commandsOf } from './powershell.js';
import { drawRecurrence, recurrenceLayer } from './recurrence.js';
import { isEditable, parse } from './references.js';
import { reset } from './session.js';
import { cellColor, isDark, onTheme } from './theme.js';
import { explain } from './formulas.js';
import { moveFocus } from './grid.js';
import { weightTables } from './weightTables.js';
import { showText } from './copying.js';

// The unrolled network: one column for each step, every number in its place.

const MOST_COLUMNS = 12;
const MOST_NUMBERS = 1500;
const PLAY = 900;

/**
 * @param {import('./main.js').App} app
 * @returns {import('./main.js').View}
 */
export function createUnrolledView(app) {
    const columns = h('div', { class: 'columns', role: 'group', 'aria-label': 'Unrolled network. The arrow keys move among the numbers.' });
    const arrows = recurrenceLayer();
    const scroll = h('div', { class: 'unrolled' }, h('div', { class: 'unrolled-inside' }, arrows, columns));
    const inspector = createInspector();
    const slider = /** @type {HTMLInputElement} */ (h('input', { type: 'range', min: 0, step: 1, 'aria-label': 'Step' }));
    const place = h('output', { class: 'place' });
    const play = button('▶ Play', () => toggle(), { class: 'play', 'aria-label': 'Play the steps' });
    const undo = button('Reset', () => { reset(app.session()); app.changed(); }, { disabled: true, class: 'reset' });
    const copy = button('Copy as PowerShell', () => showText('Commands that make this model', commandsOf(app.session(), app.sequence())), { class: 'copy' });
    const changes = h('span', { class: 'changes' });
    const total = h('output', { class: 'total' });
    const tables = h('div', { class: 'tables' });
    let shows = 'values';
    let from = 0;
    let timer = 0;

    const element = h('div', { class: 'view' },
        h('div', { class: 'toolbar' },
            choice('What the numbers are', [['values', 'Values'], ['gradients', 'Gradients']], shows, value => { shows = value; refresh(); }),
            h('span', { class: 'player' }, play, slider, place), total, undo, copy, changes),
        h('div', { class: 'stage' }, scroll, inspector.element), tables);

    const count = () => {
        const probe = columns.querySelectorAll('.moment:first-child .n').length || 1;
        return Math.max(2, Math.min(MOST_COLUMNS, Math.floor(MOST_NUMBERS / probe)));
    };

    function build() {
        const sequence = app.sequence();
        columns.replaceChildren(columnOf(app.session(), sequence, Math.min(from, sequence.length - 1)));
        const shown = Math.min(count(), sequence.length);
        from = Math.max(0, Math.min(from, sequence.length - shown));
        columns.replaceChildren(...Array.from({ length: shown }, (_, i) => columnOf(app.session(), sequence, from + i)));
        columns.querySelector('.n')?.setAttribute('tabindex', '0');
        weightTables(tables, app.session());
        inspector.equations(equationsOf(app.session()));
        refresh();
    }

    function refresh() {
        const session = app.session();
        const sequence = app.sequence();
        const found = [...element.querySelectorAll('[data-ref]')].map(one => ({ one: /** @type {HTMLElement} */ (one), reference: parse(one.dataset.ref) }));
        const read = shows === 'values' ? valueOf : gradientOf;
        const numbers = found.map(({ reference }) => read(session, sequence, reference));
        const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value ?? 0)), 0) || 1;
        const dark = isDark();
        found.forEach(({ one, reference }, i) => paint(one, reference, numbers[i], largest, dark));
        total.textContent = sequence.trace.loss === null ? '' : `loss ${long(sequence.trace.loss)}`;
        undo.disabled = session.changes.size === 0;
        changes.textContent = session.changes.size === 0 ? '' : `${counted(session.changes.size, 'number')} changed`;
        showStep();
        requestAnimationFrame(draw);
    }

    function paint(one, reference, value, largest, dark) {
        const session = app.session();
        one.textContent = short(value);
        one.classList.toggle('editable', isEditable(reference));
        const key = reference.part === 'weight' ? reference.text : `${session.sequences.indexOf(app.sequence())}/${reference.text}`;
        one.classList.toggle('changed', session.changes.has(key));
        const isShare = shows === 'values' && reference.part === 'gate' && reference.name.endsWith('Gate');
        const strength = shows === 'values' ? (isShare ? value ?? 0 : (value ?? 0) / (1 + Math.abs(value ?? 0))) : (value ?? 0) / largest;
        const tint = cellColor(Math.max(-1, Math.min(1, strength)) * 0.42, isShare, dark);
        one.style.backgroundColor = value ? `rgb(${tint.join(' ')})` : '';
        one.setAttribute('aria-label', `${explain(session, app.sequence(), reference).name}: ${shows === 'values' ? '' : 'gradient '}${long(value)}`);
    }

    function showStep() {
        const sequence = app.sequence();
        slider.max = String(sequence.length - 1);
        place.textContent = `t = ${sequence.data.steps[Number(slider.value)]} · ${counted(sequence.length, 'step')}`;
        slider.setAttribute('aria-valuetext', place.textContent);
        columns.querySelectorAll('.moment').forEach(one => {
            const t = Number(one.dataset.t);
            one.classList.toggle('later', t > Number(slider.value));
            one.classList.toggle('now', t === Number(slider.value));
        });
    }

    function goTo(t) {
        slider.value = String(t);
        const shown = columns.querySelectorAll('.moment').length;
        if (t < from || t >= from + shown) {
            from = Math.max(0, Math.min(t - Math.floor(shown / 2), app.sequence().length - shown));
            build();
        }
        showStep();
        columns.querySelector(`[data-t="${t}"]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }

    function toggle() {
        if (timer) return pause();
        if (Number(slider.value) >= app.sequence().length - 1) goTo(0);
        play.textContent = '⏸ Pause';
        timer = window.setInterval(() => {
            if (Number(slider.value) >= app.sequence().length - 1) pause();
            else goTo(Number(slider.value) + 1);
        }, PLAY);
        return undefined;
    }

    function pause() {
        clearInterval(timer);
        timer = 0;
        play.textContent = '▶ Play';
    }

    const draw = () => drawRecurrence(arrows.querySelector('svg'), columns, app.session().network);
    const pointed = event => /** @type {HTMLElement | null} */ (event.target instanceof Element ? event.target.closest('[data-ref]') : null);
    const show = event => {
        const one = pointed(event);
        if (one) inspector.show(app.session(), app.sequence(), one.dataset.ref);
    };
    element.addEventListener('pointerover', show);
    element.addEventListener('focusin', show);
    element.addEventListener('click', event => {
        const one = pointed(event);
        if (one) {
            show(event);
            edit(one, app, text => inspector.say(text));
        }
    });
    tables.addEventListener('filled', () => refresh());
    columns.addEventListener('keydown', event => moveFocus(event, columns));
    tables.addEventListener('keydown', event => moveFocus(event, tables));
    slider.addEventListener('input', () => goTo(Number(slider.value)));
    const stage = element.querySelector('.stage');
    new ResizeObserver(() => {
        // Beside the diagram there is space for the equations; below it, the line that explains a number stays in sight alone.
        stage.classList.toggle('beside', inspector.element.offsetLeft > scroll.offsetLeft);
        if (app.session().network) draw();
    }).observe(columns);
    onTheme(() => app.session().network && refresh());

    return {
        id: 'unrolled',
        title: 'Unrolled',
        element,
        render() {
            pause();
            from = 0;
            slider.max = String(app.sequence().length - 1);
            slider.value = String(app.sequence().length - 1);
            build();
            inspector.show(app.session(), app.sequence(), 'h/0/0/0');
            inspector.say(HINT);
        },
        refresh,
    };
}
