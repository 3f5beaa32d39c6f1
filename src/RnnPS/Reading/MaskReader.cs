namespace RnnPS;

/// <summary>Reads masks from the objects that PowerShell passes.</summary>
internal static class MaskReader
{
    /// <summary>Reads one mask value.</summary>
    /// <param name="value">A boolean, the number 1 or 0, or a text that represents one of them.</param>
    /// <returns>Whether the timestep is valid.</returns>
    /// <exception cref="RnnException">The value is another one (<see cref="RnnErrorId.MaskValue"/>).</exception>
    public static bool Read(object? value) => Find(NumberReader.Unwrap(value)) ?? throw MaskRules.NotAMask(
        NumberReader.IsAbsent(value) ? "$null" : $"'{ValueDescription.Of(value)}'", value);

    /// <summary>Reads a list of mask values.</summary>
    /// <exception cref="RnnException">A value is not true, false, 1 or 0 (<see cref="RnnErrorId.MaskValue"/>).</exception>
    public static bool[] ReadList(object value) => [.. ListReader.ToArray(NumberReader.AsList(value) ?? new[] { value }).Select((item, index) =>
    {
        try
        {
            return Read(item);
        }
        catch (RnnException error)
        {
            throw new RnnException(error.Id, FormattableString.Invariant($"Mask value {index}: {error.Message}"), item, error);
        }
    })];

    private static bool? Find(object? value) => value switch
    {
        bool valid => valid,
        string text => MaskRules.Read(text),
        char letter => MaskRules.Read([letter]),
        _ => FindNumber(value),
    };

    private static bool? FindNumber(object? value)
    {
        try
        {
            return MaskRules.Read(NumberReader.Read(value));
        }
        catch (RnnException)
        {
            return null;
        }
    }
}
