namespace RnnPS.Files;

/// <summary>What a model file may not say of its model.</summary>
public sealed record ModelReadOptions
{
    /// <summary>The format; null to choose it by the extension of the path.</summary>
    public RnnModelFormat? Format { get; init; }

    /// <summary>The activation function of Elman cells; null for tanh.</summary>
    public RnnActivation? Activation { get; init; }

    /// <summary>
    /// The activation function of dense layers below the last; null if the file has none of which it does not say the activation.
    /// </summary>
    public RnnActivation? DenseActivation { get; init; }

    /// <summary>The activation function of the output layer; null for Identity.</summary>
    public RnnOutputActivation? OutputActivation { get; init; }

    /// <summary>Whether the model outputs at every timestep or once per sequence; null for every timestep.</summary>
    public RnnOutputStep? OutputStep { get; init; }

    /// <summary>The limit of the memory that the model takes.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Free;

    /// <summary>Is told what a user must know about the reading of the file, a sentence or two at a time.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>Requires that nothing is given that the file says itself.</summary>
    /// <exception cref="RnnException">An activation or an output step is given (<see cref="RnnErrorId.Parameters"/>).</exception>
    internal void RequireNothingSaid()
    {
        (string Name, object? Value)[] given =
        [
            (nameof(Activation), Activation),
            (nameof(DenseActivation), DenseActivation),
            (nameof(OutputActivation), OutputActivation),
            (nameof(OutputStep), OutputStep),
        ];
        if (Array.Find(given, option => option.Value is not null) is { Name: { } name } option)
        {
            throw new RnnException(
                RnnErrorId.Parameters, $"-{name} is for a file that does not say it, and this file does: leave -{name} out.", option.Value);
        }
    }
}
