namespace RnnPS;

/// <summary>
/// Compares the gradients of backpropagation with central differences of the loss:
/// (8·(L(w + h) − L(w − h)) − (L(w + 2h) − L(w − 2h))) / 12h.
/// </summary>
/// <remarks>
/// Both are computed in double precision. A difference is wrong if the loss has a kink within ±2h, as from relu, clipping or an
/// absolute value. The check therefore tries several step sizes h, and uses the largest one that agrees with the next. If none
/// agree, or if the slopes on both sides differ, the element is not compared but counted in
/// <see cref="RnnGradientCheckGroup.Bends"/>.
/// </remarks>
public sealed class RnnGradientCheck
{
    private static readonly double[] Steps = [1e-3, 1e-4, 1e-5, 1e-6];

    // If estimates differ by more than this fraction, the loss has a kink.
    private const double MostDisagreement = 1e-4;

    // Estimates that agree this closely are accepted. A smaller step would only add rounding error.
    private const double Agreement = 1e-7;

    // The slopes on both sides of an element may differ by this fraction over the smallest step, or the loss has a kink.
    private const double MostBend = 0.01;

    // The divisor of a relative error is at least these fractions of the largest derivative and of the loss. The rounding of the
    // loss hides smaller derivatives.
    private const double DerivativeFloor = 1e-4;
    private const double LossFloor = 1e-6;

    // The relative rounding error of a sum of losses.
    private const double Rounding = 16 * 2.2e-16;

    // A millisecond or two of drawing.
    private const int DrawnBetweenChecks = 1 << 16;

    // "Chek" in ASCII: a random stream that no other use of the seed shares.
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

    /// <summary>The reduced loss of all sequences.</summary>
    public double Loss { get; }

    /// <summary>The comparison for each parameter array.</summary>
    public IReadOnlyList<RnnGradientCheckGroup> Groups { get; }

    /// <summary>The largest relative error of all groups.</summary>
    public double MaxRelativeError => Groups.Max(group => group.MaxRelativeError);

    /// <summary>Checks the gradients.</summary>
    /// <param name="model">The model to check.</param>
    /// <param name="sequences">The sequences.</param>
    /// <param name="targets">The targets, as for <see cref="RnnGradients.Measure"/>.</param>
    /// <param name="options">The options. The precision is always double.</param>
    /// <param name="samples">The largest number of elements to check per parameter array. Larger arrays are sampled.</param>
    /// <param name="seed">The random seed for sampling.</param>
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

    /// <summary>Formats the number of groups and the largest error as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        $"{RnnMessages.Count(Groups.Count, "group")}, largest relative error {RnnFormat.Number(MaxRelativeError)}";

    private RnnGradientCheckGroup Check(int index, int samples, CounterRandom random, CancellationToken cancellation)
    {
        ParameterGroup<double> group = _parameters.Groups[index];
        double[] analytic = [.. _pass.Gradients.Groups[index].Values];
        var result = new RnnGradientCheckGroup(group.Name);
        foreach (int element in Draw(group.Values.Length, samples, random, cancellation))
        {
            double? numeric = Difference(group, element, cancellation);
            double scale = Math.Max(_floor, Math.Max(Math.Abs(analytic[element]), Math.Abs(numeric ?? 0)));
            result.Add(
                element / group.Columns, element % group.Columns, analytic[element], numeric, Math.Abs(analytic[element] - (numeric ?? 0)) / scale);
        }

        return result;
    }

    // The elements with the smallest random numbers, in order.
    private static IEnumerable<int> Draw(int length, int samples, CounterRandom random, CancellationToken cancellation)
    {
        if (length <= samples)
        {
            return Enumerable.Range(0, length);
        }

        // The largest number comes out first.
        var drawn = new PriorityQueue<int, double>(samples + 1);
        for (int element = 0; element < length; element++)
        {
            if (element % DrawnBetweenChecks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            drawn.Enqueue(element, -random.Uniform(element));
            if (drawn.Count > samples)
            {
                drawn.Dequeue();
            }
        }

        return drawn.UnorderedItems.Select(item => item.Element).Order();
    }

    // Returns null if the loss has a kink at the element.
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

/// <summary>The comparison of the gradient of one parameter array with central differences.</summary>
public sealed class RnnGradientCheckGroup
{
    internal RnnGradientCheckGroup(string name) => Name = name;

    /// <summary>The name of the array, such as <c>Layers[0].InputWeights</c>.</summary>
    public string Name { get; }

    /// <summary>The number of elements compared.</summary>
    public int Checked { get; private set; }

    /// <summary>The number of sampled elements without a derivative to compare, because the loss has a kink there.</summary>
    public int Bends { get; private set; }

    /// <summary>
    /// The largest |analytic − numeric| / max(|analytic|, |numeric|); 0 if nothing was compared. The divisor is at least 1e-4 of the
    /// model's largest derivative and at least 1e-6 of the loss.
    /// </summary>
    public double MaxRelativeError { get; private set; }

    /// <summary>The zero-based row of the element with the largest error.</summary>
    public int Row { get; private set; }

    /// <summary>The zero-based column of the element with the largest error.</summary>
    public int Column { get; private set; }

    /// <summary>The derivative of this element from backpropagation.</summary>
    public double Analytic { get; private set; }

    /// <summary>The derivative of this element from central differences.</summary>
    public double Numeric { get; private set; }

    /// <summary>
    /// Whether all compared derivatives are 0, both from backpropagation and from central differences. The data then says nothing about
    /// the array: for example, one timestep that starts from a state of zeros about recurrent weights.
    /// </summary>
    public bool IsZero { get; private set; } = true;

    /// <summary>Formats the name and the largest error as one line.</summary>
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

        IsZero &= analytic == 0 && difference == 0;
        // NaN counts as the largest error.
        if (Checked++ == 0 || error > MaxRelativeError || double.IsNaN(error))
        {
            (Row, Column, Analytic, Numeric, MaxRelativeError) = (row, column, analytic, difference, error);
        }
    }
}
