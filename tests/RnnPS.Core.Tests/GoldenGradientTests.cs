using System.Numerics;

namespace RnnPS.Core.Tests;

/// <summary>The gradients that PyTorch computed, of parameters and inputs, whole sequences and truncated ones.</summary>
[Trait("Vectors", "Yes")]
public sealed class GoldenGradientTests
{
    public static TheoryData<string> Cases()
    {
        var cases = new TheoryData<string>();
        foreach (string name in GoldenCase.Names("golden"))
        {
            cases.Add(name);
        }

        return cases;
    }

    [Fact]
    public void All_cases_are_there()
    {
        Assert.Equal(30, Cases().Count);
        Assert.Equal(["truncated-elman", "truncated-gru", "truncated-lstm"], GoldenCase.Names("golden-truncated"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_in_double_agree_with_PyTorch(string name) => Compare<double>(name, 1e-10);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_in_single_agree_with_PyTorch(string name) => Compare<float>(name, 1e-5);

    [Theory]
    [InlineData("truncated-elman")]
    [InlineData("truncated-gru")]
    [InlineData("truncated-lstm")]
    public void Truncated_backpropagation_carries_the_state_and_not_the_gradient(string name)
    {
        var golden = new GoldenCase(name, "golden-truncated");
        RnnModel model = golden.ToModel();
        ParameterSet<double> parameters = ParameterSet<double>.From(model.Weights);
        var pass = new TrainingPass<double>(model.Weights, parameters, new TrainingOptions());
        RnnState[] states = golden.StartStates(model);
        int chunk = golden.Integer("chunk");
        double[] losses = golden.Losses;

        for (int i = 0; i < losses.Length; i++)
        {
            TrainingSequence[] sequences = [.. golden.Input.Zip(golden.Target, (input, target) =>
                Sequence(input[(i * chunk)..((i + 1) * chunk)], target[(i * chunk)..((i + 1) * chunk)]))];
            TrainingLoss loss = pass.Run(new TrainingBatch { Sequences = sequences, States = states, KeepsStates = true });
            Assert.Equal(losses[i], loss.Value(RnnReduction.Mean), 1e-10);
            foreach (ParameterGroup<double> group in parameters.Groups)
            {
                double[] gradient = pass.Gradients[group.Name].Values;
                for (int j = 0; j < gradient.Length; j++)
                {
                    group.Values[j] -= golden.Option("lr") * gradient[j];
                }
            }
        }

        foreach ((string group, double[] expected) in golden.TrainedParameters)
        {
            Near.Equal(expected, parameters[group].Values, 1e-10, $"{group}");
        }

        double[][][] final = golden.FinalState("h")!;
        for (int batch = 0; batch < states.Length; batch++)
        {
            Near.Equal(final[0][batch], states[batch].Value, 1e-10, $"state of sequence {batch}");
        }
    }

    private static TrainingSequence Sequence(double[][] input, double[][] target) => new()
    {
        Inputs = input.SelectMany(step => step).ToArray(),
        Targets = target.SelectMany(step => step).ToArray(),
        Length = input.Length,
    };

    private static void Compare<T>(string name, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var golden = new GoldenCase(name);
        RnnModel model = golden.ToModel();
        int[] lengths = golden.Lengths;
        double[][][] input = golden.Input;
        double[][][] target = golden.Target;
        var pass = new TrainingPass<T>(model.Weights, ParameterSet<T>.From(model.Weights), new TrainingOptions
        {
            Loss = golden.LossFunction,
            Reduction = golden.Reduction,
            InputGradients = true,
        });
        TrainingSequence[] sequences = [.. lengths.Select((length, batch) => Sequence(input[batch][..length], target[batch][..length]))];
        TrainingLoss loss = pass.Run(new TrainingBatch { Sequences = sequences, States = golden.StartStates(model) });

        Assert.Equal(golden.Loss, loss.Value(golden.Reduction), tolerance);
        Dictionary<string, double[]> gradients = golden.Gradients;
        Assert.Equal(gradients.Keys.Order(), pass.Gradients.Groups.Select(group => group.Name).Order());
        foreach (ParameterGroup<T> group in pass.Gradients.Groups)
        {
            Near.Equal(gradients[group.Name], group.Values.Select(double.CreateChecked), tolerance, $"gradient of {group}");
        }

        double[][][] inputGradient = golden.Expected("inputGradient");
        TrainingSlice<T> slice = Assert.Single(pass.Slices);
        for (int row = 0; row < slice.Sequences.Length; row++)
        {
            for (int t = 0; t < lengths[slice.Sequences[row]]; t++)
            {
                int size = model.InputSize;
                ReadOnlySpan<T> actual = slice.InputGradient.Slice((slice.Packing.Offset(t) + row) * size, size);
                Near.Equal(
                    inputGradient[slice.Sequences[row]][t], actual.ToArray().Select(double.CreateChecked), tolerance, $"gradient of input {t}");
            }
        }
    }
}
