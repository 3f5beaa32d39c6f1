using System.Collections;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Runs a recurrent network forward and emits one object for each timestep as soon as it is known.</summary>
/// <remarks>
/// <para>
/// Each step shows what came in (Input), what entered the activation (PreActivation), the state after it (State) and
/// what came out (Output), with all digits; views show four of them. Input and Output are plain numbers where the model
/// has one of them.
/// </para>
/// <para>
/// On the pipeline one record is one timestep: a number, a list of features, a row of which -Property names the features,
/// or a whole RnnSequence. As a parameter, the outer list is the timesteps and an inner list one timestep's features:
/// -Input 1,2 is two timesteps, and ,(1,2) on the pipeline is one timestep of two features.
/// </para>
/// <para>
/// Without -Model the starting example runs: 1 input, 2 units, 1 output, small enough to follow by hand.
/// </para>
/// <para>
/// A bad timestep (text that is no number, a missing value, a wrong number of features) is an error of its own: nothing
/// is emitted for it, the state stays as it was, and later steps keep their own number. -Keep Newest reads to the end
/// before it emits; everything else streams in constant memory.
/// </para>
/// </remarks>
/// <example>
/// <para>The starting example, unrolled over two timesteps.</para>
/// <code>Invoke-RnnForward -Input 1,2 | Format-Table</code>
/// </example>
/// <example>
/// <para>A series from a CSV file; each step carries the row it came from.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv sunspots.csv | Invoke-RnnForward $model -Property SUNACTIVITY</code>
/// </example>
/// <example>
/// <para>A state carried over calls.</para>
/// <code>$cell = New-RnnCell -InputSize 1 -HiddenSize 4 -Seed 1
/// $state = New-RnnState $cell
/// 1..10 | Invoke-RnnForward $cell -State $state | Select-Object -Last 1
/// 11..20 | Invoke-RnnForward $cell -State $state | Select-Object -Last 1</code>
/// </example>
/// <seealso cref="NewRnnModelCommand"/>
/// <seealso cref="MeasureRnnLossCommand"/>
/// <seealso href="about_RnnPS"/>
[Cmdlet(VerbsLifecycle.Invoke, "RnnForward", DefaultParameterSetName = WholeSet)]
[OutputType(typeof(RnnStep))]
public sealed class InvokeRnnForwardCommand : TimestepCommand
{
    private const string WholeSet = "Whole";
    private const string TruncateSet = "Truncate";

    private RnnModel _model = null!;
    private ProgressMeter _progress = null!;
    private RnnRun? _bare;
    private TimestepWindow? _window;
    private long _timesteps;
    private bool _anything;

    /// <summary>The model to run, or a cell. Without it, the starting example runs.</summary>
    /// <value>the starting example</value>
    [Parameter(Position = 0)]
    [Alias("Cell")]
    [ModelTransformation(SuggestInput = true)]
    [ValidateNotNull]
    public RnnModel? Model { get; set; }

    /// <summary>
    /// A state of New-RnnState to start from and to carry: it is advanced before each step is emitted, over all sequences
    /// in their order.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public RnnState? State { get; set; }

    /// <summary>The most timesteps of a sequence; a longer one is truncated.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TruncateSet)]
    [ValidateRange(1, int.MaxValue)]
    public int MaxLength { get; set; } = int.MaxValue;

    /// <summary>Which end of a sequence longer than -MaxLength is kept.</summary>
    /// <value>First</value>
    [Parameter(ParameterSetName = TruncateSet)]
    public RnnKeep Keep { get; set; } = RnnKeep.First;

    private bool KeepsNewest => MaxLength != int.MaxValue && Keep == RnnKeep.Newest;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _model = Model ?? RnnModel.StartingExample();
        _progress = new ProgressMeter(this, "Running " + _model);
        if (State is not null)
        {
            Require(() => new RnnRun(_model, State, capacity: 1), nameof(State));
        }

        if (Property is not null && Property.Length != _model.InputSize)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.InputLength,
                $"-Property names {(Property.Length == 1 ? "1 property" : $"{Property.Length} properties")} ({string.Join(", ", Property)}): the model {_model} takes "
                + $"{_model.InputSize}. Name one for each input of the model.",
                Property));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (IsParameter)
        {
            ProcessParameter();
        }
        else
        {
            ProcessOne(InputObject, capacity: 1);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        DrainWindow();
        _progress.Complete();
        if (!_anything)
        {
            WriteEmptyInput("timestep");
        }
    }

    private void ProcessParameter()
    {
        object? value = NumberReader.Unwrap(InputObject);
        if (!NumberReader.IsList(value))
        {
            ProcessOne(InputObject, capacity: 1);
            return;
        }

        var list = (IEnumerable)value!;
        Require(() => Reader.RequireTimesteps(list, _model));
        int? count = (list as ICollection)?.Count;
        bool plain = _model.InputSize == 1 && !Reader.ReadsRows;
        foreach (object? item in list)
        {
            // A million boxed doubles is what $array mostly is.
            if (plain && item is double number)
            {
                ProcessNumber(number);
            }
            else
            {
                ProcessOne(item, RnnRun.DefaultCapacity);
            }

            if (_timesteps == MaxLength && !KeepsNewest)
            {
                break;
            }

            if (_bare is { Pending: 0 } && count is { } total)
            {
                _progress.Report((double)_timesteps / total);
            }
        }

        Emit(_bare);
    }

    private void ProcessOne(object? record, int capacity)
    {
        _anything = true;
        if (NumberReader.Unwrap(record) is RnnSequence sequence)
        {
            Emit(_bare);
            RunSequence(sequence);
            return;
        }

        if (_timesteps == MaxLength && !KeepsNewest)
        {
            return;
        }

        long step = _timesteps++;
        _bare ??= new RnnRun(_model, State, capacity: capacity, features: Property);
        try
        {
            Add(_bare, Reader.Read(record), step, Reader.ReadsRows ? record : null);
        }
        catch (RnnException error)
        {
            Report(error, record, step);
        }

        if (_bare.Pending == _bare.Capacity)
        {
            Emit(_bare);
        }

        if (_timesteps == MaxLength && !KeepsNewest && !IsParameter)
        {
            UpstreamStop.Request(this);
        }
    }

    private void ProcessNumber(double number)
    {
        _anything = true;
        long step = _timesteps++;
        _bare ??= new RnnRun(_model, State, capacity: RnnRun.DefaultCapacity);
        try
        {
            Add(_bare, new ReadOnlySpan<double>(in number), step, null);
        }
        catch (RnnException error)
        {
            Report(error, number, step);
        }

        if (_bare.Pending == _bare.Capacity)
        {
            Emit(_bare);
        }
    }

    private void Report(RnnException error, object? record, long step)
    {
        // What came before is emitted first, so that -ErrorAction Stop loses nothing of it.
        Emit(_bare);
        WriteError(error, record, FormattableString.Invariant($"Step {step}"));
    }

    private void Add(RnnRun run, ReadOnlySpan<double> values, long step, object? source)
    {
        if (!KeepsNewest)
        {
            run.Add(values, step, source);
            return;
        }

        run.Check(values);
        _window ??= new TimestepWindow(MaxLength);
        _window.Add(values, step, source);
    }

    private void DrainWindow()
    {
        if (_window is null || _bare is null)
        {
            return;
        }

        foreach ((double[] values, long step, object? source) in _window.Drain())
        {
            _bare.Add(values, step, source);
            if (_bare.Pending == _bare.Capacity)
            {
                Emit(_bare);
            }
        }

        Emit(_bare);
    }

    private void RunSequence(RnnSequence sequence)
    {
        var run = new RnnRun(_model, State, sequence.Key, features: sequence.FeatureNames);
        int start = KeepsNewest ? Math.Max(0, sequence.Length - MaxLength) : 0;
        int end = Math.Min(sequence.Length, (int)Math.Min((long)start + MaxLength, int.MaxValue));
        if (sequence.Length == 0)
        {
            WriteError(
                new RnnException(
                    RnnErrorId.EmptyInput,
                    $"The sequence {sequence.Key} has no timestep: expected at least one. Does its file have rows?"),
                sequence);
        }

        for (int i = start; i < end; i++)
        {
            try
            {
                run.Add(sequence.Values[i].AsSpan(), sequence.StepAt(i), sequence.Source.Count > 0 ? sequence.Source[i] : null);
            }
            catch (RnnException error)
            {
                Emit(run);
                WriteError(error, sequence, Place(sequence, i));
            }

            if (run.Pending == run.Capacity)
            {
                Emit(run);
                _progress.Report((double)(i - start) / (end - start));
            }
        }

        Emit(run);
    }

    private static string Place(RnnSequence sequence, int index)
    {
        string line = sequence.LineAt(index) is { } number ? FormattableString.Invariant($"Line {number}, step") : "Step";
        return FormattableString.Invariant($"{line} {sequence.StepAt(index)} of sequence {sequence.Key}");
    }

    private void Emit(RnnRun? run)
    {
        if (run is null or { Pending: 0 })
        {
            return;
        }

        Stoppable(() =>
        {
            foreach (RnnStep step in run.Flush(Stopped))
            {
                WriteObject(step);
            }
        });
    }
}
