namespace RnnPS;

/// <summary>What the gradient of a loss is taken with respect to.</summary>
public enum RnnGradientOf
{
    /// <summary>The weights of the model.</summary>
    Weight,

    /// <summary>The states of every cell after each timestep.</summary>
    State,

    /// <summary>The inputs of each timestep.</summary>
    Input,

    /// <summary>The state that the sequence starts from.</summary>
    InitialState,
}
