namespace RnnPS.Files;

/// <summary>What a model file may not say of its model.</summary>
public sealed record ModelReadOptions
{
    /// <summary>The format; null to choose it by the extension of the path.</summary>
    public RnnModelFormat? Format { get; init; }

    /// <summary>The activation function of Elman cells; null for tanh.</summary>
    public RnnActivation? Activation { get; init; }

    /// <summary>The activation function of the output layer; null for Identity.</summary>
    public RnnOutputActivation? OutputActivation { get; init; }

    /// <summary>Whether the model outputs at every timestep or once per sequence; null for every timestep.</summary>
    public RnnOutputStep? OutputStep { get; init; }

    /// <summary>The limit of the memory that the model takes.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Free;
}
