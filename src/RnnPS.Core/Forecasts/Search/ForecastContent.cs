namespace RnnPS;

/// <summary>What a file keeps of a forecast model besides its networks: numbers, texts and lists.</summary>
public sealed record ForecastContent
{
    // Sums of lags stay far from the largest integer.
    private const int LargestLag = 1 << 24;

    /// <summary>The form and the share of each network.</summary>
    public required IReadOnlyList<ForecastMemberContent> Members { get; init; }

    /// <inheritdoc cref="RnnForecastModel.BaselineLag"/>
    public required int BaselineLag { get; init; }

    /// <inheritdoc cref="RnnForecastModel.BaselineShare"/>
    public required double BaselineShare { get; init; }

    /// <inheritdoc cref="RnnForecastModel.Candidates"/>
    public required IReadOnlyList<RnnForecastCandidate> Candidates { get; init; }

    /// <inheritdoc cref="RnnForecastModel.Periods"/>
    public required IReadOnlyList<int> Periods { get; init; }

    /// <inheritdoc cref="RnnForecastModel.Count"/>
    public required int Count { get; init; }

    /// <inheritdoc cref="RnnForecastModel.Sequences"/>
    public required IReadOnlyList<TypedText> Sequences { get; init; }

    /// <inheritdoc cref="RnnForecastModel.IsGlobal"/>
    public bool IsGlobal { get; init; }

    /// <inheritdoc cref="RnnForecastModel.Name"/>
    public string? Name { get; init; }

    /// <inheritdoc cref="RnnForecastModel.Description"/>
    public string? Description { get; init; }

    /// <inheritdoc cref="RnnForecastModel.Origins"/>
    public required int Origins { get; init; }

    /// <inheritdoc cref="RnnForecastModel.Error"/>
    public required double Error { get; init; }

    /// <inheritdoc cref="RnnForecastModel.BaselineError"/>
    public required double BaselineError { get; init; }

    /// <inheritdoc cref="RnnForecastModel.TrainedRows"/>
    public required int TrainedRows { get; init; }

    /// <inheritdoc cref="RnnForecastModel.LastStep"/>
    public required long LastStep { get; init; }

    /// <inheritdoc cref="RnnForecastModel.LastTime"/>
    public TypedText? LastTime { get; init; }

    /// <summary>The place of the last row that the model was trained on.</summary>
    public required long LastPlace { get; init; }

    /// <summary>The times of the training; null for none.</summary>
    public TimeAxisContent? Axis { get; init; }

    /// <inheritdoc cref="RnnForecastModel.IsCutShort"/>
    public bool IsCutShort { get; init; }

    /// <summary>The transform in which the errors were measured.</summary>
    public required RnnTransform Transform { get; init; }

    /// <summary>The exponent of that transform.</summary>
    public required double Lambda { get; init; }

    /// <inheritdoc cref="RnnForecastModel.Residuals"/>
    public IReadOnlyList<double> Residuals { get; init; } = [];

    /// <summary>The transform of the residuals.</summary>
    public RnnTransform ResidualTransform { get; init; } = RnnTransform.None;

    /// <summary>The exponent of that transform.</summary>
    public double ResidualLambda { get; init; } = 1;

    /// <summary>The model as it was validated, without its networks; null for none.</summary>
    public ForecastContent? Validated { get; init; }

    /// <summary>The spread of the errors for each step ahead.</summary>
    public required IReadOnlyList<double> Spread { get; init; }

    /// <summary>The absolute errors, divided by their spread, in order.</summary>
    public required IReadOnlyList<double> Errors { get; init; }

    /// <summary>The factor by which intervals are wider.</summary>
    public required double Widening { get; init; }

    /// <summary>Gets the content of a model.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The content. The networks are kept apart from it.</returns>
    /// <exception cref="RnnException">The key is not a text, a number or a date (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public static ForecastContent Of(RnnForecastModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new ForecastContent
        {
            Members = [.. model.Members.Select(member => new ForecastMemberContent(member.Form, member.Share))],
            BaselineLag = model.BaselineLag,
            BaselineShare = model.BaselineShare,
            Candidates = model.Candidates,
            Periods = model.Periods,
            Count = model.Count,
            Sequences = [.. model.Sequences.Select(TypedText.Of)],
            IsGlobal = model.IsGlobal,
            Name = model.Name,
            Description = model.Description,
            Origins = model.Origins,
            Error = model.Error,
            BaselineError = model.BaselineError,
            TrainedRows = model.TrainedRows,
            LastStep = model.LastStep,
            LastTime = model.LastTime is { } time ? TypedText.Of(time) : null,
            LastPlace = model.LastPlace,
            Axis = model.Axis?.Content,
            IsCutShort = model.IsCutShort,
            Transform = model.Transform.Kind,
            Lambda = model.Transform.Lambda,
            Residuals = model.Residuals,
            ResidualTransform = model.ResidualTransform.Kind,
            ResidualLambda = model.ResidualTransform.Lambda,
            Validated = model.Validated is { } validated ? Of(validated) : null,
            Spread = model.Scale.Spread,
            Errors = model.Scale.Sorted,
            Widening = model.Scale.Widening,
        };
    }

    /// <summary>Creates the model.</summary>
    /// <param name="networks">The networks of <see cref="Members"/>, in their order.</param>
    /// <param name="validated">The model of <see cref="Validated"/>; null for none.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RnnException">A number is not one that a model has, or a network does not fit its form (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public RnnForecastModel ToModel(IReadOnlyList<RnnModel> networks, RnnForecastModel? validated)
    {
        ArgumentNullException.ThrowIfNull(networks);
        RequireNumbers();
        RequireNetworks(networks);
        return new RnnForecastModel
        {
            Members = new RnnList<RnnForecastMember>([.. Members.Zip(networks, (member, network) => new RnnForecastMember(member.Form, network, member.Share))]),
            BaselineLag = BaselineLag,
            BaselineShare = BaselineShare,
            Candidates = new RnnList<RnnForecastCandidate>([.. Candidates]),
            Periods = new RnnList<int>([.. Periods]),
            Count = Count,
            Sequences = new RnnList<object>([.. Sequences.Select(key => key.ToValue() ?? throw Damaged("a key", key))]),
            IsGlobal = IsGlobal,
            Name = Name,
            Description = Description,
            Origins = Origins,
            Error = Error,
            BaselineError = BaselineError,
            TrainedRows = TrainedRows,
            LastStep = LastStep,
            LastTime = LastTime is null ? null : LastTime.ToValue() ?? throw Damaged("a time", LastTime),
            LastPlace = LastPlace,
            Axis = Axis is null ? null : RnnTimeAxis.Restore(Axis) ?? throw Damaged("times", Axis),
            IsCutShort = IsCutShort,
            Transform = new ValueTransform(Transform, Lambda),
            Residuals = new RnnList<double>([.. Residuals]),
            ResidualTransform = new ValueTransform(ResidualTransform, ResidualLambda),
            Validated = validated,
            Scale = IntervalScale.Restore([.. Spread], [.. Errors], Widening),
        };
    }

    private void RequireNumbers()
    {
        RequireTransform(Transform, Lambda);
        RequireTransform(ResidualTransform, ResidualLambda);
        RequireEach("a residual", Residuals, residual => !double.IsInfinity(residual));
        RequireEach("a lag of the baseline", [BaselineLag], lag => lag is >= 1 and <= LargestLag);
        RequireEach("a share", [.. Members.Select(member => member.Share), BaselineShare], share => share is >= 0 and <= 1);
        RequireEach("a period", Periods, period => period is >= 2 and <= LargestLag);
        RequireEach("a count", [Count, Origins, TrainedRows, 1 + LastStep, 1 + LastPlace], count => count >= 0);
        RequireEach("an error", [Error, BaselineError, .. Candidates.Select(candidate => candidate.Error)], error => error >= 0);
        RequireEach("a spread", Spread, spread => spread >= 0 && double.IsFinite(spread));
        RequireEach("a spread", [Widening, .. Errors], error => error >= 0 && double.IsFinite(error));
        RequireEach("steps without a spread:", [Spread.Count], count => count > 0);
        RequireEach("a key", Sequences, key => key is not null);
        RequireEach("series:", [Sequences.Count], count => count > 0 && (IsGlobal || count == 1));
        RequireEach("no network and no baseline:", [Members.Count + BaselineShare], sum => sum > 0);
    }

    private static void RequireTransform(RnnTransform transform, double lambda)
    {
        RequireEach("a transform", [transform], kind => kind != RnnTransform.Auto);
        RequireEach("an exponent", [lambda], double.IsFinite);
    }

    private void RequireNetworks(IReadOnlyList<RnnModel> networks)
    {
        foreach (RnnForecastForm form in Members.Select(member => member.Form).Concat(Candidates.Select(candidate => candidate.Form).OfType<RnnForecastForm>()))
        {
            RequireTransform(form.Transform, form.Lambda);
            RequireEach("a lag", [.. form.Differences, .. form.Lags], lag => lag is >= 1 and <= LargestLag);
            RequireEach("a number of lags", [form.Differences.Count, form.Lags.Count, form.Periods.Count], count => count <= 16);
            RequireEach("a period", form.Periods, period => period is >= 2 and <= LargestLag);
            RequireEach("a part of the calendar", form.Calendar, part => part is not (RnnCalendar.Auto or RnnCalendar.None));
            RequireEach("a known input", form.Known, name => name is not null);
            RequireEach("a calendar without times:", [form.Calendar.Count + form.Holidays.Count], count => count == 0 || Axis is not null);
        }

        foreach ((ForecastMemberContent member, RnnModel network) in Members.Zip(networks))
        {
            if (network.InputSize != member.Form.InputSize || network.OutputSize != 1 || network.OutputStep != RnnOutputStep.Every
                || network.Weights.VocabularySize is not null || network.Weights.NeedsWholeSequence)
            {
                throw Damaged($"the network {network} for the form {member.Form},", network);
            }
        }
    }

    private static void RequireEach<T>(string what, IEnumerable<T> values, Func<T, bool> isValid)
    {
        foreach (T value in values.Where(value => !isValid(value)))
        {
            throw Damaged(FormattableString.Invariant($"{what} {value}"), value);
        }
    }

    private static RnnException Damaged(string what, object? value) => new(
        RnnErrorId.ModelFile,
        $"The file describes a forecast model with {what} that no such model has: it was changed. Use another copy of the file.",
        value);
}

/// <summary>The form of a network of a forecast model, and its share.</summary>
/// <param name="Form">The form.</param>
/// <param name="Share">The share.</param>
public sealed record ForecastMemberContent(RnnForecastForm Form, double Share);
