namespace RnnPS.Core.Tests;

/// <summary>
/// The pairs of inputs and targets that training sees of random tables, against a plain loop over their rows: gaps anywhere, leads,
/// rows that were left out, windows, several sequences, targets that are inputs or not.
/// </summary>
public sealed class TrainingPairsTests
{
    private const double Gap = double.NaN;
    private const int Tables = 400;

    [Fact]
    public void Training_sees_the_pairs_of_a_plain_loop()
    {
        int counted = 0;
        for (int seed = 0; seed < Tables; seed++)
        {
            var draw = new Draw(seed);
            int columns = draw.Int(1, 4);
            int[] inputs = Choose(draw, columns);
            int[] targets = Choose(draw, columns);
            int lead = draw.Int(0, 3);
            RnnMissingValue rule = draw.Of(RnnMissingValue.Mask, RnnMissingValue.CarryForward, RnnMissingValue.Interpolate);
            bool once = draw.Flip(0.3);
            var options = new RnnTrainingOptions
            {
                SequenceLength = draw.Flip() ? draw.Int(1, 4) : null,
                Scaling = RnnScaling.None,
            };
            options = options with { Stride = options.SequenceLength is null || draw.Flip() ? null : draw.Int(1, 5) };
            (double[][] Rows, bool[] LeftOut)[] tables = [.. Enumerable.Range(0, draw.Int(1, 3)).Select(_ => Table(draw, columns, lead))];

            List<string> expected = [.. tables.SelectMany(table => Loop(table.Rows, table.LeftOut, inputs, targets, lead, rule, once, options))];
            if (!expected.Exists(example => example.Contains('→', StringComparison.Ordinal)))
            {
                continue;
            }

            TrainingSeries[] series = [.. tables.Select((table, key) => new TrainingSeries(Sequence(key, table.Rows, table.LeftOut), inputs, targets, lead, rule))];
            RnnModel model = Model(inputs.Length, targets.Length, once);
            string[] actual =
                [.. new TrainingExamples(series, options, once).Training.Select(example => Seen(example, model, inputs.Length, targets.Length))];

            Assert.Equal(expected, actual);
            counted += expected.Count(example => example.Contains('→', StringComparison.Ordinal));
        }

        // Otherwise the loop above would have compared nothing.
        Assert.True(counted > Tables, $"{counted}");
    }

    // What the layers would read: the inputs of the steps that are not masked, each followed by its target if the loss counts it.
    private static string Seen(TrainingExample example, RnnModel model, int inputs, int targets)
    {
        var row = new TrainingRow(example, model.Weights);
        if (row.Count == 0)
        {
            return string.Empty;
        }

        TrainingSequence chunk = row.Chunk(0, row.Count);
        var steps = new List<string>();
        int first = row.Count - chunk.Weights.Length;
        for (int i = 0; i < row.Count; i++)
        {
            double[] x = chunk.Inputs.Slice(i * inputs, inputs).ToArray();
            double[] y = i >= first && chunk.Weights.Span[i - first] > 0 ? chunk.Targets.Slice((i - first) * targets, targets).ToArray() : [];
            steps.Add(Text(x, y));
        }

        return string.Join("; ", steps);
    }

    private static IEnumerable<string> Loop(
        double[][] rows, bool[] leftOut, int[] inputs, int[] targets, int lead, RnnMissingValue rule, bool once, RnnTrainingOptions options)
    {
        double[][] filled = Fill(rows, inputs, rule);
        int steps = rows.Length - lead;
        int length = options.SequenceLength ?? steps;
        int stride = options.Stride ?? (once ? 1 : length);
        int end = 0;
        int start = 0;
        for (; start + length <= steps; start += stride)
        {
            yield return Window(start, length);
            end = start + length;
        }

        if (!once && options.SequenceLength is not null && end < steps && start < steps)
        {
            yield return Window(start, steps - start);
        }

        string Window(int from, int count)
        {
            int[] read = [.. Enumerable.Range(from, count).Where(step => !leftOut[step] && inputs.All(column => !double.IsNaN(filled[step][column])))];
            if (read.Length == 0)
            {
                return string.Empty;
            }

            double[] TargetOf(int step) => targets.Any(column => double.IsNaN(rows[step + lead][column])) ? [] : [.. targets.Select(column => rows[step + lead][column])];
            double[] label = TargetOf(from + count - 1);
            for (int step = from + count - 1; step >= from && label.Length == 0 && count == steps; step--)
            {
                label = TargetOf(step);
            }

            return string.Join("; ", read.Select(step =>
                Text([.. inputs.Select(column => filled[step][column])], once ? (step == read[^1] ? label : []) : TargetOf(step))));
        }
    }

    private static double[][] Fill(double[][] rows, int[] inputs, RnnMissingValue rule)
    {
        double[][] filled = [.. rows.Select(row => row.ToArray())];
        foreach (int column in inputs)
        {
            for (int row = 0; row < rows.Length && rule != RnnMissingValue.Mask; row++)
            {
                if (!double.IsNaN(rows[row][column]))
                {
                    continue;
                }

                int before = Enumerable.Range(0, row).LastOrDefault(one => !double.IsNaN(rows[one][column]), -1);
                int after = Enumerable.Range(row, rows.Length - row).FirstOrDefault(one => !double.IsNaN(rows[one][column]), -1);
                filled[row][column] = (rule, before, after) switch
                {
                    (RnnMissingValue.CarryForward, < 0, _) => Gap,
                    (RnnMissingValue.CarryForward, _, _) or (_, >= 0, < 0) => rows[before][column],
                    (_, < 0, _) => rows[after][column],
                    _ => rows[before][column] + ((rows[after][column] - rows[before][column]) * ((double)(row - before) / (after - before))),
                };
            }
        }

        return filled;
    }

    // What a reader makes of the table: rows that it left out are missing from the numbers of the steps.
    private static RnnSequence Sequence(int key, double[][] rows, bool[] leftOut)
    {
        int[] kept = [.. Enumerable.Range(0, rows.Length).Where(row => !leftOut[row])];
        return new RnnSequence(
            key,
            new RnnMatrix(kept.Length, rows[0].Length, [.. kept.SelectMany(row => rows[row])]),
            steps: kept.Length == rows.Length ? null : [.. kept.Select(row => (long)row)]);
    }

    // At least one value in each column, and as many rows as a window needs. Nothing is known of a row that was left out.
    private static (double[][] Rows, bool[] LeftOut) Table(Draw draw, int columns, int lead)
    {
        double gaps = draw.Unit() * 0.6;
        double[][] rows = [.. Enumerable.Range(0, draw.Int(5, 12) + lead)
            .Select(_ => Enumerable.Range(0, columns).Select(_ => draw.Flip(gaps) ? Gap : Math.Round(10 * draw.Signed(), 2)).ToArray())];
        double[] whole = rows[draw.Int(0, rows.Length - 1)];
        for (int column = 0; column < columns; column++)
        {
            whole[column] = double.IsNaN(whole[column]) ? 1 : whole[column];
        }

        double rate = draw.Flip() ? 0.25 : 0;
        bool[] leftOut = [.. rows.Select((row, i) => i > 0 && i < rows.Length - 1 && row != whole && draw.Flip(rate))];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = leftOut[row] ? [.. Enumerable.Repeat(Gap, columns)] : rows[row];
        }

        return (rows, leftOut);
    }

    private static int[] Choose(Draw draw, int columns)
    {
        int[] chosen = [.. Enumerable.Range(0, columns).Where(_ => draw.Flip())];
        return chosen.Length > 0 ? chosen : [draw.Int(0, columns - 1)];
    }

    private static RnnModel Model(int inputs, int outputs, bool once)
    {
        RnnModel every = Runs.Random(inputs, 2, outputs, seed: 1);
        return new RnnModel(every.Stack, every.OutputWeights, every.OutputBias, outputStep: once ? RnnOutputStep.Last : RnnOutputStep.Every);
    }

    private static string Text(double[] x, double[] y) =>
        new RnnVector(x).ToString() + (y.Length > 0 ? " → " + new RnnVector(y) : string.Empty);
}
