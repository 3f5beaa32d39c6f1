using System.Text.Json.Nodes;

namespace RnnPS.Files.Tests;

/// <summary>What RnnPS does not take over is refused with the layer, its class and what to do. Nothing in a file is run.</summary>
public sealed class KerasRefusalTests
{
    private const string Stack = "k3-lstm-stack.keras";

    /// <summary>Layers that are put above the first recurrent layer, and what the message says of them.</summary>
    public static TheoryData<string, string> Layers => new()
    {
        { """{"module":"keras.layers","class_name":"Lambda","config":{"name":"twice","function":{"class_name":"__lambda__","config":{"code":"4wEAAAAA"}}},"registered_name":null}""", "The layer 'twice' (Lambda) has no counterpart in RnnPS. It holds Python code, and RnnPS runs no code of a file. Build the model without it" },
        { """{"module":null,"class_name":"MyAttention","config":{"name":"mine"},"registered_name":"MyAttention"}""", "The layer 'mine' (MyAttention) is a custom class" },
        { """{"module":"my.code","class_name":"Dense","config":{"name":"mine","units":4},"registered_name":"Dense"}""", "The layer 'mine' (Dense) is a custom class" },
        { """{"module":"keras.layers","class_name":"Dense","config":{"name":"mine","units":4},"registered_name":"my_package>Dense"}""", "The layer 'mine' (Dense) is a custom class, of which the file has no description. RnnPS runs no Python code" },
        { """{"class_name":"Custom>Gate","config":{"name":"mine"}}""", "The layer 'mine' (Custom>Gate) is a custom class" },
        { """{"class_name":"Attention","config":{"name":"a"}}""", "The layer 'a' (Attention) has no counterpart in RnnPS. A model has, from the input up: an optional embedding, recurrent layers, dense layers" },
        { """{"class_name":"MultiHeadAttention","config":{"name":"a"}}""", "(MultiHeadAttention) has no counterpart" },
        { """{"class_name":"Conv1D","config":{"name":"a"}}""", "(Conv1D) has no counterpart" },
        { """{"class_name":"MaxPooling1D","config":{"name":"a"}}""", "(MaxPooling1D) has no counterpart" },
        { """{"class_name":"GlobalAveragePooling1D","config":{"name":"a"}}""", "(GlobalAveragePooling1D) has no counterpart" },
        { """{"class_name":"ConvLSTM2D","config":{"name":"a"}}""", "Its inputs are images" },
        { """{"class_name":"LayerNormalization","config":{"name":"a"}}""", "It divides by the deviation of each timestep" },
        { """{"class_name":"RepeatVector","config":{"name":"a","n":5}}""", "It starts a decoder" },
        { """{"class_name":"Permute","config":{"name":"a","dims":[2,1]}}""", "(Permute) has no counterpart" },
        { """{"class_name":"PReLU","config":{"name":"a"}}""", "(PReLU) has no counterpart" },
        { """{"class_name":"TFOpLambda","config":{"name":"a"}}""", "It is an operation of TensorFlow" },
        { """{"class_name":"Sequential","config":{"name":"a","layers":[]}}""", "It is a model within the model" },
        { """{"class_name":"TimeDistributed","config":{"name":"t","layer":{"class_name":"Lambda","config":{"name":"inner"}}}}""", "The layer 'inner' (Lambda) has no counterpart" },
        { """{"class_name":"Activation","config":{"name":"a","activation":"tanh"}}""", "The layer 'a' (Activation) has an activation below a recurrent layer" },
        { """{"class_name":"ReLU","config":{"name":"a","max_value":6}}""", "The layer 'a' (ReLU) has a max_value or a threshold" },
        { """{"class_name":"Softmax","config":{"name":"a","axis":1}}""", "a softmax over another axis" },
        { """{"class_name":"Masking","config":{"name":"a","mask_value":0}}""", "The layer 'a' (Masking) is above another layer" },
        { """{"class_name":"Embedding","config":{"name":"a","input_dim":3,"output_dim":4}}""", "The layer 'a' (Embedding) is above another layer" },
        { """{"class_name":"Flatten","config":{"name":"a"}}""", "The layer 'a' (Flatten) changes the shape of its input" },
        { """{"class_name":"Reshape","config":{"name":"a","target_shape":[4,5]}}""", "The layer 'a' (Reshape) changes the shape of its input" },
        { """{"class_name":"BatchNormalization","config":{"name":"a","axis":1}}""", "The layer 'a' (BatchNormalization) works along the axis 1" },
        { """{"class_name":"RNN","config":{"name":"a","cell":{"class_name":"MinimalCell","config":{"name":"c"},"module":"my.cells"}}}""", "The layer 'c' (MinimalCell) is a custom class" },
        { """{"class_name":"RNN","config":{"name":"a","cell":{"class_name":"PeepholeLSTMCell","config":{"name":"c"}}}}""", "The layer 'c' (PeepholeLSTMCell) has no counterpart" },
        { """{"class_name":"Bidirectional","config":{"name":"a","layer":{"class_name":"Dense","config":{"name":"d"}}}}""", "The layer 'd' (Dense) has no counterpart" },
    };

    /// <summary>Options of the layer 'a_second', and what the message says.</summary>
    public static TheoryData<string, string, string> Changes => new()
    {
        { "return_sequences", "false", "The layer 'third' (LSTM) reads a layer that returns no sequences. In RnnPS, only the last recurrent layer may have return_sequences=False" },
        { "activation", "\"selu\"", "The layer 'a_second' (LSTM) has the activation 'selu', which RnnPS does not have. Train the model with tanh" },
        { "activation", "\"gelu\"", "has the activation 'gelu'" },
        { "recurrent_activation", "\"swish\"", "has the activation 'swish'" },
        { "activation", "\"softmax\"", "has softmax as its activation" },
        { "activation", """{"class_name":"function","config":"my_tanh","module":"builtins","registered_name":"my_tanh"}""", "has the activation 'my_tanh'" },
        { "activation", """{"class_name":"Swish","config":{"beta":1},"module":"my.code","registered_name":"my>Swish"}""", "has the activation 'Swish'" },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_that_RnnPS_does_not_have_is_named(string layer, string expected) =>
        Refuse(expected, KerasFiles.WithConfig(Stack, config => KerasFiles.Layers(config).Insert(2, JsonNode.Parse(layer))));

    [Theory]
    [MemberData(nameof(Changes))]
    public void An_option_that_RnnPS_does_not_have_is_named(string key, string value, string expected) =>
        Refuse(expected, KerasFiles.WithConfig(Stack, config => KerasFiles.Options(config, "a_second")[key] = JsonNode.Parse(value)));

    [Fact]
    public void A_bidirectional_layer_without_a_merge_has_two_outputs() => Refuse(
        "The layer 'bidirectional' (Bidirectional) has no merge_mode, so it has two outputs. Save the model with merge_mode concat, sum, mul or ave.",
        KerasFiles.WithConfig("k3-bidirectional-ave.keras", config => KerasFiles.Options(config, "bidirectional")["merge_mode"] = null));

    [Fact]
    public void A_stack_of_cells_in_each_direction_is_not_a_stack_of_layers() => Refuse(
        "The layer 'both' (Bidirectional) reads a stack of cells in each direction",
        KerasFiles.PathOf("bad-bidirectional-stack.h5"));

    [Fact]
    public void Reversed_time_under_a_mask_is_refused() => Refuse(
        "The layer 'lstm' (LSTM) returns sequences in reversed time under a mask",
        KerasFiles.WithConfig("k3-functional-masking.keras", config => KerasFiles.Options(config, "lstm")["go_backwards"] = true));

    [Fact]
    public void Zeros_at_masked_timesteps_are_refused_where_they_are_seen()
    {
        byte[] Changed(string layer) => KerasFiles.WithConfig("k3-functional-masking.keras", config =>
        {
            KerasFiles.Options(config, "gru")["return_sequences"] = true;
            KerasFiles.Options(config, layer)["zero_output_for_mask"] = true;
        });

        Refuse("The layer 'gru' (GRU) outputs zeros at masked timesteps, where RnnPS repeats the output before", Changed("gru"));
        // The layer above skips these timesteps.
        Assert.Equal("Lstm+Gru", KerasFiles.Read(Changed("lstm")).Kind);
    }

    [Fact]
    public void The_slope_of_hard_sigmoid_depends_on_the_version() => Refuse(
        "The layer 'first' (LSTM) has the activation hard_sigmoid, whose slope depends on the version of Keras, and the file does not say its keras_version.",
        KerasFiles.WithEntry(Stack, "metadata.json", "{}"u8.ToArray()));

    [Fact]
    public void Branches_are_refused_with_what_they_read()
    {
        const string File = "k3-functional-masking.keras";
        JsonNode Tensor(string name) => JsonNode.Parse($$$"""{"class_name":"__keras_tensor__","config":{"keras_history":["{{{name}}}",0,0]}}""")!;
        JsonObject Node(JsonObject config, string name) => (JsonObject)KerasFiles.Layers(config).Single(layer => (string?)layer!["name"] == name)!["inbound_nodes"]![0]!;

        Refuse("The layer 'gru' (GRU) reads 2 outputs (lstm, masking)", KerasFiles.WithConfig(File, config => ((JsonArray)Node(config, "gru")["args"]!).Add(Tensor("masking"))));
        Refuse("The layer 'gru' (GRU) reads 'lstm' as its initial_state", KerasFiles.WithConfig(File, config => Node(config, "gru")["kwargs"]!["initial_state"] = new JsonArray(Tensor("lstm"))));
        Refuse("The layer 'gru' (GRU) has a mask that the layer 'masking' computes", KerasFiles.WithConfig(File, config => Node(config, "gru")["kwargs"]!["mask"] = Tensor("masking")));
        Refuse("The layer 'lstm' (LSTM) is on a branch of the model", KerasFiles.WithConfig(File, config =>
        {
            Node(config, "gru")["args"]![0] = Tensor("masking");
        }));
        Refuse("The layer 'gru' (GRU) is called 2 times", KerasFiles.WithConfig(File, config =>
        {
            var nodes = (JsonArray)Node(config, "gru").Parent!;
            nodes.Add(nodes[0]!.DeepClone());
        }));
        Refuse("a model with 2 outputs (gru, lstm)", KerasFiles.WithConfig(File, config => ((JsonArray)config["config"]!["output_layers"]!).Add(new JsonArray("lstm", 0, 0))));
        Refuse("a model with 2 inputs (input_1, input_1)", KerasFiles.WithConfig(File, config => ((JsonArray)config["config"]!["input_layers"]!).Add(new JsonArray("input_1", 0, 0))));
        Refuse("The layer 'lstm' (LSTM) passes on its output 2", KerasFiles.WithConfig(File, config => Node(config, "gru")["args"]![0]!["config"]!["keras_history"]![2] = 2));
    }

    [Fact]
    public void A_model_with_code_of_its_own_is_refused() => Refuse(
        "a model of the class 'MyModel', whose Python code is not in the file: build it as a Sequential or Functional model, set its weights, and save that.",
        KerasFiles.WithConfig(Stack, config => config["class_name"] = "MyModel"));

    [Theory]
    [InlineData("bad-weights-only.h5", "The file has weights, but no architecture: save the whole model in Keras, by model.save('model.keras'), not its weights alone.")]
    [InlineData("bad-weights-only-k3.h5", "The file has weights, but no architecture")]
    [InlineData("bad-keras-1.h5", "The file was written by Keras 1.2.2, whose layers and weights have other names: load it in Keras 2, and save it again.")]
    [InlineData("bad-quantized.h5", "of numbers that are not floating-point numbers, for example of a quantized model")]
    public void A_file_that_is_not_a_whole_model_says_what_to_do(string file, string expected) => Refuse(expected, KerasFiles.PathOf(file));

    [Fact]
    public void A_SavedModel_is_refused() => Refuse(
        "The file is a SavedModel of TensorFlow, which RnnPS does not read: load it in Keras, and save it by model.save('model.keras').",
        KerasFiles.Zip(("saved_model.pb", [1, 2, 3])));

    [Fact]
    public void A_SavedModel_folder_is_refused()
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder["saved_model.pb"], [1]);
        RnnException error = Assert.Throws<RnnException>(() => ModelFile.Read(Path.GetDirectoryName(folder["saved_model.pb"])!));

        Assert.Equal(RnnErrorId.ModelUnsupported, error.Id);
        Assert.Contains("is a SavedModel of TensorFlow, a folder that RnnPS does not read: load it in Keras", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_of_its_own_is_refused()
    {
        JsonArray Arguments(JsonObject config) => (JsonArray)KerasFiles.Layers(config).Single(layer => (string?)layer!["name"] == "not_equal")!["inbound_nodes"]![0]!["args"]!;

        Refuse("The model gives its layers a mask of the inputs that are 5", KerasFiles.WithConfig("k3-functional-masking.keras", config => Arguments(config)[1] = 5));
        Refuse("has a mask that the layer 'any' computes", KerasFiles.WithConfig("k3-functional-masking.keras", config => Arguments(config)[1] = "x"));
    }

    [Fact]
    public void An_option_that_the_file_says_itself_is_an_error()
    {
        RnnException error = Assert.Throws<RnnException>(
            () => ModelFile.Read(KerasFiles.PathOf(Stack), new ModelReadOptions { OutputStep = RnnOutputStep.Last }));

        Assert.Equal(RnnErrorId.Parameters, error.Id);
    }

    [Fact]
    public void Keras_files_are_not_written()
    {
        RnnException error = Assert.Throws<RnnException>(() => ModelFile.Write("model.keras", CraftedModelTests.Valid()));

        Assert.Equal(RnnErrorId.Parameters, error.Id);
        Assert.Contains(".safetensors or .onnx", error.Message, StringComparison.Ordinal);
    }

    private static void Refuse(string expected, string path) => Refuse(expected, File.ReadAllBytes(path));

    private static void Refuse(string expected, byte[] bytes)
    {
        RnnException error = Assert.Throws<RnnException>(() => KerasFiles.Read(bytes));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(RnnErrorId.ModelUnsupported, error.Id);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }
}
