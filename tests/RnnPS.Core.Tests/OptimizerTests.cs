using System.Numerics;
using System.Text.Json;

namespace RnnPS.Core.Tests;

/// <summary>Optimizers, clipping and schedules against what PyTorch computed (tests/data/training/optimizers.json).</summary>
[Trait("Vectors", "Yes")]
public sealed class OptimizerTests
{
    private static readonly Type[] Kinds =
    [
        typeof(SgdOptimizer), typeof(RmsPropOptimizer), typeof(AdagradOptimizer), typeof(AdamOptimizer), typeof(AdamWOptimizer),
        typeof(StepSchedule), typeof(ExponentialSchedule), typeof(CosineSchedule), typeof(PlateauSchedule),
    ];

    private static readonly JsonElement Root =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "training", "optimizers.json"))).RootElement;

    public static TheoryData<int> Optimizers => [.. Enumerable.Range(0, Root.GetProperty("optimizers").GetArrayLength())];

    public static TheoryData<int> Schedules => [.. Enumerable.Range(0, Root.GetProperty("schedules").GetArrayLength())];

    private static double[][] Start => Root.GetProperty("start").Deserialize<double[][]>()!;

    private static double[][][] Gradients => Root.GetProperty("gradients").Deserialize<double[][][]>()!;

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_step_is_PyTorchs(int index)
    {
        JsonElement expected = Root.GetProperty("optimizers")[index];
        RnnOptimizer options = Read<RnnOptimizer>(expected, "optimizer", "Optimizer");

        Compare(expected, Run<double>(options), 1e-13, options);
        Compare(expected, Run<float>(options), 2e-6, options);
    }

    [Fact]
    public void Constants_are_PyTorchs_by_default_except_the_learning_rate()
    {
        Assert.All(RnnOptimizer.Names, name => Assert.Equal(1e-2, RnnOptimizer.Parse(name).LearningRate));
        Assert.Equal(RnnOptimizer.Parse("Adam"), new AdamOptimizer());
        Assert.Equal((1e-2, 0.0, 0.0), (new SgdOptimizer().LearningRate, new SgdOptimizer().WeightDecay, new SgdOptimizer().Momentum));
        Assert.Equal((1e-2, 0.99, 1e-8), (new RmsPropOptimizer().LearningRate, new RmsPropOptimizer().Alpha, new RmsPropOptimizer().Epsilon));
        Assert.Equal((1e-2, 1e-10), (new AdagradOptimizer().LearningRate, new AdagradOptimizer().Epsilon));
        Assert.Equal((1e-2, 0.9, 0.999), (new AdamOptimizer().LearningRate, new AdamOptimizer().Beta1, new AdamOptimizer().Beta2));
        Assert.Equal((1e-2, 1e-2, 1e-8), (new AdamWOptimizer().LearningRate, new AdamWOptimizer().WeightDecay, new AdamWOptimizer().Epsilon));
    }

    [Fact]
    public void A_name_is_an_optimizer_and_a_schedule()
    {
        Assert.Equal(new SgdOptimizer { LearningRate = 0.01 }, RnnOptimizer.Parse("sgd"));
        Assert.Equal(RnnOptimizer.Names, RnnOptimizer.Names.Select(name => RnnOptimizer.Parse(name).Name));
        Assert.Equal(RnnSchedule.Names, RnnSchedule.Names.Select(name => RnnSchedule.Parse(name).Name));
        Refusals.Check("optimizer", () => RnnOptimizer.Parse("Lion"), RnnErrorId.TrainingOption, "expected one of Adam, AdamW");
        Refusals.Check("schedule", () => RnnSchedule.Parse("Linear"), RnnErrorId.TrainingOption, "expected one of Constant, Step");
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_saved_state_goes_on_to_the_same_bits(int index)
    {
        RnnOptimizer options = Read<RnnOptimizer>(Root.GetProperty("optimizers")[index], "optimizer", "Optimizer");
        double[][] whole = Run<double>(options)[^1];
        double[][] parameters = Start;
        Optimizer<double> first = options.Create<double>(Lengths);
        foreach (double[][] gradients in Gradients.Take(2))
        {
            first.Step(parameters, gradients, options.LearningRate);
        }

        Optimizer<double> second = options.Create<double>(Lengths);
        foreach ((double[] from, double[] to) in first.State.Zip(second.State))
        {
            from.CopyTo(to, 0);
        }

        second.Resume(first.Steps);
        foreach (double[][] gradients in Gradients.Skip(2))
        {
            second.Step(parameters, gradients, options.LearningRate);
        }

        Assert.Equal(whole, parameters);
    }

    [Fact]
    public void The_gradients_norm_is_clipped_as_PyTorch_clips_it()
    {
        JsonElement clip = Root.GetProperty("clipNorm");
        double bound = clip.GetProperty("bound").GetDouble();
        for (int i = 0; i < Gradients.Length; i++)
        {
            JsonElement expected = clip.GetProperty("cases")[i];
            double[][] gradients = Gradients[i];

            double norm = GradientClipping.Norm(gradients);
            double after = GradientClipping.ByNorm(gradients, norm, bound);

            Near.Equal([expected.GetProperty("norm").GetDouble()], [norm], 1e-14);
            Near.Equal([GradientClipping.Norm(gradients)], [after], 1e-14);
            Near.Equal(expected.GetProperty("gradients").Deserialize<double[][]>()!.SelectMany(x => x), gradients.SelectMany(x => x), 1e-14, $"{i}");
        }
    }

    [Fact]
    public void Gradients_are_cut_by_value()
    {
        double[][] gradients = [[-3, -0.5, 0, 0.5, 3]];

        GradientClipping.ByValue(gradients, 1);

        Assert.Equal([-1.0, -0.5, 0, 0.5, 1], gradients[0]);
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Learning_rates_are_PyTorchs(int index)
    {
        JsonElement expected = Root.GetProperty("schedules")[index];
        RnnSchedule schedule = Read<RnnSchedule>(expected, "schedule", "Schedule");
        double[] rates = expected.GetProperty("rates").Deserialize<double[]>()!;
        double[]? losses = expected.TryGetProperty("losses", out JsonElement given) ? given.Deserialize<double[]>() : null;
        var rate = new LearningRate(0.2);
        List<double> actual = [];
        for (int epoch = 0; epoch < rates.Length; epoch++)
        {
            actual.Add(schedule.Rate(rate, epoch, rates.Length));
            schedule.Observe(rate, losses?[epoch] ?? 0);
        }

        Near.Equal(rates, actual, 1e-14, $"{schedule}");
    }

    [Fact]
    public void A_cosine_warms_up_in_a_line()
    {
        var schedule = new CosineSchedule { WarmUp = 4 };
        double[] rates = [.. Enumerable.Range(0, 12).Select(epoch => schedule.Rate(new LearningRate(0.2), epoch, 12))];

        Near.Equal([0.05, 0.1, 0.15, 0.2, 0.2], rates.Take(5), 1e-15);
        Near.Equal([0.1], [rates[8]], 1e-15);
        Assert.Equal(0.1, new ConstantSchedule().Rate(new LearningRate(0.1), 7, 12));
    }

    [Fact]
    public void Constants_out_of_range_are_refused()
    {
        Refuse(new AdamOptimizer { LearningRate = 0 }, "LearningRate is 0");
        Refuse(new AdamOptimizer { LearningRate = double.NaN }, "LearningRate is NaN");
        Refuse(new AdamOptimizer { WeightDecay = -1 }, "WeightDecay is -1");
        Refuse(new AdamOptimizer { Beta1 = 1 }, "Beta1 is 1");
        Refuse(new AdamWOptimizer { Beta2 = -0.1 }, "Beta2 is -0.1");
        Refuse(new RmsPropOptimizer { Alpha = 1 }, "Alpha is 1");
        Refuse(new AdagradOptimizer { Epsilon = double.PositiveInfinity }, "Epsilon is");
        Refuse(new SgdOptimizer { Nesterov = true }, "Nesterov needs a Momentum");
        Refuse(new StepSchedule { StepSize = 0 }, "StepSize is 0");
        Refuse(new ExponentialSchedule { Gamma = -1 }, "Gamma is -1");
        Refuse(new CosineSchedule { WarmUp = -1 }, "WarmUp is -1");
        Refuse(new PlateauSchedule { Factor = 1 }, "Factor is 1");
    }

    private static int[] Lengths => [.. Start.Select(array => array.Length)];

    private static void Refuse(RnnOptimizer options, string text) => Refusals.Check(
        text,
        () =>
        {
            options.RequireValid();
            return options;
        },
        RnnErrorId.TrainingOption,
        text);

    private static void Refuse(RnnSchedule schedule, string text) => Refusals.Check(
        text,
        () =>
        {
            schedule.RequireValid();
            return schedule;
        },
        RnnErrorId.TrainingOption,
        text);

    private static TOptions Read<TOptions>(JsonElement expected, string property, string suffix)
    {
        string name = expected.GetProperty(property).GetString()!;
        Type type = Kinds.Single(kind => kind.Name == name + suffix);
        return (TOptions)expected.GetProperty("options").Deserialize(type)!;
    }

    private static double[][][] Run<T>(RnnOptimizer options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[][] parameters = Convert<double, T>(Start);
        Optimizer<T> optimizer = options.Create<T>(Lengths);
        List<double[][]> trajectory = [];
        foreach (double[][] gradients in Gradients)
        {
            optimizer.Step(parameters, Convert<double, T>(gradients), options.LearningRate);
            trajectory.Add(Convert<T, double>(parameters));
        }

        return [.. trajectory];
    }

    private static TTo[][] Convert<TFrom, TTo>(TFrom[][] arrays)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo> =>
        [.. arrays.Select(array => array.Select(TTo.CreateTruncating).ToArray())];

    private static void Compare(JsonElement expected, double[][][] actual, double tolerance, RnnOptimizer options)
    {
        double[][][] steps = expected.GetProperty("parameters").Deserialize<double[][][]>()!;
        for (int step = 0; step < steps.Length; step++)
        {
            Near.Equal(steps[step].SelectMany(x => x), actual[step].SelectMany(x => x), tolerance, $"{options}, step {step}");
        }
    }
}
