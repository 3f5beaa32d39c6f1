using System.Management.Automation;

namespace RnnPS.Tests;

public sealed class InputTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Invoke-RnnForward -Input 1,2")]
    [InlineData("Invoke-RnnForward -InputObject 1,2")]
    [InlineData("Invoke-RnnForward -Input '1','2.0'")]
    [InlineData("Invoke-RnnForward -Input ([double[]](1,2))")]
    [InlineData("Invoke-RnnForward -Input ([System.Collections.Generic.List[int]](1,2))")]
    [InlineData("Invoke-RnnForward -Input (1L,2d)")]
    [InlineData("Invoke-RnnForward -Input (,1),(,2)")]
    [InlineData("1,2 | Invoke-RnnForward")]
    [InlineData("(,1),(,2) | Invoke-RnnForward")]
    [InlineData("'1','2e0' | Invoke-RnnForward")]
    [InlineData("1,2 | ForEach-Object { [pscustomobject]@{ x = $_ } } | Invoke-RnnForward -Property x")]
    [InlineData("1,2 | ForEach-Object { @{ X = \"$_\" } } | Invoke-RnnForward -Property x")]
    [InlineData("Invoke-RnnForward -Property x -Input ([pscustomobject]@{ x = 1 }), @{ x = 2 }")]
    [InlineData("New-RnnSequence -Input 1,2 | Invoke-RnnForward")]
    [InlineData("Invoke-RnnForward -Input (New-RnnSequence -Input 1,2)")]
    [InlineData("1,2 | New-RnnSequence | Invoke-RnnForward")]
    [InlineData("Invoke-RnnForward ([RnnPS.RnnModel]::StartingExample()) -Input 1,2")]
    [InlineData("1,2 | Invoke-RnnForward -Model ([RnnPS.RnnModel]::StartingExample())")]
    public void Every_form_of_input_gives_the_starting_examples_steps(string script)
    {
        List<ElmanStep> steps = _session.Run<ElmanStep>(script);

        Assert.Equal([0L, 1L], steps.Select(step => step.Step));
        Assert.Equal(1.5612838815180548, (double)steps[0].Output, 1e-15);
        Assert.Equal(2.727071008233731, (double)steps[1].Output, 1e-15);
    }

    [Fact]
    public void A_list_on_the_pipeline_is_one_timestep_and_as_a_parameter_several()
    {
        _session.Run("$model = New-RnnModel -InputSize 2 -HiddenSize 3 -OutputSize 2 -Seed 1");

        RnnStep one = Assert.Single(_session.Run<ElmanStep>(",(1,2) | Invoke-RnnForward $model"));
        List<RnnStep> two = _session.Run<RnnStep>("Invoke-RnnForward $model -Input (1,2),(3,4)");
        RnnStep wrapped = Assert.Single(_session.Run<ElmanStep>("Invoke-RnnForward $model -Input (,(1,2))"));

        Assert.Equal(new RnnVector([1, 2]), one.Input);
        Assert.Equal(2, two.Count);
        Assert.Equal(one.Output, two[0].Output);
        Assert.Equal(one.Output, wrapped.Output);
    }

    [Fact]
    public void Several_sequences_start_from_zeros_and_carry_their_keys()
    {
        List<ElmanStep> steps = _session.Run<ElmanStep>(
            "(New-RnnSequence -Input 1,2 -Key a), (New-RnnSequence -Input 1 -Key b) | Invoke-RnnForward");

        Assert.Equal(["a", "a", "b"], steps.Select(step => step.Sequence));
        Assert.Equal([0L, 1L, 0L], steps.Select(step => step.Step));
        Assert.Equal(steps[0].Output, steps[2].Output);
    }

    [Fact]
    public void A_step_carries_the_row_that_it_came_from()
    {
        RnnStep step = _session.Run<ElmanStep>(
            "[pscustomobject]@{ date = 'monday'; x = 1 } | Invoke-RnnForward -Property x")[0];

        Assert.Equal("monday", PSObject.AsPSObject(step.Source!).Properties["date"].Value);
    }

    [Fact]
    public void A_cell_is_a_model_whose_output_is_its_state()
    {
        RnnStep step = _session.Run<ElmanStep>("Invoke-RnnForward (New-RnnCell 1 3 -Seed 5) -Input 1")[0];

        Assert.Equal(step.State, step.Output);
    }

    [Theory]
    [InlineData("New-RnnCell -Weight (0.1,0.2),(0.3,0.4),(0.5,0.6) -Bias 0.1,-0.1")]
    [InlineData("New-RnnCell -InputWeight (,(0.5,0.6)) -RecurrentWeight (0.1,0.2),(0.3,0.4) -Bias 0.1,-0.1")]
    [InlineData("New-RnnCell -InputWeight 0.5,0.6 -RecurrentWeight (0.1,0.2),(0.3,0.4) -Bias 0.1,-0.1")]
    [InlineData("$c = [RnnPS.RnnModel]::StartingExample().Layers[0]; New-RnnCell -InputWeight $c.InputWeights -RecurrentWeight $c.RecurrentWeights -Bias $c.Bias")]
    public void Weights_can_be_given_in_every_form(string cell)
    {
        List<ElmanStep> steps = _session.Run<ElmanStep>(
            $"$cell = & {{ {cell} }}; 1,2 | Invoke-RnnForward (New-RnnModel -Cell $cell -OutputWeight 1.0,2.0 -OutputBias 0.1)");

        Assert.Equal(2.727071008233731, (double)steps[1].Output, 1e-15);
    }

    [Fact]
    public void A_seed_gives_the_same_weights_again_and_is_kept()
    {
        RnnModel[] models =
        [
            .. _session.Run<RnnModel>("New-RnnModel 3 8 2 -Seed 7; New-RnnModel 3 8 2 -Seed 7; New-RnnModel 3 8 2 -Seed 8"),
        ];
        RnnModel drawn = _session.Run<RnnModel>("New-RnnModel 3 8 2")[0];

        Assert.Equal(models[0].Layers[0].RecurrentWeights, models[1].Layers[0].RecurrentWeights);
        Assert.NotEqual(models[0].Layers[0].RecurrentWeights, models[2].Layers[0].RecurrentWeights);
        Assert.Equal(7, models[0].Seed);
        Assert.NotNull(drawn.Seed);
        Assert.Equal(((3 + 8) * 8) + 8 + (8 * 2) + 2, drawn.ParameterCount);
    }

    [Fact]
    public void One_weight_can_be_changed()
    {
        List<ElmanStep> steps = _session.Run<ElmanStep>("""
            $model = [RnnPS.RnnModel]::StartingExample()
            $model.SetWeight('Layers[0].InputWeights', 0, 1, 0)
            Invoke-RnnForward $model -Input 1
            """);

        Assert.Equal(-0.1, steps[0].PreActivation[1], 1e-15);
    }

    [Fact]
    public void Input_and_output_are_plain_numbers_where_there_is_one_of_them()
    {
        Assert.Equal(
            [true],
            _session.Run<bool>("(Invoke-RnnForward -Input 1).Output -is [double] -and (Invoke-RnnForward -Input 1).Input -eq 1"));
        Assert.Single(_session.Run("Invoke-RnnForward -Input 1,2 | Where-Object Output -lt 2"));
    }

    [Fact]
    public void A_culture_changes_nothing()
    {
        List<ElmanStep> steps = _session.Run<ElmanStep>("""
            [cultureinfo]::CurrentCulture = 'de-DE'
            '1.5' | Invoke-RnnForward
            """);

        Assert.Equal(1.5, steps[0].Input);
        Assert.Equal("[0.85 0.8]", $"{steps[0].PreActivation}");
    }
}
