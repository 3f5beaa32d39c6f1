namespace RnnPS;

/// <summary>The value that stands for the values of several rows.</summary>
public enum RnnAggregation
{
    /// <summary>The mean of the values that are there.</summary>
    Mean,

    /// <summary>The sum. It is missing if a row or a value is.</summary>
    Sum,

    /// <summary>The last value that is there.</summary>
    Last,

    /// <summary>The first value that is there.</summary>
    First,

    /// <summary>The least value.</summary>
    Min,

    /// <summary>The largest value.</summary>
    Max,
}
