namespace RnnPS.Core.Tests;

/// <summary>A forecast model that is carried along a series: the same forecasts as from its whole history.</summary>
public sealed class ForecastStateTests
{
    private const int Season = 12;

    private static readonly RnnForecastForm[] Forms =
    [
        new() { Periods = [Season] },
        new() { Differences = [1] },
        new() { Differences = [Season, 1], Transform = RnnTransform.Log, Periods = [Season] },
        new() { Lags = [Season], Differences = [1] },
        new() { Lags = [Season, 2] },
        // It reads more rows again than are dropped at a time.
        new() { Differences = [300] },
    ];

    [Fact]
    public void Each_forecast_of_a_network_has_the_bits_of_a_forecast_from_its_origin()
    {
        // More rows than the state keeps at a time.
        double[] values = Seasonal(600, seed: 1);
        foreach (RnnForecastForm form in Forms)
        {
            RnnForecastMember member = Member(form, seed: 1, share: 1);
            int[] origins = [.. Enumerable.Range(form.Skipped + 1, values.Length - form.Skipped - 1)];
            double[][] expected = member.Forecast(values, new SeriesPlace(5), SeriesScale.Common, origins, 1, CancellationToken.None);
            RnnForecastModel model = Model([member], lag: 1, baseline: 0);
            var state = new RnnForecastState(model, place: 5);

            foreach (int origin in Enumerable.Range(1, values.Length - 1))
            {
                state.Take(values[origin - 1]);
                Assert.Equal(origin <= form.Skipped ? null : expected[origin - form.Skipped - 1][0], state.Expected);
            }
        }
    }

    [Fact]
    public void A_model_of_several_networks_and_a_baseline_forecasts_as_from_its_history()
    {
        double[] values = Seasonal(80, seed: 2);
        values[0] = values[30] = values[31] = double.NaN;
        RnnForecastModel model = Model([Member(Forms[2], 1, 0.3), Member(Forms[0], 2, 0.45)], Season, 0.25);
        var state = new RnnForecastState(model);
        for (int row = 0; row < values.Length; row++)
        {
            state.Take(values[row]);
            // The first row has no value; the form needs 14 rows from the first value on.
            if (row < Season + 2)
            {
                Assert.Null(state.Expected);
                continue;
            }

            RnnForecastStep step = model.Forecast(Sequence(values[..(row + 1)]), 1)[0];
            Assert.Equal((double)step.Value, state.Expected);
        }

        Assert.Equal(80, state.RowCount);
    }

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        double[] values = Seasonal(300, seed: 3);
        RnnForecastModel model = Model([Member(Forms[3], 1, 0.5)], Season, 0.5);
        RnnForecastState one = Taken(model, values[..250]);
        RnnForecastState copy = one.Copy();
        foreach (double value in values[250..])
        {
            copy.Take(-value);
            one.Take(value);
        }

        Assert.Equal(Taken(model, values).Expected, one.Expected);
        Assert.Equal(Taken(model, [.. values[..250], .. values[250..].Select(value => -value)]).Expected, copy.Expected);
        Assert.NotEqual(one.Expected, copy.Expected);
    }

    [Fact]
    public void A_value_that_the_model_cant_read_is_refused_and_changes_nothing()
    {
        RnnForecastModel model = Model([Member(Forms[2], 1, 1)], 1, 0);
        RnnForecastState state = Taken(model, Seasonal(20, seed: 4));
        double? before = state.Expected;

        Refusals.Check("zero", () => Taken(state, 0), RnnErrorId.NotFinite, "Step 20 of the series is 0");
        Refusals.Check("infinite", () => Taken(state, double.PositiveInfinity), RnnErrorId.NotFinite, "Step 20 of the series");
        Assert.Equal((20L, before), (state.RowCount, state.Expected));
    }

    [Fact]
    public void The_search_keeps_the_errors_one_row_ahead_of_all_held_out_rows()
    {
        double[] values = Seasonal(96, seed: 5);
        values[90] = double.NaN;
        RnnForecastModel model = ForecastSearch.Run(Sequence(values), Draw, new RnnForecastSearchOptions { Count = 3, Periods = [Season], Networks = 2, Seed = 1 });

        // A quarter or four forecasts: 12 of 96 rows.
        Assert.Equal(12, model.Residuals.Count);
        Assert.True(double.IsNaN(model.Residuals[6]));
        Assert.All(model.Residuals.Where((_, i) => i != 6), error => Assert.True(error != 0 && Math.Abs(error) < 40));

        // The networks did not see the held-out rows, so a change of the last one changes its own error only.
        RnnForecastModel other = ForecastSearch.Run(
            Sequence([.. values[..95], values[95] + 0.001]), Draw, new RnnForecastSearchOptions { Count = 3, Periods = [Season], Networks = 2, Seed = 1 });
        Assert.Equal(model.Members.Select(member => member.Form.ToString()), other.Members.Select(member => member.Form.ToString()));
        Assert.All(model.Residuals.Zip(other.Residuals).Take(11).Where((_, i) => i != 6), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-5));
        Assert.Equal(model.ResidualTransform, other.ResidualTransform);
        Assert.InRange(model.ResidualTransform.Apply(values[95] + 0.001) - model.ResidualTransform.Apply(values[95]) - other.Residuals[11] + model.Residuals[11], -1e-5, 1e-5);
    }

    private static RnnForecastState Taken(RnnForecastModel model, double[] values) => Taken(new RnnForecastState(model), values);

    private static RnnForecastState Taken(RnnForecastState state, params double[] values)
    {
        foreach (double value in values)
        {
            state.Take(value);
        }

        return state;
    }

    private static RnnForecastModel Model(RnnForecastMember[] members, int lag, double baseline) => new()
    {
        Members = members,
        BaselineLag = lag,
        BaselineShare = baseline,
        Candidates = [],
        Periods = [],
        Count = 1,
        Sequences = [0],
        Name = null,
        Origins = 1,
        Error = 1,
        BaselineError = 1,
    };

    private static RnnForecastMember Member(RnnForecastForm form, int seed, double share) => new(form, Draw(form.InputSize, seed), share);

    private static RnnModel Draw(int inputs, int seed)
    {
        var draw = new Draw(seed);
        return new RnnModel([new RnnStackLayer(RandomNetwork.Cell(draw, RnnCellKind.Gru, inputs, 4))], draw.Matrix(4, 1), draw.Vector(1));
    }

    private static RnnSequence Sequence(double[] values) => new(0, new RnnMatrix(values.Length, 1, values));

    private static double[] Seasonal(int rows, int seed)
    {
        var draw = new Draw(seed);
        return [.. Enumerable.Range(0, rows).Select(row => 100 + (20 * Math.Sin(2 * Math.PI * row / Season)) + draw.Signed())];
    }
}
