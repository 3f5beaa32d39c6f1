import { createCompareView } from './compareView.js';
import { button, h, select } from './dom.js';
import { createFlowView } from './flowView.js';
import { createForecastView } from './forecastView.js';
import { createOverviewView } from './overviewView.js';
import { parse } from './references.js';
import { change, createSession } from './session.js';
import { isDark, onTheme, toggleTheme } from './theme.js';
import { createTrainingView } from './trainingView.js';
import { createUnrolledView } from './unrolledView.js';

/**
 * What the views share.
 * @typedef {object} App
 * @property {object} data
 * @property {import('./session.js').Session[]} sessions
 * @property {() => import('./session.js').Session} session the run that is shown
 * @property {() => import('./session.js').Sequence} sequence
 * @property {() => number} sequenceIndex
 * @property {(reference: string, value: number) => void} change changes a number of the sequence or a weight
 * @property {() => void} changed tells that numbers changed
 *
 * @typedef {{id: string, title: string, element: HTMLElement, render: () => void, refresh: () => void}} View
 */

const data = JSON.parse(document.getElementById('data').textContent);
const sessions = data.runs.map(createSession);
let run = 0;
let place = 0;
let current = null;
let views = [];

/** @type {App} */
const app = {
    data,
    sessions,
    session: () => sessions[run],
    sequence: () => sessions[run]?.sequences[Math.min(place, sessions[run].sequences.length - 1)],
    sequenceIndex: () => place,
    change(reference, value) {
        change(app.session(), app.sequence(), parse(reference), value);
        app.changed();
    },
    changed: () => current?.refresh(),
};

const tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Views' });
const panel = h('div', { class: 'panel', role: 'tabpanel', id: 'panel' });
const choices = h('div', { class: 'choices' });
const told = h('div', { class: 'notes' });
const theme = button('', toggleTheme, { class: 'theme' });

function nameTheme() {
    theme.textContent = isDark() ? '☀ Light' : '☾ Dark';
    theme.setAttribute('aria-label', isDark() ? 'Show the page light' : 'Show the page dark');
}

function viewsOf() {
    const session = app.session();
    return [
        ...(session?.network ? [known('unrolled', createUnrolledView)] : []),
        ...(session ? [known('overview', createOverviewView)] : []),
        ...(data.gradients.length > 0 || (session?.network && app.sequence().gradients) ? [known('flow', createFlowView)] : []),
        ...(data.epochs.length > 0 ? [known('training', createTrainingView)] : []),
        ...(data.forecasts.length > 0 ? [known('forecast', createForecastView)] : []),
        ...(sessions.length > 1 ? [known('compare', createCompareView)] : []),
    ];
}

const made = new Map();

/** A view is made once. */
function known(id, create) {
    if (!made.has(id)) made.set(id, create(app));
    return made.get(id);
}

function showAll() {
    views = viewsOf();
    const notes = [...data.notes, ...(app.session()?.fixed ? [app.session().fixed] : [])];
    told.replaceChildren(...notes.map(text => h('p', { text })));
    tabs.replaceChildren(...views.map(view => {
        const tab = button(view.title, () => open(view), { role: 'tab', id: `tab-${view.id}`, 'aria-controls': 'panel', 'aria-selected': 'false', tabindex: -1 });
        return tab;
    }));
    open(views.find(view => view.id === current?.id) ?? views[0]);
}

function open(view) {
    if (!view) return;
    current = view;
    for (const tab of tabs.children) {
        const isOpen = tab.id === `tab-${view.id}`;
        tab.setAttribute('aria-selected', String(isOpen));
        tab.setAttribute('tabindex', isOpen ? '0' : '-1');
    }
    panel.setAttribute('aria-labelledby', `tab-${view.id}`);
    panel.replaceChildren(view.element);
    view.render();
}

function chooseRun() {
    const parts = [];
    if (sessions.length > 1) {
        parts.push(select('Model', sessions.map((session, i) => [String(i), session.run.name === session.run.model ? session.run.model : `${session.run.name}: ${session.run.model}`]), String(run), value => { run = Number(value); chooseRun(); showAll(); }));
    }
    const sequences = app.session()?.sequences ?? [];
    if (sequences.length > 1) {
        parts.push(select('Sequence', sequences.map((sequence, i) => [String(i), sequence.data.key || String(i)]), String(place), value => { place = Number(value); showAll(); }));
    }
    choices.replaceChildren(...parts);
}

tabs.addEventListener('keydown', event => {
    const at = views.indexOf(current);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: views.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    open(views[(next + views.length) % views.length]);
    document.getElementById(`tab-${current.id}`).focus();
});

onTheme(nameTheme);
nameTheme();
document.getElementById('page').append(
    h('header', {}, h('h1', { text: data.title }), choices, theme),
    h('nav', {}, tabs), told, panel,
    h('footer', {}, h('small', { text: 'Made by RnnPS. The page loads nothing and sends nothing.' })));
chooseRun();
showAll();
// For the console of the browser: rnnPage.sessions has every number.
globalThis.rnnPage = app;
document.documentElement.dataset.ready = 'true';
