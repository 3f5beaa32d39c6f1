import { h } from './dom.js';
import { lineChart } from './lineChart.js';

/**
 * Forecasts with their intervals, and what is known of the series.
 * @param {import('./main.js').App} app
 * @returns {import('./main.js').View}
 */
export function createForecastView(app) {
    const element = h('div', { class: 'view' });

    function chartOf(forecast) {
        const first = forecast.places[0];
        const times = new Map([...forecast.known.map(point => [point.place, point.time]), ...forecast.places.map((place, i) => [place, forecast.times[i]])]);
        const hasTimes = [...times.values()].some(time => time);
        const isKnown = forecast.known.length > 0;
        return h('section', {}, h('h3', { text: forecast.title || 'Forecast' }), lineChart({
            label: `Forecast ${forecast.title}`,
            xTitle: hasTimes ? 'time' : 'step',
            yTitle: forecast.title || 'value',
            nameOf: hasTimes ? x => times.get(x) ?? '' : undefined,
            bands: forecast.bands.map(band => ({ name: `${Number((100 * band.level).toFixed(2))} % interval`, xs: forecast.places, lower: band.lower, upper: band.upper })),
            lines: [
                ...(isKnown ? [{ name: forecast.known[forecast.known.length - 1].place < first ? 'history' : 'actual', color: 'ink', xs: forecast.known.map(point => point.place), ys: forecast.known.map(point => point.value ?? null) }] : []),
                ...(forecast.baseline.some(value => value !== null) ? [{ name: 'baseline', color: 's1', dash: true, xs: forecast.places, ys: forecast.baseline }] : []),
                { name: 'forecast', color: 's0', xs: forecast.places, ys: forecast.values },
            ],
        }));
    }

    return {
        id: 'forecast',
        title: 'Forecast',
        element,
        render: () => element.replaceChildren(...app.data.forecasts.map(chartOf)),
        refresh() {},
    };
}
