using System.Numerics;

namespace RnnPS;

/// <summary>
/// The gradients of a loss, by backpropagation through time: of every parameter, of the inputs, and of the states on the way,
/// where one sees whether they vanish or explode.
/// </summary>
public sealed class RnnGradients
{
    private RnnGradients(double loss, RnnStateGradient[] states, RnnParameterGradient[] parameters, RnnMatrix[] inputs)
    {
        Loss = loss;
        States = new RnnList<RnnStateGradient>(states);
        Parameters = new RnnList<RnnParameterGradient>(parameters);
        Inputs = new RnnList<RnnMatrix>(inputs);
        Norm = Math.Sqrt(parameters.Sum(parameter => parameter.Norm * parameter.Norm));
    }

    /// <summary>The loss.</summary>
    public double Loss { get; }

    /// <summary>The Euclidean norm over all parameters, which clipping by norm compares.</summary>
    public double Norm { get; }

    /// <summary>One for each cell: from the input up, and of a bidirectional layer the forward cell before the backward one.</summary>
    public IReadOnlyList<RnnStateGradient> States { get; }

    /// <summary>One for each array of parameters, by the names of <see cref="RnnModel.SetWeight"/>.</summary>
    public IReadOnlyList<RnnParameterGradient> Parameters { get; }

    /// <summary>For each sequence dLoss/dInput, [steps × features]; zeros at a masked step.</summary>
    public IReadOnlyList<RnnMatrix> Inputs { get; }

    /// <summary>Computes the gradients.</summary>
    /// <param name="model">The model; its weights are taken now.</param>
    /// <param name="sequences">The sequences, of any lengths, with masks where they have some.</param>
    /// <param name="targets">
    /// For each sequence [steps × components of a target], or one row where the model puts out at its last step only.
    /// </param>
    /// <param name="options">The loss and the rest; null for the mean squared error, summed over the steps.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The gradients.</returns>
    /// <exception cref="RnnException">
    /// There is no sequence (<see cref="RnnErrorId.EmptyInput"/>); targets, weights or states do not fit the sequences
    /// (<see cref="RnnErrorId.TargetLength"/>, <see cref="RnnErrorId.StepWeight"/>, <see cref="RnnErrorId.StateShape"/>); the loss
    /// does not fit the model (<see cref="RnnErrorId.Loss"/>) or is not defined for a target (<see cref="RnnErrorId.Target"/>); an
    /// input is missing, infinite or of another length.
    /// </exception>
    public static RnnGradients Measure(
        RnnModel model,
        IReadOnlyList<RnnSequence> sequences,
        IReadOnlyList<RnnMatrix> targets,
        RnnGradientOptions? options = null,
        CancellationToken cancellation = default)
    {
        var problem = new GradientProblem(model, sequences, targets, options ?? new RnnGradientOptions());
        return problem.Options.Precision == RnnPrecision.Single
            ? Measure<float>(problem, cancellation)
            : Measure<double>(problem, cancellation);
    }

    /// <summary>The loss and the norm in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"loss {RnnFormat.Number(Loss)}, norm {RnnFormat.Number(Norm)}";

    private static RnnGradients Measure<T>(GradientProblem problem, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        WeightSet weights = problem.Weights;
        var pass = new TrainingPass<T>(weights, ParameterSet<T>.From(weights), problem.PassOptions(inputGradients: true));
        TrainingLoss loss = pass.Run(problem.Batch, cancellation);
        int steps = problem.Sequences.Max(sequence => sequence.Length);
        double[][] squares = [.. weights.Cells.Select(_ => new double[steps])];
        double[][] inputs = [.. problem.Sequences.Select(sequence => new double[sequence.Length * weights.InputSize])];
        foreach (TrainingSlice<T> slice in pass.Slices)
        {
            Read(slice, problem, squares, inputs);
        }

        return new RnnGradients(
            loss.Value(problem.Options.Reduction),
            [.. weights.Cells.Select((cell, i) => StateOf(weights, i, squares[i]))],
            [.. pass.Gradients.Groups.Select(group => new RnnParameterGradient(
                group.Name, new RnnMatrix(group.Rows, group.Columns, [.. group.Values.Select(double.CreateTruncating)])))],
            [.. inputs.Select(values => new RnnMatrix(values.Length / weights.InputSize, weights.InputSize, values))]);
    }

    private static RnnStateGradient StateOf(WeightSet weights, int cell, double[] squares)
    {
        RnnDirection direction = ReadsBackward(weights, cell) ? RnnDirection.Reverse : RnnDirection.Forward;
        return new RnnStateGradient(weights.Places[cell].Layer, direction, new RnnVector([.. squares.Select(Math.Sqrt)]));
    }

    private static bool ReadsBackward(WeightSet weights, int cell)
    {
        (int layer, int place) = weights.Places[cell];
        return place == 1 || weights.Stack[layer].Forward is null;
    }

    private static void Read<T>(TrainingSlice<T> slice, GradientProblem problem, double[][] squares, double[][] inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = problem.Weights.InputSize;
        for (int row = 0; row < slice.Sequences.Length; row++)
        {
            TrainingSequence sequence = problem.Batch.Sequences[slice.Sequences[row]];
            int count = sequence.CountSteps();
            int step = 0;
            for (int i = 0; i < sequence.Length; i++)
            {
                if (sequence.IsMasked(i))
                {
                    continue;
                }

                int slot = slice.Packing.Offset(step) + row;
                int fromEnd = slice.Packing.Offset(count - 1 - step) + row;
                for (int cell = 0; cell < squares.Length; cell++)
                {
                    int own = ReadsBackward(problem.Weights, cell) ? fromEnd : slot;
                    foreach (T value in slice.Cells[cell].Gradient.StatesAfter(own, 1))
                    {
                        squares[cell][i] += double.CreateTruncating(value * value);
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

/// <summary>How much of the loss' gradient reaches the states of one cell.</summary>
public sealed class RnnStateGradient
{
    internal RnnStateGradient(int layer, RnnDirection direction, RnnVector norms)
    {
        Layer = layer;
        Direction = direction;
        Norms = norms;
    }

    /// <summary>The layer, from 0.</summary>
    public int Layer { get; }

    /// <summary>The direction in which the cell reads: Forward or Reverse.</summary>
    public RnnDirection Direction { get; }

    /// <summary>
    /// For each timestep t the Euclidean norm of the total derivative dLoss/dh(t), over all sequences; 0 where no sequence has
    /// the step.
    /// </summary>
    public RnnVector Norms { get; }

    /// <summary>The place and the norms in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FormattableString.Invariant($"Layer {Layer} {Direction}: {RnnFormat.Fit(Norms, 60)}");
}

/// <summary>The gradient of one array of parameters.</summary>
public sealed class RnnParameterGradient
{
    internal RnnParameterGradient(string name, RnnMatrix values)
    {
        Name = name;
        Values = values;
        foreach (double value in values.AsSpan())
        {
            Norm += value * value;
        }

        Norm = Math.Sqrt(Norm);
    }

    /// <summary>The name, as <c>Layers[0].InputWeights</c>.</summary>
    public string Name { get; }

    /// <summary>The Euclidean norm.</summary>
    public double Norm { get; }

    /// <summary>The derivatives, in the shape of the parameters; a vector is one row.</summary>
    public RnnMatrix Values { get; }

    /// <summary>The name and the norm in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}: {RnnFormat.Number(Norm)}";
}
