using System.Numerics;

namespace RnnPS;

/// <summary>
/// The gradients of a loss by backpropagation through time, with respect to the parameters, the inputs and the states. The norms
/// of the state gradients show whether gradients vanish or explode.
/// </summary>
public sealed class RnnGradients
{
    private RnnGradients(double loss, RnnStateNorms[] states, RnnParameterGradient[] parameters, RnnMatrix[] inputs)
    {
        Loss = loss;
        States = new RnnList<RnnStateNorms>(states);
        Parameters = new RnnList<RnnParameterGradient>(parameters);
        Inputs = new RnnList<RnnMatrix>(inputs);
        Norm = EuclideanNorm.Of([.. parameters.Select(parameter => parameter.Norm)]);
    }

    /// <summary>The reduced loss of all sequences.</summary>
    public double Loss { get; }

    /// <summary>The L2 norm of the gradient over all parameters, as used by clipping by norm.</summary>
    public double Norm { get; }

    /// <summary>
    /// The state gradients of each cell, from the input layer up. In a bidirectional layer the forward cell comes before the reverse
    /// cell.
    /// </summary>
    public IReadOnlyList<RnnStateNorms> States { get; }

    /// <summary>The gradient of each parameter array, named as in <see cref="RnnModel.SetWeight"/>.</summary>
    public IReadOnlyList<RnnParameterGradient> Parameters { get; }

    /// <summary>
    /// The derivatives dLoss/dInput of each sequence, [steps × features]. A masked step has zeros. If the model has an embedding, they
    /// are with respect to the vectors of the tokens.
    /// </summary>
    public IReadOnlyList<RnnMatrix> Inputs { get; }

    /// <summary>Computes the gradients.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sequences">The sequences, which may differ in length and may have masks.</param>
    /// <param name="targets">
    /// The targets of each sequence, [steps × components of a target]; one row if the model outputs only at the last step.
    /// </param>
    /// <param name="options">The options; null for the mean squared error, summed over the steps.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The gradients.</returns>
    /// <exception cref="RnnException">
    /// There is no sequence (<see cref="RnnErrorId.EmptyInput"/>); targets, weights or states do not fit the sequences
    /// (<see cref="RnnErrorId.TargetLength"/>, <see cref="RnnErrorId.StepWeight"/>, <see cref="RnnErrorId.StateShape"/>); the loss
    /// does not fit the model (<see cref="RnnErrorId.Loss"/>) or is not defined for a target (<see cref="RnnErrorId.Target"/>); an
    /// input is missing, infinite or has the wrong length.
    /// </exception>
    public static RnnGradients Measure(
        RnnModel model,
        IReadOnlyList<RnnSequence> sequences,
        IReadOnlyList<RnnMatrix> targets,
        RnnGradientOptions? options = null,
        CancellationToken cancellation = default)
    {
        var problem = new GradientProblem(model, sequences, targets, options ?? new RnnGradientOptions());
        return MeasureEach(problem, [null], cancellation)[0];
    }

    /// <summary>Measures a problem with several weightings of its steps. The buffers, which can be large, are the same for all.</summary>
    /// <param name="problem">The problem, with one sequence.</param>
    /// <param name="weightings">For each result the weights of the steps; null for those of the problem.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The gradients with each weighting.</returns>
    internal static RnnGradients[] MeasureEach(GradientProblem problem, IReadOnlyList<double[]?> weightings, CancellationToken cancellation) =>
        problem.Options.Precision == RnnPrecision.Single
            ? Measure<float>(problem, weightings, cancellation)
            : Measure<double>(problem, weightings, cancellation);

    /// <summary>Formats the loss and the norm as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"loss {RnnFormat.Number(Loss)}, norm {RnnFormat.Number(Norm)}";

    private static RnnGradients[] Measure<T>(GradientProblem problem, IReadOnlyList<double[]?> weightings, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        WeightSet weights = problem.Weights;
        var pass = new TrainingPass<T>(weights, ParameterSet<T>.From(weights), problem.PassOptions(inputGradients: true) with { KeepsParts = true });
        return [.. weightings.Select(weighting => Measure(
            pass,
            problem,
            weighting is null ? problem.Batch : problem.Batch with { Sequences = [.. problem.Batch.Sequences.Select(one => one with { Weights = weighting })] },
            cancellation))];
    }

    private static RnnGradients Measure<T>(TrainingPass<T> pass, GradientProblem problem, TrainingBatch batch, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        WeightSet weights = problem.Weights;
        TrainingLoss loss = pass.Run(batch, cancellation);
        int steps = problem.Sequences.Max(sequence => sequence.Length);
        EuclideanNorm[][] norms = [.. weights.Cells.Select(_ => new EuclideanNorm[steps])];
        EuclideanNorm[]?[] cellNorms = [.. weights.Cells.Select(cell => cell.Layout.States.Length > 1 ? new EuclideanNorm[steps] : null)];
        double[][] inputs = [.. problem.Sequences.Select(sequence => new double[sequence.Length * weights.Stack[0].InputSize])];
        foreach (TrainingSlice<T> slice in pass.Slices)
        {
            Read(slice, problem, norms, cellNorms, inputs, cancellation);
        }

        return new RnnGradients(
            loss.Value(problem.Options.Reduction),
            [.. weights.Cells.Select((cell, i) => StateOf(weights, i, norms[i], cellNorms[i]))],
            [.. pass.Gradients.Groups.Select(group => new RnnParameterGradient(
                group.Name, new RnnMatrix(group.Rows, group.Columns, [.. group.Values.Select(double.CreateTruncating)])))],
            [.. inputs.Select(values => new RnnMatrix(values.Length / weights.Stack[0].InputSize, weights.Stack[0].InputSize, values))]);
    }

    private static RnnStateNorms StateOf(WeightSet weights, int cell, EuclideanNorm[] norms, EuclideanNorm[]? cellNorms)
    {
        RnnDirection direction = ReadsBackward(weights, cell) ? RnnDirection.Reverse : RnnDirection.Forward;
        RnnVector Values(EuclideanNorm[] of) => new([.. of.Select(norm => norm.Value)]);
        return new RnnStateNorms(weights.Places[cell].Layer, direction, Values(norms), cellNorms is null ? null : Values(cellNorms));
    }

    private static bool ReadsBackward(WeightSet weights, int cell)
    {
        (int layer, int place) = weights.Places[cell];
        return place == 1 || weights.Stack[layer].Forward is null;
    }

    private static void Add<T>(ReadOnlySpan<T> values, ref EuclideanNorm norm)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (T value in values)
        {
            norm.Add(double.CreateTruncating(value));
        }
    }

    private static void Read<T>(
        TrainingSlice<T> slice,
        GradientProblem problem,
        EuclideanNorm[][] norms,
        EuclideanNorm[]?[] cellNorms,
        double[][] inputs,
        CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = problem.Weights.Stack[0].InputSize;
        for (int row = 0; row < slice.Sequences.Length; row++)
        {
            TrainingSequence sequence = problem.Batch.Sequences[slice.Sequences[row]];
            int count = sequence.CountSteps();
            int step = 0;
            for (int i = 0; i < sequence.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (sequence.IsMasked(i))
                {
                    continue;
                }

                int slot = slice.Packing.Offset(step) + row;
                int fromEnd = slice.Packing.Offset(count - 1 - step) + row;
                for (int cell = 0; cell < norms.Length; cell++)
                {
                    int own = ReadsBackward(problem.Weights, cell) ? fromEnd : slot;
                    GradientTape<T> gradient = slice.Cells[cell].Gradient;
                    Add(gradient.StatesAfter(own, 1), ref norms[cell][i]);
                    if (cellNorms[cell] is { } ofCellState)
                    {
                        Add(gradient.TotalsAfter(1, own, 1), ref ofCellState[i]);
                    }
                }

                for (int feature = 0; feature < size; feature++)
                {
                    inputs[slice.Sequences[row]][(i * size) + feature] =
                        double.CreateTruncating(slice.InputGradient[(slot * size) + feature]);
                }

                step++;
            }
        }
    }
}

/// <summary>The norms of the gradient of the loss with respect to the states of one cell.</summary>
public sealed class RnnStateNorms
{
    internal RnnStateNorms(int layer, RnnDirection direction, RnnVector norms, RnnVector? cellStateNorms)
    {
        CellStateNorms = cellStateNorms;
        Layer = layer;
        Direction = direction;
        Norms = norms;
    }

    /// <summary>The zero-based index of the layer.</summary>
    public int Layer { get; }

    /// <summary>The direction in which the cell reads: Forward or Reverse.</summary>
    public RnnDirection Direction { get; }

    /// <summary>
    /// The L2 norm of the total derivative dLoss/dh(t) over all sequences, for each timestep t. It is 0 if no sequence has the
    /// timestep.
    /// </summary>
    public RnnVector Norms { get; }

    /// <summary>The same for the cell state c(t) of an LSTM; null for another cell.</summary>
    public RnnVector? CellStateNorms { get; }

    /// <summary>Formats the layer, the direction and the norms as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FormattableString.Invariant($"Layer {Layer} {Direction}: {RnnFormat.Fit(Norms, 60)}");
}

/// <summary>The gradient of one parameter array.</summary>
public sealed class RnnParameterGradient
{
    internal RnnParameterGradient(string name, RnnMatrix values)
    {
        Name = name;
        Values = values;
        Norm = EuclideanNorm.Of(values.AsSpan());
    }

    /// <summary>The name of the array, such as <c>Layers[0].InputWeights</c>.</summary>
    public string Name { get; }

    /// <summary>The L2 norm of the gradient.</summary>
    public double Norm { get; }

    /// <summary>The derivatives, in the shape of the array. A vector has one row.</summary>
    public RnnMatrix Values { get; }

    /// <summary>Formats the name and the norm as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}: {RnnFormat.Number(Norm)}";
}
