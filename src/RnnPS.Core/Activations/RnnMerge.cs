namespace RnnPS;

/// <summary>The function that merges the states of a bidirectional layer's two cells, like Keras' <c>merge_mode</c>.</summary>
public enum RnnMerge
{
    /// <summary>The concatenation, with the state of the forward cell first.</summary>
    Concat,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The element-wise product.</summary>
    Multiply,

    /// <summary>The mean.</summary>
    Average,
}
