namespace RnnPS;

/// <summary>
/// The stable ids of the errors that RnnPS reports for data, shapes and files. Scripts can compare them with the first part of
/// <c>$_.FullyQualifiedErrorId</c>. They do not depend on the language or the version. Errors of PowerShell's parameter binder
/// keep the ids of PowerShell.
/// </summary>
public static class RnnErrorId
{
    /// <summary>The input has no timesteps, rows or steps.</summary>
    public const string EmptyInput = "RnnEmptyInput";

    /// <summary>A timestep, row or value is <c>$null</c>.</summary>
    public const string NullInput = "RnnNullInput";

    /// <summary>The number of features of a timestep differs from the input size of the model.</summary>
    public const string InputLength = "RnnInputLength";

    /// <summary>A flat list was given as timesteps, but the model has more than one input.</summary>
    public const string FlatInput = "RnnFlatInput";

    /// <summary>A list is nested deeper than timesteps of features.</summary>
    public const string InputDepth = "RnnInputDepth";

    /// <summary>A list can't be read: its enumerator throws, or does not end.</summary>
    public const string InputUnreadable = "RnnInputUnreadable";

    /// <summary>A list or an object with properties was given as the key of a sequence.</summary>
    public const string Key = "RnnKey";

    /// <summary>A text or an object is not a number.</summary>
    public const string NotANumber = "RnnNotANumber";

    /// <summary>A value is missing: its field is empty or NaN.</summary>
    public const string MissingValue = "RnnMissingValue";

    /// <summary>
    /// An input, a target or a state is infinite, or NaN where NaN does not mark a missing value; or a number of a run became so.
    /// </summary>
    public const string NotFinite = "RnnNotFinite";

    /// <summary>The input of a model with an embedding is not a token: an integer from 0 to the size of the vocabulary − 1.</summary>
    public const string Token = "RnnToken";

    /// <summary>A row was given instead of numbers, and no property to read was named.</summary>
    public const string PropertyRequired = "RnnPropertyRequired";

    /// <summary>Something that is not a model was piped to a command that takes one.</summary>
    public const string ModelExpected = "RnnModelExpected";

    /// <summary>Most rows of a training can't be read.</summary>
    public const string BadRows = "RnnBadRows";

    /// <summary>A row has no property, or a file no column, with the requested name.</summary>
    public const string PropertyMissing = "RnnPropertyMissing";

    /// <summary>The getter of a row's property failed.</summary>
    public const string PropertyUnreadable = "RnnPropertyUnreadable";

    /// <summary>A weight array is ragged, or its shape does not match the other arrays.</summary>
    public const string WeightShape = "RnnWeightShape";

    /// <summary>A weight array is empty.</summary>
    public const string WeightEmpty = "RnnWeightEmpty";

    /// <summary>A weight is <c>$null</c> or not a number.</summary>
    public const string WeightNotANumber = "RnnWeightNotANumber";

    /// <summary>A weight is NaN or infinite.</summary>
    public const string WeightNotFinite = "RnnWeightNotFinite";

    /// <summary>The name of an activation is unknown, or one of its constants is out of range.</summary>
    public const string Activation = "RnnActivation";

    /// <summary>
    /// A direction does not fit the cells or the run, or the number of directions differs from the number of layers.
    /// </summary>
    public const string Direction = "RnnDirection";

    /// <summary>
    /// A merge does not fit the states of both directions, or the number of merges differs from the number of layers.
    /// </summary>
    public const string Merge = "RnnMerge";

    /// <summary>A size is zero or negative, or exceeds the maximum size of an array.</summary>
    public const string Size = "RnnSize";

    /// <summary>A size needs more memory than is free, and -Force was not given.</summary>
    public const string Memory = "RnnMemory";

    /// <summary>A model has no weight array with the requested name, or the array has no such element.</summary>
    public const string UnknownWeight = "RnnUnknownWeight";

    /// <summary>A state belongs to a model with other sizes, or its value has the wrong length.</summary>
    public const string StateShape = "RnnStateShape";

    /// <summary>A state is in use by another run that has not ended.</summary>
    public const string StateInUse = "RnnStateInUse";

    /// <summary>The number of mask values differs from the number of timesteps.</summary>
    public const string MaskLength = "RnnMaskLength";

    /// <summary>A mask value is not true, false, 1 or 0.</summary>
    public const string MaskValue = "RnnMaskValue";

    /// <summary>A sequence is too short for the requested range or window.</summary>
    public const string SequenceLength = "RnnSequenceLength";

    /// <summary>Parameters exclude each other, or a parameter requires another one that is missing.</summary>
    public const string Parameters = "RnnParameters";

    /// <summary>A target has the wrong number of components, or the number of targets differs from the number of steps.</summary>
    public const string TargetLength = "RnnTargetLength";

    /// <summary>Objects are of no type that charts are drawn from, of several types, or too many for one chart.</summary>
    public const string ChartInput = "RnnChartInput";

    /// <summary>The objects have no such kind of chart, or no such unit.</summary>
    public const string ChartKind = "RnnChartKind";

    /// <summary>Values can't be scaled, or a scaler does not fit the model.</summary>
    public const string Scaling = "RnnScaling";

    /// <summary>A training option, for example the learning rate, is out of range.</summary>
    public const string TrainingOption = "RnnTrainingOption";

    /// <summary>
    /// A forecast can't use its outputs as the next inputs: the mapping is unknown, or the model does not allow it.
    /// </summary>
    public const string Feedback = "RnnFeedback";

    /// <summary>A forecast has too few known future inputs, or some of their values are missing.</summary>
    public const string Future = "RnnFuture";

    /// <summary>The times of a series can't be read or continued.</summary>
    public const string Time = "RnnTime";

    /// <summary>The data for a prediction interval is missing, or does not suffice for the requested confidence level.</summary>
    public const string Interval = "RnnInterval";

    /// <summary>A loss is infinite or NaN, or the loss or its gradient became so during training.</summary>
    public const string LossNotFinite = "RnnLossNotFinite";

    /// <summary>A checkpoint belongs to another model, other data or other training options.</summary>
    public const string CheckpointMismatch = "RnnCheckpointMismatch";

    /// <summary>The description of a training does not fit the model.</summary>
    public const string Training = "RnnTraining";

    /// <summary>A file is not a model file, or it is truncated or damaged.</summary>
    public const string ModelFile = "RnnModelFile";

    /// <summary>A model file has a part that RnnPS can't represent, or a model has a part that a format can't represent.</summary>
    public const string ModelUnsupported = "RnnModelUnsupported";

    /// <summary>A file is not a checkpoint, or it is truncated or corrupted.</summary>
    public const string CheckpointDamaged = "RnnCheckpointDamaged";

    /// <summary>The loss is not defined for a target, for example a class index larger than the number of outputs.</summary>
    public const string Target = "RnnTarget";

    /// <summary>
    /// The name of a loss is unknown, one of its constants is out of range, or it does not fit the model's output.
    /// </summary>
    public const string Loss = "RnnLoss";

    /// <summary>
    /// The weight of a step in the loss is negative or not finite, or the number of weights differs from the number of steps.
    /// </summary>
    public const string StepWeight = "RnnStepWeight";

    /// <summary>
    /// A target is not the name of a class, the number of classes differs from the outputs of the model, or the loss is not one of
    /// classes.
    /// </summary>
    public const string Classes = "RnnClasses";

    /// <summary>An object is not a cell.</summary>
    public const string CellExpected = "RnnCellExpected";

    /// <summary>An object is not an RNN step.</summary>
    public const string StepExpected = "RnnStepExpected";

    /// <summary>An object came from another process without its serialized form.</summary>
    public const string NotSerialized = "RnnNotSerialized";

    /// <summary>The columns of a step differ from the columns of the table to export.</summary>
    public const string TraceColumns = "RnnTraceColumns";

    /// <summary>A path does not belong to the file system, or does not name a single file to write.</summary>
    public const string Path = "RnnPath";

    /// <summary>Another copy or version of the module is loaded in the process.</summary>
    public const string ModuleLoaded = "RnnModuleLoaded";

    /// <summary>A wildcard pattern is not valid, for example a [ without a ].</summary>
    public const string Wildcard = "RnnWildcard";

    /// <summary>A file does not exist.</summary>
    public const string FileNotFound = "RnnFileNotFound";

    /// <summary>A path names a folder instead of a file.</summary>
    public const string FileIsFolder = "RnnFileIsFolder";

    /// <summary>A file can't be opened: another program uses it, or access is denied.</summary>
    public const string FileUnavailable = "RnnFileUnavailable";

    /// <summary>A file is empty.</summary>
    public const string FileEmpty = "RnnFileEmpty";

    /// <summary>The first row of a CSV file contains data instead of column names.</summary>
    public const string CsvNoHeader = "RnnCsvNoHeader";

    /// <summary>Two columns of a CSV file have the same name.</summary>
    public const string CsvDuplicateColumn = "RnnCsvDuplicateColumn";

    /// <summary>The number of fields in a row of a CSV file differs from the header.</summary>
    public const string CsvRowLength = "RnnCsvRowLength";

    /// <summary>A row of a CSV file is malformed, for example by an unclosed quote.</summary>
    public const string CsvMalformed = "RnnCsvMalformed";

    /// <summary>A CSV file has bytes that are not valid in its encoding, for example Windows-1252 text that is read as UTF-8.</summary>
    public const string CsvEncoding = "RnnCsvEncoding";

    /// <summary>An output file exists and -NoClobber was given.</summary>
    public const string FileExists = "RnnFileExists";

    /// <summary>An output file is read-only and -Force was not given.</summary>
    public const string FileReadOnly = "RnnFileReadOnly";

    /// <summary>The folder of an output file does not exist.</summary>
    public const string FolderNotFound = "RnnFolderNotFound";
}
