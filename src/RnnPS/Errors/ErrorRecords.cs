using System.Management.Automation;

namespace RnnPS;

/// <summary>Makes every error record of the module: the id, the true category, the data as target.</summary>
internal static class ErrorRecords
{
    /// <summary>The record of an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="target">The record or file that it was found in; null takes the error's own value.</param>
    /// <param name="place">Where it was found, as <c>Step 3</c>; goes before the message.</param>
    /// <returns>The record.</returns>
    public static ErrorRecord From(RnnException error, object? target = null, string? place = null)
    {
        RnnException placed = place is null
            ? error
            : new RnnException(error.Id, $"{place}: {error.Message}", error.Value, error);
        return new ErrorRecord(placed, error.Id, Category(error.Id), target ?? error.Value);
    }

    private static ErrorCategory Category(string id) => id switch
    {
        RnnErrorId.FileNotFound or RnnErrorId.FolderNotFound or RnnErrorId.PropertyMissing
            or RnnErrorId.UnknownWeight => ErrorCategory.ObjectNotFound,
        RnnErrorId.FileExists => ErrorCategory.ResourceExists,
        RnnErrorId.FileReadOnly => ErrorCategory.PermissionDenied,
        RnnErrorId.FileUnavailable => ErrorCategory.OpenError,
        RnnErrorId.CsvMalformed or RnnErrorId.NotANumber or RnnErrorId.WeightNotANumber => ErrorCategory.ParserError,
        RnnErrorId.Path or RnnErrorId.PropertyRequired or RnnErrorId.Size or RnnErrorId.Activation
            or RnnErrorId.Direction or RnnErrorId.Merge or RnnErrorId.Parameters or RnnErrorId.TrainingOption
            or RnnErrorId.Feedback or RnnErrorId.Interval or RnnErrorId.Loss => ErrorCategory.InvalidArgument,
        RnnErrorId.LossNotFinite => ErrorCategory.InvalidResult,
        RnnErrorId.StepExpected or RnnErrorId.CellExpected => ErrorCategory.InvalidType,
        _ => ErrorCategory.InvalidData,
    };
}
