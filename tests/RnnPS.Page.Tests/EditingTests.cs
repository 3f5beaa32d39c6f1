using System.Globalization;
using System.Text.Json;
using RnnPS.Core.Tests;
using RnnPS.Tests;

namespace RnnPS.Page.Tests;

/// <summary>Numbers that a reader changes: the page computes what the engine computes.</summary>
[Collection(BrowserTests.Name)]
public sealed class EditingTests(Browser browser)
{
    private const double Tolerance = 1e-12;

    private const string Numbers = """
        (() => {
            const { trace, gradients } = rnnPage.sequence();
            const plain = values => Array.from(values);
            return {
                outputs: trace.heads.map(head => head && plain(head.output)),
                loss: trace.loss,
                arrays: Object.fromEntries(Object.entries(gradients.arrays).map(([name, array]) => [name, plain(array.values)])),
                below: gradients.below.map(plain),
            };
        })()
        """;

    [SkippableTheory]
    [InlineData("weight/Layers[0].RecurrentWeights/1/0", 0.75)]
    [InlineData("weight/Layers[0].Bias/0/1", -0.3)]
    [InlineData("weight/OutputWeights/1/0", 1e-7)]
    public async Task A_changed_weight_changes_everything_that_follows(string reference, double value)
    {
        RnnModel model = RnnModel.StartingExample();
        await using OpenPage page = await OpenPage.Open(browser, Contents.Example());
        await page.Change(page.Number(reference), value.ToString(CultureInfo.InvariantCulture));
        string[] parts = reference.Split('/');
        model.SetWeight(parts[1], int.Parse(parts[2], null), int.Parse(parts[3], null), value);
        await RequireSame(page, model, Contents.Series([[1], [2]], [[1.5], [2.7]]), RnnLossFunction.MeanSquaredError);
        Assert.Equal("1 number changed", await page.TextOf(".changes"));
    }

    [SkippableFact]
    public async Task Changed_inputs_and_targets_count()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Example());
        await page.Change(page.Number("input/0/0/0"), "-0.5");
        await page.Change(page.Number("target/0/1/0"), "2,25");
        await RequireSame(page, RnnModel.StartingExample(), Contents.Series([[-0.5], [2]], [[1.5], [2.25]]), RnnLossFunction.MeanSquaredError);
    }

    [SkippableFact]
    public async Task Reset_takes_all_changes_back()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Example());
        Assert.True(await page.Page.Locator(".reset").IsDisabledAsync());
        await page.Change(page.Number("weight/OutputBias/0/0"), "5");
        await page.Change(page.Number("input/0/1/0"), "7");
        Assert.Equal("2 numbers changed", await page.TextOf(".changes"));
        await page.Page.ClickAsync(".reset");
        Assert.Equal("loss 0.004488554", await page.TextOf(".total"));
        Assert.Equal(string.Empty, await page.TextOf(".changes"));
        await RequireSame(page, RnnModel.StartingExample(), Contents.Series([[1], [2]], [[1.5], [2.7]]), RnnLossFunction.MeanSquaredError);
    }

    [SkippableFact]
    public async Task What_is_no_number_is_refused()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Example());
        foreach (string text in (string[])["abc", string.Empty, "1,000,000", "Infinity"])
        {
            await page.Change(page.Number("weight/OutputBias/0/0"), text);
            Assert.Equal("true", await page.Page.Locator("input.edit").GetAttributeAsync("aria-invalid"));
            Assert.Equal("Enter a number.", await page.TextOf(".told .hint"));
            await page.Page.Locator("input.edit").PressAsync("Escape");
            Assert.Equal("0.1", await page.Text("weight/OutputBias/0/0"));
        }
    }

    [SkippableFact]
    public async Task A_token_outside_of_the_vocabulary_is_refused()
    {
        var draw = new Draw(3);
        var model = new RnnModel(
            [new RnnStackLayer(new ElmanCell(draw.Matrix(2, 3), draw.Matrix(3, 3)))], draw.Matrix(3, 4), embeddingWeights: draw.Matrix(4, 2));
        await using OpenPage page = await OpenPage.Open(browser, Contents.Of(model, [[0], [3]], [[1], [2]], RnnLossFunction.SoftmaxCrossEntropy));
        await page.Change(page.Number("input/0/0/0"), "4");
        Assert.Equal("Enter a token, an integer from 0 to 3.", await page.TextOf(".told .hint"));
        await page.Page.Locator("input.edit").PressAsync("Escape");
        await page.Change(page.Number("target/0/0/0"), "1.5");
        Assert.Equal("Enter a class, an integer from 0 to 3.", await page.TextOf(".told .hint"));
    }

    // Every kind of cell with every option: the variants of the GRU, peepholes, projections, coupled gates, clips, all activations, both
    // directions, merges, embeddings, dense layers and outputs.
    [SkippableFact]
    public async Task Random_networks_agree_with_the_engine_after_a_change()
    {
        const int count = 20;
        HashSet<string> kinds = [];
        await using OpenPage page = await OpenPage.Open(browser, Contents.Example());
        foreach (RandomNetwork network in Enumerable.Range(0, count).Select(seed => new RandomNetwork(1 + (seed % 3), 1000 + seed, Streams: false)))
        {
            RnnModel model = network.CreateModel();
            var draw = new Draw(network.Seed + 77);
            int length = draw.Int(2, 6);
            RnnMatrix inputs = network.CreateInputs(draw, length, model.InputSize);
            RnnLossFunction loss = LossOf(model, draw);
            double[][] targets = [.. Enumerable.Range(0, length).Select(_ => TargetOf(loss, model, draw))];
            double[][] rows = [.. inputs.Select(row => row.ToArray())];
            string name = draw.Of([.. model.WeightNames]);
            RnnMatrix array = model.WeightOf(name);
            (int row, int column) = (draw.Int(0, array.Rows - 1), draw.Int(0, array.Columns - 1));
            double value = draw.Signed();
            await page.Replace(Contents.Of(model, rows, targets, loss));
            Assert.True(await page.Page.EvaluateAsync<bool>("rnnPage.session().network !== null"), $"{network}: {await page.TextOf(".notes")}");
            await page.Page.EvaluateAsync("([reference, value]) => rnnPage.change(reference, value)", new object[] { FormattableString.Invariant($"weight/{name}/{row}/{column}"), value });
            model.SetWeight(name, row, column, value);
            await RequireSame(page, model, Contents.Series(rows, targets), loss, network.ToString());
            kinds.UnionWith(model.Layers.Select(cell => cell.Kind + (cell is GruCell { ResetAfter: true } ? " reset after" : string.Empty)));
        }

        Assert.Equal(4, kinds.Count);
    }

    [SkippableTheory]
    [InlineData(RnnScaling.Standard)]
    [InlineData(RnnScaling.MinMax)]
    public async Task Scaled_models_agree_with_the_engine(RnnScaling kind)
    {
        RnnModel model = Contents.Lstm(1, 3);
        model.SetScaling(RnnScaler.Create(kind, new RnnVector([20]), new RnnVector([5])), RnnScaler.Create(kind, new RnnVector([100]), new RnnVector([30])));
        double[][] inputs = [[18], [22], [31]];
        double[][] targets = [[90], [120], [160]];
        foreach (RnnLossFunction loss in (RnnLossFunction[])[RnnLossFunction.MeanSquaredError, RnnLossFunction.MeanAbsoluteError, RnnLossFunction.Huber(2)])
        {
            await using OpenPage page = await OpenPage.Open(browser, Contents.Of(model, inputs, targets, loss));
            await RequireSame(page, model, Contents.Series(inputs, targets), loss);
        }
    }

    [SkippableTheory]
    [InlineData(RnnCellKind.Elman, false)]
    [InlineData(RnnCellKind.Lstm, false)]
    [InlineData(RnnCellKind.Gru, false)]
    [InlineData(RnnCellKind.Gru, true)]
    public async Task The_copied_commands_make_the_model(RnnCellKind kind, bool stacked)
    {
        using var session = new Session();
        string make = stacked
            ? "$m = New-RnnModel -Cell @((New-RnnCell -Kind Gru 1 2 -Seed 1 -ResetBefore), (New-RnnCell -Kind Lstm 1 2 -Seed 2 -Initializer Uniform)), (New-RnnCell 4 1 -Activation Relu -Seed 3) -OutputSize 2 -Seed 4 -OutputActivation Sigmoid"
            : $"$m = New-RnnModel -Kind {kind} 1 2 2 -Seed 5";
        var model = (RnnModel)session.Run(make + "; $m")[0].BaseObject;
        await using OpenPage page = await OpenPage.Open(browser, Contents.Of(model, [[1], [-2.5e-7], [3]], [[1, 0], [0, 1], [0.25, 0.5]]));
        await page.Change(page.Page.Locator(".columns [data-ref='weight/Layers[0].InputWeights/0/1']").First, "-0.125");
        await page.Page.ClickAsync(".copy");
        string commands = await page.Page.Locator("dialog textarea").InputValueAsync();
        var made = (RnnModel)session.Run(commands + "\n$model")[^1].BaseObject;
        model.SetWeight("Layers[0].InputWeights", 0, 1, -0.125);
        Assert.Equal(model.WeightNames, made.WeightNames);
        Assert.All(model.WeightNames, name => Assert.Equal(model.WeightOf(name).AsSpan().ToArray(), made.WeightOf(name).AsSpan().ToArray()));
        // The seed is not among the commands.
        Assert.Equal(model.ToSummary().Split(" parameters")[0], made.ToSummary().Split(" parameters")[0]);
        double total = (double)session.Run(commands)[^1].Properties["Total"].Value;
        Assert.Equal(await page.Page.EvaluateAsync<double>("rnnPage.sequence().trace.loss"), total, Tolerance);
    }

    [SkippableFact]
    public async Task Models_that_commands_cannot_make_get_the_changed_numbers()
    {
        using var session = new Session();
        var model = (RnnModel)session.Run("$model = New-RnnModel -Kind Gru 1 2 1 -DenseSize 3 -Seed 5; $model")[0].BaseObject;
        await using OpenPage page = await OpenPage.Open(browser, Contents.Of(model, [[1], [2]], [[1], [2]]));
        await page.Change(page.Number("weight/Layers[0].InputWeights/0/1"), "0.5");
        await page.Page.ClickAsync(".copy");
        session.Run(await page.Page.Locator("dialog textarea").InputValueAsync());
        Assert.Equal(0.5, model.WeightOf("Layers[0].InputWeights")[0][1]);
    }

    [SkippableFact]
    public async Task What_the_page_cannot_compute_it_says()
    {
        await using (OpenPage page = await OpenPage.Open(browser, Contents.Of(Contents.Lstm(1, 65), [[1], [2]], [[1], [2]])))
        {
            Assert.Equal(0, await page.Page.Locator("#tab-unrolled").CountAsync());
            Assert.Contains("The page computes cells of up to 64 units, and Lstm 1→65 has 65.", await page.TextOf(".notes"), StringComparison.Ordinal);
        }

        await using OpenPage largest = await OpenPage.Open(browser, Contents.Of(Contents.Lstm(1, 64), [[1], [2]], [[1], [2]]));
        await largest.Page.ClickAsync("details[data-name='Layers[0].RecurrentWeights'] summary");
        await largest.Change(largest.Page.Locator(".tables [data-ref='weight/Layers[0].RecurrentWeights/63/255']"), "0.5");
        RnnModel model = Contents.Lstm(1, 64);
        model.SetWeight("Layers[0].RecurrentWeights", 63, 255, 0.5);
        await RequireSame(largest, model, Contents.Series([[1], [2]], [[1], [2]]), RnnLossFunction.MeanSquaredError);
    }

    private static RnnLossFunction LossOf(RnnModel model, Draw draw) => model.OutputActivation switch
    {
        RnnOutputActivation.Softmax when model.OutputSize > 1 => RnnLossFunction.SoftmaxCrossEntropy.WithLabelSmoothing(draw.Flip() ? 0.1 : 0),
        RnnOutputActivation.Sigmoid when draw.Flip() => RnnLossFunction.BinaryCrossEntropy,
        _ => draw.Of(RnnLossFunction.MeanSquaredError, RnnLossFunction.MeanAbsoluteError, RnnLossFunction.Huber(0.5), RnnLossFunction.Pinball(0.3), RnnLossFunction.Poisson),
    };

    private static double[] TargetOf(RnnLossFunction loss, RnnModel model, Draw draw) => loss.Name == "SoftmaxCrossEntropy"
        ? [draw.Int(0, model.OutputSize - 1)]
        : [.. Enumerable.Range(0, model.OutputSize).Select(_ => draw.Unit())];

    private static async Task RequireSame(OpenPage page, RnnModel model, TrainingSeries series, RnnLossFunction loss, string? what = null)
    {
        JsonElement shown = (await page.Page.EvaluateAsync(Numbers))!.Value;
        var example = new GradientExample(model, series, loss);
        RnnGradients gradients = RnnGradients.Measure(model, [example.Sequence], [example.Targets], new RnnGradientOptions
        {
            Loss = model.OutputScaler is { } scaler ? new ScaledLoss(loss, scaler) : loss,
            Weights = [example.Weights],
        });
        RequireSame(gradients.Loss, shown.GetProperty("loss").GetDouble(), $"{what} loss");
        double[][] outputs = [.. new RnnBatch(model).Run([series.AllInputs()]).Select(step => step.OutputVector.ToArray())];
        JsonElement[] heads = [.. shown.GetProperty("outputs").EnumerateArray().Where(head => head.ValueKind != JsonValueKind.Null)];
        RequireSame([.. outputs.SelectMany(values => values)], heads.SelectMany(Doubles), $"{what} outputs");
        RequireSame(gradients.Inputs[0].AsSpan().ToArray(), shown.GetProperty("below").EnumerateArray().SelectMany(Doubles), $"{what} inputs");
        Assert.Equal(model.WeightNames.Order(), gradients.Parameters.Select(parameter => parameter.Name).Order());
        foreach (RnnParameterGradient parameter in gradients.Parameters)
        {
            RequireSame(parameter.Values.AsSpan().ToArray(), Doubles(shown.GetProperty("arrays").GetProperty(parameter.Name)), $"{what} {parameter.Name}");
        }
    }

    private static IEnumerable<double> Doubles(JsonElement list) => list.EnumerateArray().Select(value => value.GetDouble());

    private static void RequireSame(double[] expected, IEnumerable<double> actual, string what)
    {
        double[] values = [.. actual];
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            RequireSame(expected[i], values[i], $"{what}[{i}]");
        }
    }

    private static void RequireSame(double expected, double actual, string what) => Assert.True(
        Math.Abs(expected - actual) <= Tolerance * Math.Max(1, Math.Abs(expected)), FormattableString.Invariant($"{what}: the engine has {expected:R}, and the page {actual:R}."));
}
