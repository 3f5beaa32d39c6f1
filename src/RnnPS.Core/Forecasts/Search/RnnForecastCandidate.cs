using System.Globalization;

namespace RnnPS;

/// <summary>A form that a search tried, and its error over the rolling origins.</summary>
/// <param name="Form">The form; null for the repetition of earlier rows.</param>
/// <param name="Name">The form as text, or for example <c>repeat 12</c>.</param>
/// <param name="Error">The mean absolute error over all origins and steps, in the units of the series. Infinite if the forecast diverged.</param>
/// <param name="IsChosen">Whether the forecast of the model has a share of it.</param>
public sealed record RnnForecastCandidate(RnnForecastForm? Form, string Name, double Error, bool IsChosen)
{
    /// <summary>Formats the candidate as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Error:G4}{(IsChosen ? " (chosen)" : string.Empty)}");
}
