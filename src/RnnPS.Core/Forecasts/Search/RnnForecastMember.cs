using System.Globalization;

namespace RnnPS;

/// <summary>A network of a forecast model, with the form in which it reads the series and its share in the forecast.</summary>
public sealed class RnnForecastMember
{
    internal RnnForecastMember(RnnForecastForm form, RnnModel model, double share) => (Form, Model, Share) = (form, model, share);

    /// <summary>The form in which the network reads the series.</summary>
    public RnnForecastForm Form { get; }

    /// <summary>The network.</summary>
    public RnnModel Model { get; }

    /// <summary>The share of the network's forecast in the forecast of the model. The shares of all members and the baseline are 1.</summary>
    public double Share { get; }

    /// <summary>Formats the member as one line, such as <c>Gru 7→16→1, log, difference 12, share 0.25</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Model}, {Form}, share {Share:G3}");

    /// <summary>Forecasts a series from several origins.</summary>
    /// <param name="values">The values, without missing ones.</param>
    /// <param name="place">What is known of the rows beside their values.</param>
    /// <param name="scale">The scale of the values.</param>
    /// <param name="origins">The numbers of known rows, which rise. A forecast from an origin reads no row from there on.</param>
    /// <param name="count">The number of rows to forecast.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <returns>For each origin, the forecast values.</returns>
    /// <exception cref="RnnException">A number of the network becomes infinite or NaN (<see cref="RnnErrorId.NotFinite"/>).</exception>
    internal double[][] Forecast(ReadOnlySpan<double> values, SeriesPlace place, SeriesScale scale, IReadOnlyList<int> origins, int count, CancellationToken cancellation)
    {
        var series = new FormSeries(Form, values[..origins[^1]], place, scale);
        var state = new RnnState(Model);
        var inputs = new double[Form.InputSize];
        int row = Form.Skipped;
        var forecasts = new double[origins.Count][];
        for (int i = 0; i < origins.Count; i++)
        {
            var run = new RnnRun(Model, state, threads: 1);
            for (; row < origins[i] - 1; row++)
            {
                series.WriteInputs(row, inputs);
                run.Add(inputs, row);
                if (run.Pending == run.Capacity)
                {
                    run.Advance(cancellation);
                }
            }

            run.Advance(cancellation);
            forecasts[i] = Run(series.Take(origins[i], count), state.Copy(Model), inputs, count, cancellation);
        }

        return forecasts;
    }

    private double[] Run(FormSeries series, RnnState state, double[] inputs, int count, CancellationToken cancellation)
    {
        var run = new RnnRun(Model, state, capacity: 1, threads: 1);
        var values = new double[count];
        for (int i = 0; i < count; i++)
        {
            int row = series.Length - 1;
            series.WriteInputs(row, inputs);
            run.Add(inputs, row);
            values[i] = series.Grow((double)run.Flush(cancellation).First().Output);
            if (!double.IsFinite(values[i]))
            {
                throw new RnnException(
                    RnnErrorId.NotFinite,
                    FormattableString.Invariant($"The forecast {i + 1} rows ahead is {values[i]}: the network diverges when its outputs become its inputs. Forecast fewer steps, or give other data."),
                    values[i]);
            }
        }

        return values;
    }
}
