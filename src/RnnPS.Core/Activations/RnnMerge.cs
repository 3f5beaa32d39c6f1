namespace RnnPS;

/// <summary>How the states of a bidirectional layer's two cells become one, as Keras' <c>merge_mode</c>.</summary>
public enum RnnMerge
{
    /// <summary>Side by side, the forward cell's first.</summary>
    Concat,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their product, component by component.</summary>
    Multiply,

    /// <summary>Their mean.</summary>
    Average,
}
