namespace RnnPS;

/// <summary>
/// Holds the gradients of backpropagation against central differences, (8·(L(w + h) − L(w − h)) − (L(w + 2h) − L(w − 2h))) / 12h,
/// which know nothing of it.
/// </summary>
/// <remarks>
/// Both are computed in double precision. Where a function bends within ±2h (relu, a clip, an absolute value), a difference is
/// wrong: several steps h are taken, and the largest is believed that the next agrees with. An element where none agree, or where the
/// slopes at both sides differ, is counted apart.
/// </remarks>
public sealed class RnnGradientCheck
{
    private static readonly double[] Steps = [1e-3, 1e-4, 1e-5, 1e-6];

    // Estimates that differ by more than this share do not see one slope.
    private const double MostDisagreement = 1e-4;

    // So close, a smaller step only makes worse what rounding does.
    private const double Agreement = 1e-7;

    // As much may the slopes at both sides of a smooth loss differ, over the smallest step.
    private const double MostBend = 0.01;

    // What is smaller than these shares of the largest derivative and of the loss is compared with them: the digits that it has
    // beyond are lost in the loss' rounding.
    private const double DerivativeFloor = 1e-4;
    private const double LossFloor = 1e-6;

    // What a sum of losses loses by rounding, as a share of it.
    private const double Rounding = 16 * 2.2e-16;

    // "Chek": apart from every other use of the seed.
    private const int Stream = 0x4368656B;

    private readonly TrainingPass<double> _pass;
    private readonly ParameterSet<double> _parameters;
    private readonly GradientProblem _problem;
    private readonly double _floor;

    private RnnGradientCheck(GradientProblem problem, int samples, int seed, CancellationToken cancellation)
    {
        _problem = problem;
        _parameters = ParameterSet<double>.From(problem.Weights);
        _pass = new TrainingPass<double>(problem.Weights, _parameters, problem.PassOptions(inputGradients: false));
        Loss = _pass.Run(problem.Batch, cancellation).Value(problem.Options.Reduction);
        double largest = _pass.Gradients.Groups.Max(group => group.Values.Max(Math.Abs));
        _floor = Math.Max(Math.Max(DerivativeFloor * largest, LossFloor * Math.Abs(Loss)), double.Epsilon);
        var groups = new List<RnnGradientCheckGroup>();
        for (int i = 0; i < _parameters.Groups.Length; i++)
        {
            groups.Add(Check(i, samples, new CounterRandom(seed, Stream + i), cancellation));
        }

        Groups = new RnnList<RnnGradientCheckGroup>([.. groups]);
    }

    /// <summary>The loss.</summary>
    public double Loss { get; }

    /// <summary>One for each array of parameters.</summary>
    public IReadOnlyList<RnnGradientCheckGroup> Groups { get; }

    /// <summary>The largest relative error of all groups.</summary>
    public double MaxRelativeError => Groups.Max(group => group.MaxRelativeError);

    /// <summary>Checks the gradients.</summary>
    /// <param name="model">The model; its weights are taken now.</param>
    /// <param name="sequences">The sequences.</param>
    /// <param name="targets">As for <see cref="RnnGradients.Measure"/>.</param>
    /// <param name="options">The loss and the rest; the precision is double whatever it says.</param>
    /// <param name="samples">The most elements of a group that are checked; of a larger group so many are drawn.</param>
    /// <param name="seed">What they are drawn by.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="RnnException">As for <see cref="RnnGradients.Measure"/>.</exception>
    public static RnnGradientCheck Run(
        RnnModel model,
        IReadOnlyList<RnnSequence> sequences,
        IReadOnlyList<RnnMatrix> targets,
        RnnGradientOptions? options = null,
        int samples = 100,
        int seed = 0,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        RnnGradientOptions all = (options ?? new RnnGradientOptions()) with { Precision = RnnPrecision.Double };
        return new RnnGradientCheck(new GradientProblem(model, sequences, targets, all), samples, seed, cancellation);
    }

    /// <summary>The largest error in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        $"{RnnMessages.Count(Groups.Count, "group")}, largest relative error {RnnFormat.Number(MaxRelativeError)}";

    private RnnGradientCheckGroup Check(int index, int samples, CounterRandom random, CancellationToken cancellation)
    {
        ParameterGroup<double> group = _parameters.Groups[index];
        double[] analytic = [.. _pass.Gradients.Groups[index].Values];
        var result = new RnnGradientCheckGroup(group.Name);
        foreach (int element in Draw(group.Values.Length, samples, random))
        {
            double? numeric = Difference(group, element, cancellation);
            double scale = Math.Max(_floor, Math.Max(Math.Abs(analytic[element]), Math.Abs(numeric ?? 0)));
            result.Add(
                element / group.Columns, element % group.Columns, analytic[element], numeric, Math.Abs(analytic[element] - (numeric ?? 0)) / scale);
        }

        return result;
    }

    private static IEnumerable<int> Draw(int length, int samples, CounterRandom random) => length <= samples
        ? Enumerable.Range(0, length)
        : Enumerable.Range(0, length).OrderBy(i => random.Uniform(i)).Take(samples).Order();

    // Null where the loss bends at the element.
    private double? Difference(ParameterGroup<double> group, int element, CancellationToken cancellation)
    {
        double value = group.Values[element];
        double magnitude = Math.Max(1, Math.Abs(value));
        double[] estimates = [.. Steps.Select(step => Estimate(step * magnitude))];
        double[] disagreements = [.. estimates.Skip(1).Zip(estimates, (next, estimate) => Math.Abs(next - estimate))];
        double agreement = Agreement * Math.Max(Math.Abs(estimates[0]), _floor);
        int best = Enumerable.Range(0, disagreements.Length).FirstOrDefault(
            i => disagreements[i] <= Math.Max(agreement, Rounding * Math.Abs(Loss) / Steps[i + 1]), -1);
        best = best >= 0 ? best : Array.IndexOf(disagreements, disagreements.Min());
        double smallest = Steps[^1] * magnitude;
        double bend = (At(smallest) - (2 * At(0)) + At(-smallest)) / smallest;
        group.Values[element] = value;
        double scale = Math.Max(Math.Abs(estimates[best]), _floor);
        bool smooth = disagreements[best] <= MostDisagreement * scale && Math.Abs(bend) <= MostBend * scale;
        return smooth ? estimates[best] : null;

        double Estimate(double h) => ((8 * (At(h) - At(-h))) - (At(2 * h) - At(-2 * h))) / (12 * h);

        double At(double offset)
        {
            group.Values[element] = value + offset;
            return _pass.Evaluate(_problem.Batch, cancellation).Value(_problem.Options.Reduction);
        }
    }
}

/// <summary>How the gradient of one array of parameters compares with central differences.</summary>
public sealed class RnnGradientCheckGroup
{
    internal RnnGradientCheckGroup(string name) => Name = name;

    /// <summary>The name, as <c>Layers[0].InputWeights</c>.</summary>
    public string Name { get; }

    /// <summary>How many elements were compared.</summary>
    public int Checked { get; private set; }

    /// <summary>At how many more the loss bends, so that there is no derivative to compare.</summary>
    public int Bends { get; private set; }

    /// <summary>
    /// The largest |analytic − numeric| / max(|analytic|, |numeric|), where the divisor is at least a ten-thousandth of the model's
    /// largest derivative, and at least a millionth of the loss; 0 where nothing was compared.
    /// </summary>
    public double MaxRelativeError { get; private set; }

    /// <summary>The row of the element with the largest error, from 0.</summary>
    public int Row { get; private set; }

    /// <summary>Its column, from 0.</summary>
    public int Column { get; private set; }

    /// <summary>What backpropagation gives for it.</summary>
    public double Analytic { get; private set; }

    /// <summary>What the differences give for it.</summary>
    public double Numeric { get; private set; }

    /// <summary>The name and the error in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FormattableString.Invariant(
        $"{Name}: {RnnFormat.Number(MaxRelativeError)} at [{Row}, {Column}] of {Checked}");

    internal void Add(int row, int column, double analytic, double? numeric, double error)
    {
        if (numeric is not { } difference)
        {
            Bends++;
            return;
        }

        // NaN is the largest error of all.
        if (Checked++ == 0 || error > MaxRelativeError || double.IsNaN(error))
        {
            (Row, Column, Analytic, Numeric, MaxRelativeError) = (row, column, analytic, difference, error);
        }
    }
}
