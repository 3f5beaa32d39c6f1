namespace RnnPS.Files;

/// <summary>The shape of what a layer reads. In Keras, sequences have the dimensions batch, time and feature.</summary>
internal sealed class KerasShape
{
    private const int SequenceRank = 3;

    private readonly IReadOnlyList<int>? _input;

    /// <summary>Creates the shape of the input.</summary>
    /// <param name="input">A size for each dimension, 0 for any; null if the file does not say it.</param>
    public KerasShape(IReadOnlyList<int>? input)
    {
        _input = input;
        Rank = input?.Count ?? SequenceRank;
        Size = Rank == SequenceRank && input is [_, _, > 0 and var size] ? size : null;
    }

    /// <summary>The number of dimensions. Tokens, and what is after the last timestep, have two.</summary>
    public int Rank { get; private set; }

    /// <summary>The number of features; null if it is not known yet.</summary>
    public int? Size { get; set; }

    /// <summary>Whether only the last timestep is left.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Gets the number of features.</summary>
    /// <param name="layer">The layer that needs it.</param>
    /// <returns>The number.</returns>
    /// <exception cref="RnnException">The file does not say it (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public int RequireSize(KerasLayer layer) => Size ?? throw KerasFaults.BadConfig($"does not say how many inputs {layer} has");

    /// <summary>Tokens became vectors.</summary>
    /// <param name="size">The size of a vector.</param>
    public void Embed(int size)
    {
        Size = size;
        Rank = SequenceRank;
    }

    /// <summary>A layer returned its last output only.</summary>
    public void TakeLast()
    {
        IsLast = true;
        Rank = SequenceRank - 1;
    }

    /// <summary>Requires that a recurrent layer reads sequences.</summary>
    /// <param name="layer">The layer.</param>
    public void RequireSequence(KerasLayer layer)
    {
        if (IsLast)
        {
            throw KerasFaults.Create(
                layer, "reads a layer that returns no sequences", "In RnnPS, only the last recurrent layer may have return_sequences=False");
        }

        if (Rank != SequenceRank)
        {
            throw KerasFaults.Create(
                layer,
                FormattableString.Invariant($"reads batches of {RnnMessages.Count(Rank, "dimension")}"),
                "RnnPS reads sequences of numbers [batch, time, feature], or of tokens with an Embedding");
        }
    }

    /// <summary>Requires that a dense layer reads one timestep.</summary>
    /// <param name="layer">The layer.</param>
    public void RequireTimestep(KerasLayer layer)
    {
        if (Rank != SequenceRank && !IsLast)
        {
            throw KerasFaults.Create(layer, "reads the whole sequence at once", "In RnnPS, layers read one timestep at a time");
        }
    }

    /// <summary>Requires that a Flatten or a Reshape changes nothing.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="isFirst">Whether no layer is below it.</param>
    public void RequireSameShape(KerasLayer layer, bool isFirst)
    {
        double[] target = layer.Numbers("target_shape") ?? [];
        bool isSame = IsLast
            ? layer.Class == "Flatten" || (target is [var size] && (size == Size || size == -1))
            : layer.Class == "Reshape" && target is [var steps, var features] && IsSequence(steps, features, isFirst);
        if (!isSame)
        {
            throw KerasFaults.Create(
                layer, "changes the shape of its input", "In RnnPS, each timestep goes through the layers by itself. Save the part of the model below this layer");
        }
    }

    private bool IsSequence(double steps, double features, bool isFirst)
    {
        int length = _input is [_, var time, ..] ? time : 0;
        bool keepsTime = steps == -1 || (steps == length && length > 0);
        if (Rank == SequenceRank)
        {
            return keepsTime && features == Size;
        }

        // A model that reads T numbers as T timesteps of one feature, or F numbers as one timestep, does so in RnnPS without this layer.
        if (Rank != SequenceRank - 1 || !isFirst || !((features == 1 && keepsTime) || (steps == 1 && features == length)))
        {
            return false;
        }

        Embed((int)features);
        return true;
    }
}
