namespace RnnPS;

/// <summary>
/// The stable ids of the errors that RnnPS itself finds in data, shapes and files. A script may compare them with
/// the first part of <c>$_.FullyQualifiedErrorId</c>; they do not change with the language or the version. What
/// PowerShell's own parameter binder rejects keeps the engine's ids.
/// </summary>
public static class RnnErrorId
{
    /// <summary>No timestep, row or step came in at all.</summary>
    public const string EmptyInput = "RnnEmptyInput";

    /// <summary>A timestep, row or value is <c>$null</c>.</summary>
    public const string NullInput = "RnnNullInput";

    /// <summary>A timestep has another number of features than the model's input size.</summary>
    public const string InputLength = "RnnInputLength";

    /// <summary>A flat list was given as the timesteps of a model with more than one input.</summary>
    public const string FlatInput = "RnnFlatInput";

    /// <summary>A list was nested deeper than timesteps of features.</summary>
    public const string InputDepth = "RnnInputDepth";

    /// <summary>A text or an object that should be a number is none.</summary>
    public const string NotANumber = "RnnNotANumber";

    /// <summary>A field is empty or NaN: the value is missing.</summary>
    public const string MissingValue = "RnnMissingValue";

    /// <summary>An input, a target or a state is infinite (or NaN, where that does not mean missing).</summary>
    public const string NotFinite = "RnnNotFinite";

    /// <summary>A row was given where numbers were expected, without saying which of its properties to read.</summary>
    public const string PropertyRequired = "RnnPropertyRequired";

    /// <summary>A row has no property, or a file no column, of the name asked for.</summary>
    public const string PropertyMissing = "RnnPropertyMissing";

    /// <summary>A row's property can't be read: its getter failed.</summary>
    public const string PropertyUnreadable = "RnnPropertyUnreadable";

    /// <summary>A weight array is ragged, or its sizes do not fit the others.</summary>
    public const string WeightShape = "RnnWeightShape";

    /// <summary>A weight array has no element.</summary>
    public const string WeightEmpty = "RnnWeightEmpty";

    /// <summary>A weight is <c>$null</c> or no number.</summary>
    public const string WeightNotANumber = "RnnWeightNotANumber";

    /// <summary>A weight is NaN or infinite.</summary>
    public const string WeightNotFinite = "RnnWeightNotFinite";

    /// <summary>There is no activation of the name given, or a constant of one is out of range.</summary>
    public const string Activation = "RnnActivation";

    /// <summary>A direction does not fit the cells or the run, or there are more or fewer directions than layers.</summary>
    public const string Direction = "RnnDirection";

    /// <summary>The states of two directions can't be merged so, or there are more or fewer merges than layers.</summary>
    public const string Merge = "RnnMerge";

    /// <summary>A size is zero or negative, or larger than an array can be.</summary>
    public const string Size = "RnnSize";

    /// <summary>A model has no parameter of the name or at the place asked for.</summary>
    public const string UnknownWeight = "RnnUnknownWeight";

    /// <summary>A state belongs to a model of other sizes, or its value has another length.</summary>
    public const string StateShape = "RnnStateShape";

    /// <summary>A mask has more or fewer values than its sequence has timesteps.</summary>
    public const string MaskLength = "RnnMaskLength";

    /// <summary>A part of a sequence was asked for that it does not have.</summary>
    public const string SequenceLength = "RnnSequenceLength";

    /// <summary>Parameters exclude each other, or one is missing that another needs.</summary>
    public const string Parameters = "RnnParameters";

    /// <summary>A target has another number of components than the output, or there are more or fewer than steps.</summary>
    public const string TargetLength = "RnnTargetLength";

    /// <summary>Numbers can't be scaled, or a scaling does not fit the model.</summary>
    public const string Scaling = "RnnScaling";

    /// <summary>A constant of training, as a learning rate, is out of its range.</summary>
    public const string TrainingOption = "RnnTrainingOption";

    /// <summary>It is not known which inputs a forecast is fed back to, or it can't be fed back at all.</summary>
    public const string Feedback = "RnnFeedback";

    /// <summary>The known future inputs that a forecast needs are too few, or have missing values.</summary>
    public const string Future = "RnnFuture";

    /// <summary>The times of a series can't be read or go on.</summary>
    public const string Time = "RnnTime";

    /// <summary>There is nothing to make a forecast's interval of, or not for so large a share.</summary>
    public const string Interval = "RnnInterval";

    /// <summary>The loss of a training became infinite or no number.</summary>
    public const string LossNotFinite = "RnnLossNotFinite";

    /// <summary>A checkpoint is of another model, of other data or of a training with other options.</summary>
    public const string CheckpointMismatch = "RnnCheckpointMismatch";

    /// <summary>A file is no checkpoint, or one that was cut or changed.</summary>
    public const string CheckpointDamaged = "RnnCheckpointDamaged";

    /// <summary>A target is a number that the loss is not defined for, as a class beyond the outputs.</summary>
    public const string Target = "RnnTarget";

    /// <summary>There is no loss of the name given, a constant of it is out of range, or it does not fit the model's output.</summary>
    public const string Loss = "RnnLoss";

    /// <summary>A step's weight in the loss is negative or not finite, or there are more or fewer than steps.</summary>
    public const string StepWeight = "RnnStepWeight";

    /// <summary>An object that should be a cell is something else.</summary>
    public const string CellExpected = "RnnCellExpected";

    /// <summary>An object that should be an RNN step is something else.</summary>
    public const string StepExpected = "RnnStepExpected";

    /// <summary>A step has other columns than the table that it should be written to.</summary>
    public const string TraceColumns = "RnnTraceColumns";

    /// <summary>A path is not one of the file system, or names no single file to write.</summary>
    public const string Path = "RnnPath";

    /// <summary>A file does not exist.</summary>
    public const string FileNotFound = "RnnFileNotFound";

    /// <summary>A path names a folder where a file was expected.</summary>
    public const string FileIsFolder = "RnnFileIsFolder";

    /// <summary>A file cannot be opened: it is in use by another program, or access to it is denied.</summary>
    public const string FileUnavailable = "RnnFileUnavailable";

    /// <summary>A file holds nothing.</summary>
    public const string FileEmpty = "RnnFileEmpty";

    /// <summary>A CSV file's first row is data, not names of columns.</summary>
    public const string CsvNoHeader = "RnnCsvNoHeader";

    /// <summary>Two columns of a CSV file have one name.</summary>
    public const string CsvDuplicateColumn = "RnnCsvDuplicateColumn";

    /// <summary>A row of a CSV file has more or fewer fields than the header.</summary>
    public const string CsvRowLength = "RnnCsvRowLength";

    /// <summary>A row of a CSV file is malformed, as by a quote that is not closed.</summary>
    public const string CsvMalformed = "RnnCsvMalformed";

    /// <summary>An output file exists and -NoClobber was given.</summary>
    public const string FileExists = "RnnFileExists";

    /// <summary>An output file is read-only and -Force was not given.</summary>
    public const string FileReadOnly = "RnnFileReadOnly";

    /// <summary>The folder of an output file does not exist.</summary>
    public const string FolderNotFound = "RnnFolderNotFound";
}
