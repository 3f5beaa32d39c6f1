using System.Management.Automation;

namespace RnnPS;

/// <summary>Creates every error record of the module, with its id, category and target object.</summary>
internal static class ErrorRecords
{
    /// <summary>Creates the record of an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="target">The record or file with the error, or null for the error's own value.</param>
    /// <param name="place">The place of the error, such as <c>Step 3</c>. It precedes the message.</param>
    /// <returns>The record.</returns>
    public static ErrorRecord From(RnnException error, object? target = null, string? place = null)
    {
        RnnException placed = place is null
            ? error
            : new RnnException(error.Id, $"{place}: {error.Message}", error.Value, error);
        object? value = target ?? error.Value;
        var record = new ErrorRecord(placed, error.Id, Category(error.Id), value);
        // PowerShell would show the whole text of the value, with its control characters.
        record.CategoryInfo.TargetName = value is null ? string.Empty : ValueDescription.Of(value);
        return record;
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
            or RnnErrorId.Wildcard or RnnErrorId.Key or RnnErrorId.ChartKind
            or RnnErrorId.Feedback or RnnErrorId.Interval or RnnErrorId.Loss => ErrorCategory.InvalidArgument,
        RnnErrorId.StateInUse => ErrorCategory.ResourceBusy,
        RnnErrorId.Memory => ErrorCategory.LimitsExceeded,
        RnnErrorId.LossNotFinite => ErrorCategory.InvalidResult,
        RnnErrorId.StepExpected or RnnErrorId.CellExpected or RnnErrorId.ChartInput => ErrorCategory.InvalidType,
        _ => ErrorCategory.InvalidData,
    };
}
