namespace RnnPS.Core.Tests;

public sealed class ParameterSetTests
{
    [Fact]
    public void A_set_has_every_array_of_the_model_by_its_name_and_goes_back_into_one()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            RnnModel model = new RandomNetwork(Depth: 2, seed, Streams: false).CreateModel();
            ParameterSet<double> set = ParameterSet<double>.From(model.Weights);
            Assert.Equal(model.ParameterCount, set.Count);

            int next = 0;
            foreach (ParameterGroup<double> group in set.Groups)
            {
                // What the group says is what SetWeight means.
                model.SetWeight(group.Name, group.Rows - 1, group.Columns - 1, ++next);
                group.Values[^1] = next;
            }

            WeightSet back = set.ToWeightSet(model.Weights);
            Assert.Equal(model.Weights.Arrays().Select(Text), back.Arrays().Select(Text));
            Assert.Equal(model.OutputStep, back.OutputStep);
        }
    }

    [Fact]
    public void Copies_and_zeros_have_arrays_of_their_own()
    {
        RnnModel model = RnnModel.StartingExample();
        ParameterSet<float> set = ParameterSet<float>.From(model.Weights);
        ParameterSet<float> copy = set.CreateZeros();
        Assert.All(copy.Groups, group => Assert.All(group.Values, value => Assert.Equal(0, value)));

        copy.CopyFrom(set);
        Assert.Equal(0.5f, copy["Layers[0].InputWeights"].Values[0]);
        set.Clear();
        Assert.Equal(0.5f, copy["Layers[0].InputWeights"].Values[0]);
        Assert.Equal(0, set["Layers[0].InputWeights"].Values[0]);
        Assert.Null(set.Find("Layers[0].RecurrentBias"));
    }

    [Fact]
    public void A_number_that_is_not_finite_makes_no_model()
    {
        RnnModel model = RnnModel.StartingExample();
        ParameterSet<double> set = ParameterSet<double>.From(model.Weights);
        set["OutputWeights"].Values[1] = double.NaN;

        Assert.Equal(RnnErrorId.WeightNotFinite, Assert.Throws<RnnException>(() => set.ToWeightSet(model.Weights)).Id);
    }

    private static string Text(CellWeight array) => $"{array.Name} {array.Values}: {string.Join(' ', array.Values.AsSpan().ToArray())}";
}
