using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

/// <summary>Forecast models in files and in bytes: they come back whole, and damaged ones are refused.</summary>
public sealed class ForecastFileTests : IDisposable
{
    private const long MostAllocated = 8 << 20;

    private static readonly string[] Replacements =
    [
        "null", "-1", "0", "1", "2147483647", "-2147483648", "9223372036854775807", "1e308", "1e999", "0.5", "\"\"", "\"text\"", "{}", "[]", "[null]",
        "[-1]", "[0]", "[2147483647]", "[2147483647,2147483647]", "[1e999]", "\"NaN\"", "\"-Infinity\"", "\"Log\"", "\"Gru\"", "[1,2,3,4]", "[79228162514264337593543950335,0,0,0]",
    ];

    private readonly TestFolder _folder = new();

    public static TheoryData<string> Axes => new(nameof(DateOnly), "Months", "Hours", "Offset", "Business", "Number", "None");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Axes))]
    public void A_model_comes_back_with_every_property_and_forecasts_the_same_bits(string times)
    {
        RnnForecastModel model = Valid(Axis(times, 0, 40));
        ModelFile.Write(_folder["forecast.safetensors"], model);
        RnnForecastModel[] read =
            [(RnnForecastModel)ModelFile.ReadAny(_folder["forecast.safetensors"]), ModelFile.ForecastFromBytes(ModelFile.ToBytes(model)), model.Copy()];

        // It starts elsewhere in the calendar than the training.
        RnnTimeAxis? later = Axis(times, 17, 40);
        Assert.All(read, back =>
        {
            Assert.NotSame(model, back);
            Assert.Equal(Properties(model), Properties(back));
            Assert.Equal(model.ToString(), back.ToString());
            Assert.Equal(Bits(model, later), Bits(back, later));
        });
    }

    [Fact]
    public void A_form_comes_back_with_every_property()
    {
        var form = new RnnForecastForm();
        PropertyInfo[] properties = [.. typeof(RnnForecastForm).GetProperties().Where(property => property.CanWrite)];
        Assert.NotEmpty(properties);
        foreach (PropertyInfo property in properties)
        {
            object? usual = property.GetValue(form);
            property.SetValue(form, Sample(property.PropertyType));
            Assert.NotEqual(Text(usual), Text(property.GetValue(form)));
        }

        RnnForecastModel model = Valid(Axis("Hours", 0, 40)) with { Candidates = [new RnnForecastCandidate(form, "all", 1, true)] };
        RnnForecastForm back = ModelFile.ForecastFromBytes(ModelFile.ToBytes(model)).Candidates[0].Form!;

        Assert.All(properties, property => Assert.Equal(Text(property.GetValue(form)), Text(property.GetValue(back))));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(7L)]
    [InlineData(0.1)]
    [InlineData("7")]
    [InlineData("zwölf\n")]
    [InlineData(true)]
    [InlineData('x')]
    public void A_key_keeps_its_type(object key) =>
        Assert.Equal(key, ModelFile.ForecastFromBytes(ModelFile.ToBytes(Valid(null) with { Sequences = [key] })).Sequences.Single());

    [Fact]
    public void A_date_or_a_number_as_a_key_keeps_its_type_and_another_object_is_refused()
    {
        object[] keys =
        [
            new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc).AddTicks(7), new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(-5)), new DateOnly(2024, 2, 29), new TimeOnly(1, 2, 3),
            TimeSpan.FromTicks(77), Guid.Empty, 0.1m, 1e-300, float.Pi, Half.Epsilon, byte.MaxValue, sbyte.MinValue, short.MinValue, ushort.MaxValue, uint.MaxValue, ulong.MaxValue,
        ];
        Assert.All(keys, key => A_key_keeps_its_type(key));
        Refusals.Check("uri", () => ModelFile.ToBytes(Valid(null) with { Sequences = [new Uri("https://a")] }), RnnErrorId.ModelUnsupported, "is a Uri, which can't leave its process");
        // The copy stays in the process.
        Assert.Equal(DayOfWeek.Friday, (Valid(null) with { Sequences = [DayOfWeek.Friday] }).Copy().Sequences.Single());
    }

    [Fact]
    public void A_model_of_several_series_keeps_their_keys_and_that_each_has_its_scale()
    {
        RnnForecastModel model = Valid(null) with { Sequences = ["north", 7L, new DateOnly(2024, 2, 29)], IsGlobal = true, Validated = null, Residuals = [] };
        RnnForecastModel back = ModelFile.ForecastFromBytes(ModelFile.ToBytes(model));

        Assert.True(back.IsGlobal);
        Assert.Equal(model.Sequences, back.Sequences);
        Assert.Equal(Bits(model, null), Bits(back, null));
        Assert.NotEqual(Bits(model with { IsGlobal = false }, null), Bits(back, null));
        Assert.Equal(Bits(model, null), Bits(model.Copy(), null));
        Refusals.Check(
            "several", () => ModelFile.ForecastFromBytes(ModelFile.ToBytes(model with { IsGlobal = false })), RnnErrorId.ModelFile, "series: 3");
    }

    [Fact]
    public void What_no_form_has_is_refused()
    {
        Check(form => form with { Calendar = [RnnCalendar.Auto] }, "a part of the calendar Auto");
        Check(form => form with { Known = [null!] }, "a known input");
        Check(form => form with { Calendar = [RnnCalendar.Weekday] }, "a calendar without times");
        Check(form => form with { Holidays = [new DateOnly(2024, 1, 1)] }, "a calendar without times");

        static void Check(Func<RnnForecastForm, RnnForecastForm> change, string text)
        {
            RnnForecastModel valid = Valid(null);
            RnnForecastModel model = valid with { Candidates = [valid.Candidates[0] with { Form = change(valid.Candidates[0].Form!) }] };
            Refusals.Check(text, () => ModelFile.ForecastFromBytes(ModelFile.ToBytes(model)), RnnErrorId.ModelFile, text);
        }
    }

    [Fact]
    public void A_copy_has_networks_of_its_own()
    {
        RnnForecastModel model = Valid(null);
        RnnForecastModel copy = model.Copy();
        long[] before = Bits(model, null);
        copy.Members[0].Model.SetWeight("OutputBias", 0, 0, 9);

        Assert.Equal(before, Bits(model, null));
        Assert.NotEqual(before, Bits(copy, null));
    }

    [Fact]
    public void A_model_without_networks_repeats_its_season()
    {
        RnnForecastModel model = Valid(null) with { Members = [], BaselineShare = 1, Validated = null };
        RnnForecastModel back = ModelFile.ForecastFromBytes(ModelFile.ToBytes(model));

        Assert.Empty(back.Members);
        Assert.Equal(Bits(model, null), Bits(back, null));
    }

    [Fact]
    public void Single_precision_rounds_the_weights_and_nothing_else()
    {
        RnnForecastModel model = Valid(null);
        ModelFile.Write(_folder["a.safetensors"], model, new ModelWriteOptions { Precision = RnnPrecision.Single });
        var back = (RnnForecastModel)ModelFile.ReadAny(_folder["a.safetensors"]);

        Assert.Equal((float)model.Members[0].Model.OutputBias!.Value[0], back.Members[0].Model.OutputBias!.Value[0]);
        Assert.Equal(model.Scale.HalfWidth(3, 0.9), back.Scale.HalfWidth(3, 0.9));
    }

    [Fact]
    public void What_is_not_asked_for_is_refused_with_what_to_do()
    {
        RnnForecastModel model = Valid(null);
        string path = _folder["a.safetensors"];
        ModelFile.Write(path, model);

        Refusals.Check("model", () => ModelFile.Read(path), RnnErrorId.ModelUnsupported, "-ForecastModel takes it");
        Refusals.Check("option", () => ModelFile.ReadAny(path, new ModelReadOptions { Activation = RnnActivation.Relu }), RnnErrorId.Parameters, "leave -Activation out");
        Refusals.Check("bytes", () => ModelFile.FromBytes(ModelFile.ToBytes(model)), RnnErrorId.ModelFile, "version '2'");
        Refusals.Check("plain", () => ModelFile.ForecastFromBytes(ModelFile.ToBytes(model.Members[0].Model)), RnnErrorId.ModelFile, "has no forecast model");
        Refusals.Check(
            "onnx", () => Record.Exception(() => ModelFile.Write(_folder["a.onnx"], model)) is { } error ? throw error : 0, RnnErrorId.ModelUnsupported,
            "$model.Members[0].Model");
        Assert.False(File.Exists(_folder["a.onnx"]));
        ModelFile.Write(_folder["member.onnx"], model.Members[0].Model);
    }

    [Fact]
    public void A_file_of_a_later_version_is_refused()
    {
        (JsonObject header, byte[] data) = Parse(ModelFile.ToBytes(Valid(null)));
        header["__metadata__"]!["rnnps.version"] = "3";

        Refusals.Check("version", () => ModelFile.ForecastFromBytes(Bytes(header, data)), RnnErrorId.ModelFile, "version '3'");
    }

    [Fact]
    public void Every_field_of_the_description_can_be_anything()
    {
        (JsonObject header, byte[] data) = Parse(ModelFile.ToBytes(Valid(Axis("Months", 0, 40))));
        JsonNode description = JsonNode.Parse((string)header["__metadata__"]!["rnnps.forecast"]!)!;
        int read = 0;
        int all = 0;
        foreach (string changed in CraftedModelTests.Changes(description, Replacements))
        {
            header["__metadata__"]!["rnnps.forecast"] = changed;
            all++;
            read += Try(Bytes(header, data)) ? 1 : 0;
        }

        // A name or an error can be another one.
        Assert.InRange(read, all / 50, all / 2);
    }

    [Fact]
    public void A_mutated_file_gives_a_model_that_forecasts_or_an_error_with_an_id() => new MutatedFiles(
        (random, _, valid) => ModelFuzzTests.Mutate(random, valid),
        bytes =>
        {
            RnnForecastModel model = ModelFile.ForecastFromBytes(bytes);
            _ = Bits(model, model.Axis is null ? null : Axis("Months", 5, 40));
            return model.Members[0].Model;
        },
        32 << 20).Check([ModelFile.ToBytes(Valid(null)), ModelFile.ToBytes(Valid(Axis("Months", 0, 40)))]);

    private static bool Try(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            RnnForecastModel model = ModelFile.ForecastFromBytes(bytes);
            Assert.NotEmpty(model.ToString());
            _ = Bits(model, model.Axis is null ? null : Axis("Months", 5, 40));
            return true;
        }
        catch (RnnException)
        {
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        }
    }

    // A model with everything that a search can find, without its training.
    private static RnnForecastModel Valid(RnnTimeAxis? axis)
    {
        var draw = new Draw(5);
        RnnForecastForm[] forms =
        [
            new() { Transform = RnnTransform.Log, Differences = [12, 1], Periods = axis is null ? [] : [12] },
            new() { Lags = [12], Differences = [1] },
        ];
        RnnForecastMember Member(RnnForecastForm form, double share) => new(
            form,
            new RnnModel([new RnnStackLayer(RandomNetwork.Cell(draw, RnnCellKind.Gru, form.InputSize, 9))], draw.Matrix(9, 1), draw.Vector(1), seed: 3),
            share);
        var model = new RnnForecastModel
        {
            Members = [Member(forms[0], 0.3), Member(forms[1], 0.6)],
            BaselineLag = 12,
            BaselineShare = 0.1,
            Candidates = [new RnnForecastCandidate(forms[0], "a", 1.0 / 3, true), new RnnForecastCandidate(null, "repeat 12", 2, false), new RnnForecastCandidate(forms[1], "b", double.PositiveInfinity, false)],
            Periods = [12],
            Count = 6,
            Sequences = ["north"],
            Name = "Lôad",
            Description = "of the north",
            Origins = 4,
            Error = 1.0 / 7,
            BaselineError = 0.5,
            TrainedRows = 38,
            LastStep = 39,
            LastPlace = 39,
            LastTime = axis?.Within(39),
            Axis = axis,
            IsCutShort = true,
            Transform = new ValueTransform(RnnTransform.BoxCox, 0.3),
            Residuals = [0.25, double.NaN, -1.0 / 3],
            ResidualTransform = new ValueTransform(RnnTransform.Sqrt, 1),
            Scale = new IntervalScale([.. Enumerable.Range(0, 24).Select(i => (i % 6, 0.1 * draw.Signed()))], 6, 12),
        };
        return model with { Validated = model with { Members = [Member(forms[1], 0.9)], LastPlace = 29, LastTime = null } };
    }

    private static RnnTimeAxis? Axis(string times, int first, int rows)
    {
        object? Time(int row) => times switch
        {
            nameof(DateOnly) => new DateOnly(2024, 1, 1).AddDays(row),
            "Months" => new DateTime(2024, 1, 31).AddMonths(row),
            "Hours" => new DateTime(2024, 1, 1, 0, 30, 0, DateTimeKind.Utc).AddHours(row),
            "Offset" => new DateTimeOffset(2024, 1, 1, 0, 30, 0, TimeSpan.FromHours(1)).AddMinutes(15 * row),
            "Business" => new DateTime(2024, 1, 1).AddDays(row / 5 * 7).AddDays(row % 5),
            "Number" => 1900 + (0.1m * row),
            _ => null,
        };
        return times == "None" ? null : RnnTimeAxis.Create(History, [.. Enumerable.Range(first, rows).Select(Time)], "time");
    }

    private static RnnSequence History => new("north", new RnnMatrix(40, 1, [.. Enumerable.Range(0, 40).Select(row => 20 + row + (5 * Math.Sin(row)))]));

    private static long[] Bits(RnnForecastModel model, RnnTimeAxis? axis) => Models.Bits(
        model.Forecast(History, 9, 0.8, axis).SelectMany(step => (double[])[(double)step.Value, (double)step.Lower!, (double)step.Upper!]));

    // Every property that an initializer sets, whatever it is.
    private static string[] Properties(RnnForecastModel model) =>
    [
        .. typeof(RnnForecastModel).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(property => property.CanWrite && property.GetMethod is { IsStatic: false })
            .Select(property => $"{property.Name}: {Text(property.GetValue(model))}"),
    ];

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        Enum or bool or char => value.ToString()!,
        IFormattable number => $"{number.GetType().Name} {number.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture)}",
        RnnTimeAxis axis => $"{axis.Step} {Text(axis.Content.First)} {Text(axis.Content.Last)} {Text(axis.At(3))} {Text(axis.Within(2))}",
        RnnForecastMember member => $"{member} {Text(member.Share)} {Text(Models.Numbers(member.Model))}",
        RnnForecastModel validated => Text(Properties(validated)),
        IntervalScale scale => Text(Enumerable.Range(0, 9).SelectMany(ahead => (double[])[scale.HalfWidth(ahead, 0.5), scale.HalfWidth(ahead, 0.99)])),
        IEnumerable list => $"[{string.Join(' ', list.Cast<object?>().Select(Text))}]",
        TypedText or ValueTransform or RnnForecastForm or RnnForecastCandidate => value.ToString()!,
        _ => throw new InvalidOperationException($"Say here how a {value.GetType().Name} is compared, and see that a file keeps it."),
    };

    private static object Sample(Type type) => type switch
    {
        { IsEnum: true } => type.GetEnumValues().GetValue(type.GetEnumValues().Length - 1)!,
        { IsGenericType: true } when type.IsAssignableTo(typeof(IEnumerable)) => List(type.GetGenericArguments()[0]),
        { IsGenericType: true } when Nullable.GetUnderlyingType(type) is { } inner => Sample(inner),
        _ when type == typeof(int) => 7,
        _ when type == typeof(long) => 7L,
        _ when type == typeof(double) => 1.0 / 3,
        _ when type == typeof(bool) => true,
        _ when type == typeof(string) => "ü",
        _ when type == typeof(DateTime) => new DateTime(2024, 2, 29, 1, 2, 3),
        _ when type == typeof(DateOnly) => new DateOnly(2024, 2, 29),
        _ => throw new InvalidOperationException($"Give a value of {type} here, and see that a file keeps it."),
    };

    private static Array List(Type element)
    {
        var list = Array.CreateInstance(element, 1);
        list.SetValue(Sample(element), 0);
        return list;
    }

    private static byte[] Bytes(JsonObject header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header.ToJsonString());
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. data];
    }

    private static (JsonObject Header, byte[] Data) Parse(byte[] bytes)
    {
        int length = (int)BitConverter.ToInt64(bytes, 0);
        return ((JsonObject)JsonNode.Parse(bytes.AsSpan(sizeof(long), length))!, bytes[(sizeof(long) + length)..]);
    }
}
