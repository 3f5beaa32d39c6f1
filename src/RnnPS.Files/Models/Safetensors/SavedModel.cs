namespace RnnPS.Files;

/// <summary>What the own format keeps of a model besides its numbers, as JSON.</summary>
internal sealed record SavedModel
{
    /// <summary>Whether there is an embedding.</summary>
    public bool HasEmbedding { get; init; }

    /// <summary>The recurrent layers, from the input up.</summary>
    public required IReadOnlyList<SavedLayer> Layers { get; init; }

    /// <summary>The dense layers and the output layer.</summary>
    public required IReadOnlyList<SavedDense> Dense { get; init; }

    /// <summary>Whether the model outputs at every timestep or once per sequence.</summary>
    public required RnnOutputStep OutputStep { get; init; }

    /// <summary>The fraction of each recurrent layer's outputs that training drops.</summary>
    public double Dropout { get; init; }

    /// <summary>The scaler of the inputs; null for none.</summary>
    public RnnScaler? InputScaler { get; init; }

    /// <summary>The scaler of the outputs; null for none.</summary>
    public RnnScaler? OutputScaler { get; init; }

    /// <summary>Whether training keeps the scaling by default, also if there is none.</summary>
    public bool KeepsScaling { get; init; }

    /// <summary>The seed that generated the weights; null if the weights were given.</summary>
    public int? Seed { get; init; }

    /// <summary>A timestep whose inputs all equal it is masked; null for none.</summary>
    public double? MaskValue { get; init; }
}

/// <summary>A recurrent layer in saved form.</summary>
/// <param name="Direction">The order in which the layer reads.</param>
/// <param name="Merge">How the two directions are merged; null for one direction.</param>
/// <param name="Cells">The cells, forward before reverse.</param>
internal sealed record SavedLayer(RnnDirection Direction, RnnMerge? Merge, IReadOnlyList<SavedCell> Cells)
{
    /// <summary>Whether a cell of the layer reads in reverse.</summary>
    /// <param name="index">The index of the cell.</param>
    public bool IsReverse(int index) => index == 1 || Direction == RnnDirection.Reverse;
}

/// <summary>A cell in saved form.</summary>
/// <param name="Form">The kind and the options.</param>
/// <param name="Arrays">
/// The arrays that the cell has. PyTorch's cells have two biases or none, so the file has a bias of zeros for one that is not listed.
/// </param>
internal sealed record SavedCell(CellForm Form, IReadOnlyList<CellArray> Arrays)
{
    private static readonly CellArray[] Biases = [CellArray.Bias, CellArray.RecurrentBias];

    /// <summary>Whether the tensors have PyTorch's names and layout.</summary>
    public bool IsTorch => CellTensor.IsTorch(Form, Arrays.Contains(CellArray.Peepholes));

    /// <summary>Whether the cell has a bias.</summary>
    public bool HasBias => Arrays.Any(Biases.Contains);

    /// <summary>The tensors of the cell.</summary>
    /// <param name="suffix">The layer and the direction; see <see cref="CellTensor.Suffix"/>.</param>
    /// <param name="hasBiases">Whether cells in PyTorch's layout have both biases, even if they are not listed.</param>
    /// <returns>The tensors that are in the file, and for each whether the cell has its array.</returns>
    public IEnumerable<(CellTensor Tensor, bool IsListed)> Tensors(string suffix, bool hasBiases)
    {
        bool isTorch = IsTorch;
        IEnumerable<CellTensor> all = isTorch ? CellTensor.OfTorch(Form.Kind, CellTensor.TorchPrefix, suffix) : CellTensor.OfOwn(suffix);
        return all.Select(tensor => (Tensor: tensor, IsListed: Arrays.Contains(tensor.Array)))
            .Where(entry => entry.IsListed || (isTorch && hasBiases && Biases.Contains(entry.Tensor.Array)));
    }
}

/// <summary>A dense layer in saved form.</summary>
/// <param name="Activation">The activation function.</param>
/// <param name="Softmax">Whether it is the softmax instead.</param>
/// <param name="HasBias">Whether there is a bias.</param>
/// <param name="IsOutput">Whether it is the output layer.</param>
internal sealed record SavedDense(RnnActivationFunction Activation, bool Softmax, bool HasBias, bool IsOutput)
{
    /// <summary>The prefix of the tensors.</summary>
    /// <param name="index">The index of the layer.</param>
    public string Prefix(int index) => IsOutput ? "output." : FormattableString.Invariant($"dense.{index}.");
}

/// <summary>The training of a model in saved form.</summary>
internal sealed record SavedTraining
{
    /// <summary>The names of the inputs.</summary>
    public required IReadOnlyList<string> InputNames { get; init; }

    /// <summary>The names of the targets.</summary>
    public required IReadOnlyList<string> TargetNames { get; init; }

    /// <summary>The names of the classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The number of rows from an input to its target.</summary>
    public required int Lead { get; init; }

    /// <summary>The treatment of missing inputs; null for an error.</summary>
    public RnnMissingValue? MissingValue { get; init; }

    /// <summary>The loss with its constants.</summary>
    public required RnnLossFunction Loss { get; init; }

    /// <summary>Whether the file has the validation errors, as a tensor.</summary>
    public required bool HasResiduals { get; init; }

    /// <summary>
    /// The number of rows of the validation part whose forecasts have errors, which are a tensor; null for none.
    /// </summary>
    public int? HorizonRows { get; init; }

    /// <summary>The error of repeating the last row instead of these forecasts.</summary>
    public double HorizonNaiveError { get; init; }

    /// <summary>The epoch whose weights were kept.</summary>
    public required int Epoch { get; init; }

    /// <summary>The mean loss of the kept weights; null if it was not measured.</summary>
    public double? KeptLoss { get; init; }

    /// <summary>Gets the saved form of a training.</summary>
    /// <param name="training">The training.</param>
    /// <returns>The saved form.</returns>
    public static SavedTraining Of(RnnTraining training) => new()
    {
        InputNames = training.InputNames,
        TargetNames = training.TargetNames,
        Classes = training.Classes,
        Lead = training.Lead,
        MissingValue = training.MissingValue == RnnMissingValue.Error ? null : training.MissingValue,
        Loss = training.Loss,
        HasResiduals = training.Residuals is not null,
        HorizonRows = training.HorizonErrors?.ValidationRows,
        HorizonNaiveError = training.HorizonErrors?.NaiveError ?? 0,
        Epoch = training.Epoch,
        KeptLoss = training.KeptLoss,
    };

    /// <summary>Creates the training.</summary>
    /// <param name="residuals">The validation errors; null for none.</param>
    /// <param name="horizonErrors">The errors of forecasts; null for none.</param>
    /// <returns>The training.</returns>
    public RnnTraining ToTraining(RnnMatrix? residuals, RnnMatrix? horizonErrors) => new()
    {
        InputNames = InputNames,
        TargetNames = TargetNames,
        Classes = Classes,
        Lead = Lead,
        MissingValue = MissingValue ?? RnnMissingValue.Error,
        Loss = Loss,
        Residuals = residuals,
        HorizonErrors = horizonErrors is null ? null : new RnnHorizonErrors(horizonErrors, HorizonRows!.Value, HorizonNaiveError),
        Epoch = Epoch,
        KeptLoss = KeptLoss,
    };
}
