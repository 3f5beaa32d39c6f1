namespace RnnPS.Core.Tests;

/// <summary>A model that masks timesteps by their inputs computes what it does with these timesteps in the mask.</summary>
public sealed class MaskValueTests
{
    private const double Padding = -1;

    [Fact]
    public void A_padded_sequence_gives_the_steps_of_a_masked_one()
    {
        int masked = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            RnnModel model = new RandomNetwork(1 + (seed % 2), seed, Streams: false).CreateModel();
            RnnSequence[] padded = [.. Enumerable.Range(0, 4).Select(i => Padded(model, new Draw(seed + (100 * i))))];
            RnnSequence[] expected = [.. padded.Select(Mask)];
            masked += expected.Sum(sequence => sequence.Mask.Count(valid => !valid));
            double[] before = Numbers(new RnnBatch(model, threads: 1).Run(expected));

            model.MaskValue = ValueOf(model);

            Assert.Equal(before, Numbers(new RnnBatch(model, threads: 1).Run(padded)));
            Assert.Equal(before, Numbers(new RnnBatch(model.Copy(), threads: 1).Run(padded)));
        }

        Assert.InRange(masked, 40, 1000);
    }

    [Theory]
    [InlineData(RnnOutputStep.Every)]
    [InlineData(RnnOutputStep.Last)]
    public void Training_passes_over_padded_steps_as_over_masked_ones(RnnOutputStep outputStep)
    {
        RnnSequence padded = new("a", new RnnMatrix(8, 3, [.. Enumerable.Range(0, 8).SelectMany(row => row is 2 or 6 or 7
            ? (double[])[Padding, Padding, 5]
            : [Math.Sin(row), Padding, Math.Cos(row)])]));
        RnnSequence masked = padded.WithMask([true, true, false, true, true, true, false, false]);

        Assert.Equal(Train(masked, null), Train(padded, Padding));
        Assert.NotEqual(Train(padded, null), Train(padded, Padding));

        double[] Train(RnnSequence sequence, double? value)
        {
            RnnModel model = Create(outputStep);
            model.MaskValue = value;
            var series = new TrainingSeries(sequence, [0, 1], [2]);
            var trainer = new RnnTrainer(model, [series], new RnnTrainingOptions { Epochs = 3, Scaling = RnnScaling.Standard });
            double[] losses = [.. trainer.Run().Select(epoch => epoch.Loss)];
            return [.. losses, .. model.InputScaler!.Offset, .. model.Weights.Arrays().SelectMany(array => array.Values.AsSpan().ToArray())];
        }
    }

    [Fact]
    public void A_gradient_passes_over_padded_steps()
    {
        RnnSequence padded = new("a", new RnnMatrix(5, 3, [1, 2, 3, Padding, Padding, 5, 4, 5, 6, 7, 8, 9, Padding, Padding, 3]));

        Assert.Equal(
            Norms(padded.WithMask([true, false, true, true, false]), null),
            Norms(padded, Padding));

        double[] Norms(RnnSequence sequence, double? value)
        {
            RnnModel model = Create(RnnOutputStep.Every);
            model.MaskValue = value;
            return [.. GradientMeter.Measure(
                model, new TrainingSeries(sequence, [0, 1], [2]), RnnLossFunction.MeanSquaredError, lastOnly: false, _ => [])
                .SelectMany(gradient => gradient.Steps.Select(step => step.Norm))];
        }
    }

    [Fact]
    public void A_forecast_passes_over_padded_steps()
    {
        RnnSequence padded = new("a", new RnnMatrix(6, 1, [1, Padding, 2, 3, Padding, Padding]));

        Assert.Equal(
            Forecast(padded.WithMask([true, false, true, true, false, false]), null),
            Forecast(padded, Padding));

        double[] Forecast(RnnSequence history, double? value)
        {
            var draw = new Draw(3);
            var model = new RnnModel([new RnnStackLayer(RandomNetwork.Cell(draw, RnnCellKind.Gru, 1, 4))], draw.Matrix(4, 1)) { MaskValue = value };
            var options = new RnnForecastOptions { Count = 4, Lead = 1, Feedback = FeedbackMap.Create(1, 1, [], []), MissingValue = RnnMissingValue.Mask };
            return [.. new RnnForecaster(model, options).Run(history).Select(step => (double)step.Value)];
        }
    }

    [Fact]
    public void A_run_step_by_step_refuses_a_timestep_that_the_model_masks()
    {
        var run = new RnnRun(new RnnModel(new ElmanCell(new RnnMatrix(2, 1, [1, 1]), new RnnMatrix(1, 1, [1]))) { MaskValue = 0 });
        run.Add([0, 1], 0);

        Refusals.Check("masked", () => { run.Add([0, -0.0], 1); return run; }, RnnErrorId.MaskValue, "masked by the model, whose MaskValue is 0");
        Assert.Single(run.Flush());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_mask_value_is_a_finite_number(double value)
    {
        RnnModel model = RnnModel.StartingExample();

        Refusals.Check("mask", () => model.MaskValue = value, RnnErrorId.MaskValue, "expected a finite number, or $null");
        Assert.Null(model.MaskValue);
    }

    [Fact]
    public void The_summary_tells_the_mask()
    {
        RnnModel model = RnnModel.StartingExample();
        Assert.DoesNotContain("masked", model.ToSummary(), StringComparison.Ordinal);
        model.MaskValue = -1.5;
        Assert.Contains("timesteps masked: those whose inputs are all -1.5", model.ToSummary(), StringComparison.Ordinal);
    }

    private static RnnModel Create(RnnOutputStep outputStep)
    {
        var draw = new Draw(5);
        return new RnnModel(
            [new RnnStackLayer(RandomNetwork.Cell(draw, RnnCellKind.Lstm, 2, 3))], draw.Matrix(3, 1), draw.Vector(1), outputStep: outputStep);
    }

    private static double ValueOf(RnnModel model) => model.EmbeddingWeights is null ? Padding : 0;

    private static RnnSequence Padded(RnnModel model, Draw draw)
    {
        int length = draw.Int(1, 9);
        return new RnnSequence(0, new RnnMatrix(length, model.InputSize, [.. Enumerable.Range(0, length).SelectMany(_ =>
            Enumerable.Repeat(draw.Flip() ? ValueOf(model) : double.NaN, model.InputSize)
                .Select(value => double.IsNaN(value) ? Value(model, draw) : value))]));
    }

    private static double Value(RnnModel model, Draw draw) =>
        model.EmbeddingWeights is { Rows: > 1 } tokens ? draw.Int(1, tokens.Rows - 1) : model.EmbeddingWeights is null ? draw.Unit() : 0;

    private static RnnSequence Mask(RnnSequence padded)
    {
        double value = padded.Values.SelectMany(row => row).All(number => number >= 0) ? 0 : Padding;
        return padded.WithMask([.. padded.Values.Select(row => row.Any(number => number != value))]);
    }

    private static double[] Numbers(IEnumerable<RnnStep> steps) => [.. steps.SelectMany(step =>
        (double[])[.. step.OutputVector, .. step.State, step.IsMasked ? 1 : 0, step.Step])];
}
