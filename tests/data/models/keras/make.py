"""Makes the Keras files of this folder without Keras, and what their models compute. Needs NumPy and h5py. Run: python3 make.py"""
import json
import struct
from pathlib import Path

import numpy as np

from files import Writer, cudnn
from layers import (Bidirectional, Cell, Dense, Embedding, Layer, Masking, Recurrent, TimeDistributed, batch_normalization, draw,
                    normalization, rng, run)

HERE = Path(__file__).parent
BATCH, TIME, FEATURES = 2, 5, 3
SHAPE = [None, TIME, FEATURES]


def numbers(features=FEATURES, time=TIME):
    return rng.standard_normal((BATCH, time, features)).round(3)


def tokens(vocabulary=7, time=TIME):
    return rng.integers(1, vocabulary, (BATCH, time))


def lstm(name, inputs, units, cls="LSTM", **options):
    cell = {k: options.pop(k) for k in ("activation", "recurrent_activation", "bias", "unit_forget_bias") if k in options}
    return Recurrent(cls, name, Cell("LSTM", inputs, units, **cell), **options)


def gru(name, inputs, units, cls="GRU", **options):
    cell = {k: options.pop(k) for k in ("activation", "recurrent_activation", "bias", "reset_after") if k in options}
    return Recurrent(cls, name, Cell("GRU", inputs, units, **cell), **options)


def simple(name, inputs, units, **options):
    cell = {k: options.pop(k) for k in ("activation", "bias") if k in options}
    return Recurrent("SimpleRNN", name, Cell("SimpleRNN", inputs, units, **cell), **options)


def dropout(name, rate=0.2):
    return Layer("Dropout", name, rate=rate, noise_shape=None, seed=None)


def activation(name, function, cls="Activation", **options):
    return Layer(cls, name, (), function, **options)


def save(file, layers, x, writer, shape=SHAPE, build="sequential", reversed=False, ignore_masked=False, notes=0, archive=None, h5=None, change=None, **more):
    """Writes the file, and beside it the input and the output."""
    config = getattr(writer, build)(layers, shape, **more)
    if change:
        change(config["config"]["layers"])
    if file.endswith(".keras"):
        writer.archive(HERE / file, layers, config, **(archive or {}))
    else:
        writer.h5(HERE / file, layers, config, **(h5 or {}))
    y, mask = run(layers, x, writer.major if writer.major == 3 else 2)
    y = y[:, ::-1] if reversed else y
    outputs = y.tolist()
    if ignore_masked:
        outputs = [[step if seen else None for step, seen in zip(steps, row)] for steps, row in zip(outputs, mask)]
    with open(HERE / (file + ".json"), "w") as out:
        json.dump({"notes": notes, "inputs": (x if x.ndim == 3 else x[..., None]).tolist(), "outputs": outputs}, out)
        out.write("\n")


K20, K21, K22 = Writer("2.0.5", fixed=True), Writer("2.1.6"), Writer("2.2.4", fixed=False)
TF22, TF24, TF213 = Writer("2.2.4-tf"), Writer("2.4.0", fixed=False), Writer("2.13.1")
K3H, K3 = Writer("3.3.3", fixed=False), Writer("3.5.0")

# ---- Keras 2.0 and 2.1: a bare list, batch_input_shape in the first layer, hard_sigmoid with the slope 0.2
save("k20-lstm-stack.h5", [lstm("lstm_1", 3, 4, sequences=True, recurrent_activation="hard_sigmoid", unit_forget_bias=True), dropout("dropout_1"),
                           lstm("lstm_2", 4, 3, recurrent_activation="hard_sigmoid"), dropout("dropout_2"), Dense("dense_1", 3, 1, "sigmoid")], numbers(), K20)
save("k21-char-gru.h5", [gru("gru_1", 3, 4, sequences=True, recurrent_activation="hard_sigmoid", stateful=True),
                         TimeDistributed("time_distributed_1", Dense("dense_1", 4, 3, "softmax"))], numbers(), K21, shape=[1, 1, FEATURES], notes=1)
save("k20-theano-names.h5", [lstm("lstm_1", 3, 4, recurrent_activation="hard_sigmoid")], numbers(), Writer("2.0.2", backend="theano"),
     h5=dict(extra=lambda file: (lambda group: ([group.move(f"lstm_1/{name}:0", f"param_{i}") for i, name in enumerate(("kernel", "recurrent_kernel", "bias"))],
             group.attrs.__setitem__("weight_names", [f"param_{i}".encode() for i in range(3)])))(file["model_weights/lstm_1"])))
save("k20-simple-rnn.h5", [simple("simple_rnn_1", 3, 4, activation="relu", sequences=True), Dense("dense_1", 4, 2, "linear")], numbers(), K20)

# ---- Keras 2.2 and 2.3
save("k22-text-bidirectional.h5", [Embedding("embedding_1", 7, 3), Layer("SpatialDropout1D", "spatial_dropout1d_1", rate=0.4),
                                   Bidirectional("bidirectional_1", lstm("lstm_1", 3, 4), lstm("lstm_1", 3, 4, backwards=True)),
                                   Dense("dense_1", 8, 5, "relu"), dropout("dropout_1", 0.5), Dense("dense_2", 5, 3, "softmax")], tokens(), K22, shape=[None, TIME])
save("k22-functional-masked.h5", [Embedding("embedding_1", 7, 3, mask_zero=True), gru("gru_1", 3, 4, sequences=True, reset_after=False),
                                  gru("gru_2", 4, 4, reset_after=False), Dense("dense_1", 4, 1, "sigmoid")],
     np.array([[3, 0, 5, 6, 0], [0, 0, 2, 1, 4]]), K22, shape=[None, TIME], build="functional")
save("k22-cudnn-lstm.h5", [cudnn(lstm("cu_dnnlstm_1", 3, 4, sequences=True)), batch_normalization("batch_normalization_1", 4),
                           cudnn(lstm("cu_dnnlstm_2", 4, 4)), Dense("dense_1", 4, 1)], numbers(), K22)
save("k22-cudnn-gru.h5", [cudnn(gru("cu_dnngru_1", 3, 4, reset_after=True, sequences=True)), Dense("dense_1", 4, 2)], numbers(), K22)
save("k22-cudnn-bidirectional.h5", [Bidirectional("bidirectional_1", cudnn(gru("cu_dnngru_1", 3, 2, reset_after=True)),
                                                  cudnn(gru("cu_dnngru_1", 3, 2, reset_after=True, backwards=True)), "ave")], numbers(), K22)
save("k23-stacked-cells.h5", [Recurrent("RNN", "rnn_1", [Cell("LSTM", 3, 4), Cell("GRU", 4, 2, reset_after=False), Cell("LSTM", 2, 3)], sequences=True), dropout("dropout_1"),
                             simple("simple_rnn_1", 3, 3), Dense("dense_1", 3, 1)],
     numbers(), Writer("2.3.1"))

# ---- tf.keras: an InputLayer, the cell in the names
save("tf22-lstm-no-bias.h5", [lstm("lstm", 3, 4, bias=False, sequences=True), lstm("lstm_1", 4, 3), Dense("dense", 3, 2, bias=False)], numbers(), TF22)
save("tf24-gru-reset-after.h5", [gru("gru", 3, 4, reset_after=True, sequences=True), dropout("dropout", 0.3), gru("gru_1", 4, 4, reset_after=True),
                                 Dense("dense", 4, 1)], numbers(), TF24)
masked = numbers()
masked[0, 3:] = masked[1, 0] = masked[1, 2] = -1.0
masked[0, 1, 0] = -1.0
save("tf24-masking.h5", [Masking("masking", -1.0), lstm("lstm", 3, 4, sequences=True), lstm("lstm_1", 4, 3), Dense("dense", 3, 2)], masked, TF24)
save("tf24-masking-every.h5", [Masking("masking", -1.0), gru("gru", 3, 4, reset_after=True, sequences=True), Dense("dense", 4, 2, "softmax")], masked, TF24)
save("tf24-batch-normalization.h5", [batch_normalization("bn0", 3, axis=[2]), simple("rnn", 3, 4, sequences=True), batch_normalization("bn1", 4, scale=False, axis=[2]),
                                     lstm("lstm", 4, 3), batch_normalization("bn2", 3, center=False, axis=[1]), Dense("dense", 3, 2, "relu"),
                                     batch_normalization("bn3", 2, axis=[1])], numbers(), TF24)
save("tf213-normalization.h5", [normalization("normalization", 3), lstm("lstm", 3, 4), Dense("dense", 4, 1), normalization("back", 1, invert=True)], numbers(), TF213,
     build="functional")
save("tf213-tagger.h5", [Embedding("embedding", 7, 3, mask_zero=True), Bidirectional("bidirectional", lstm("forward", 3, 2, sequences=True), lstm("forward", 3, 2, sequences=True, backwards=True)),
                         TimeDistributed("time_distributed", Dense("dense", 4, 3, "softmax"))], np.array([[3, 2, 5, 0, 0], [1, 4, 0, 0, 0]]), TF213, shape=[None, TIME],
     ignore_masked=True, notes=1)
save("tf213-split-names.h5", [simple(f"rnn_{i}", 3 if i == 0 else 2, 2, sequences=i < 2) for i in range(3)], numbers(), TF213,
     h5=dict(extra=lambda file: (lambda root: (root.attrs.__delitem__("layer_names"), [root.attrs.__setitem__(f"layer_names{i}", [f"rnn_{i}".encode()]) for i in range(3)],
             root["rnn_0"].attrs.__delitem__("weight_names"), root["rnn_0"].attrs.__setitem__("weight_names0", [b"rnn_0/simple_rnn_cell/kernel:0"]),
             root["rnn_0"].attrs.__setitem__("weight_names1", [b"rnn_0/simple_rnn_cell/recurrent_kernel:0", b"rnn_0/simple_rnn_cell/bias:0"])))(file["model_weights"])))

# ---- Keras 3, .h5
save("k3-h5-lstm.h5", [lstm("lstm", 3, 4, sequences=True, recurrent_activation="hard_sigmoid", stateful=True), lstm("lstm_1", 4, 4, stateful=True), Dense("dense", 4, 1)], numbers(), K3H,
     shape=[2, TIME, FEATURES], notes=1)
save("k3-h5-functional.h5", [Bidirectional("bidirectional", gru("forward_gru", 3, 2, reset_after=True, sequences=True), gru("backward_gru", 3, 2, reset_after=True, sequences=True, backwards=True), "sum"),
                             gru("gru", 2, 3, reset_after=True), Dense("dense", 3, 2, "softmax")], numbers(), K3H, build="functional")

# ---- Keras 3, .keras: groups count classes, whatever the names
save("k3-lstm-stack.keras", [lstm("first", 3, 4, sequences=True, recurrent_activation="hard_sigmoid"), dropout("dropout", 0.25), lstm("a_second", 4, 3, activation="softsign", sequences=True),
                             dropout("other", 0.25), lstm("third", 3, 3, activation="softplus"), Dense("dense", 3, 4, "elu"), Dense("dense_1", 4, 1, "sigmoid")], numbers(), K3)
save("k3-gru.keras", [gru("gru", 3, 4, reset_after=False, sequences=True), gru("gru_1", 4, 3, reset_after=True, stateful=True)], numbers(), K3, notes=1)
save("k3-simple-rnn.keras", [simple("simple_rnn", 3, 4, activation="leaky_relu", sequences=True, bias=False), simple("simple_rnn_1", 4, 2, activation="linear")], numbers(), K3)
for merge in ("concat", "mul", "ave"):
    save(f"k3-bidirectional-{merge}.keras", [Bidirectional("bidirectional", simple("forward_rnn", 3, 2, sequences=True), simple("backward_rnn", 3, 2, sequences=True, backwards=True), merge),
                                             Bidirectional("bidirectional_1", lstm("forward_lstm", 4 if merge == "concat" else 2, 2), lstm("backward_lstm", 4 if merge == "concat" else 2, 2, backwards=True), merge)],
         numbers(), K3)
save("k3-backward-layer.keras", [Bidirectional("bidirectional", lstm("lstm", 3, 2, sequences=True), gru("gru", 3, 4, reset_after=True, sequences=True, backwards=True)), Dense("dense", 6, 2)], numbers(), K3)
save("k3-stacked-cells.keras", [Recurrent("RNN", "rnn", [Cell("LSTM", 3, 4), Cell("LSTM", 4, 2), Cell("SimpleRNN", 2, 3)], sequences=True), Recurrent("RNN", "rnn_1", Cell("GRU", 3, 2, reset_after=True))],
     numbers(), K3)
value = masked.copy()
save("k3-functional-masking.keras", [Masking("masking", -1.0), lstm("lstm", 3, 4, sequences=True), gru("gru", 4, 2, reset_after=True)], value, K3, build="functional",
     masked=("lstm", "gru"), mask_value=-1.0, mask_reduced=True)
save("k3-functional-text.keras", [Embedding("embedding", 7, 3, mask_zero=True), Bidirectional("bidirectional", lstm("f", 3, 2, sequences=True), lstm("b", 3, 2, sequences=True, backwards=True)),
                                  Bidirectional("bidirectional_1", lstm("f2", 4, 2), lstm("b2", 4, 2, backwards=True)), Dense("dense", 4, 1, "sigmoid")],
     np.array([[3, 0, 5, 0, 0], [1, 4, 6, 2, 0]]), K3, shape=[None, TIME], build="functional", masked=("bidirectional", "bidirectional_1"), mask_value=0)

# ---- go_backwards: sequences come out in reversed time, and layers above read in the other direction
save("k3-backwards-last.keras", [lstm("lstm", 3, 4, backwards=True), Dense("dense", 4, 2)], numbers(), K3)
save("k3-backwards-every.keras", [lstm("lstm", 3, 4, backwards=True, sequences=True), Dense("dense", 4, 2)], numbers(), K3, reversed=True, notes=1)
save("k3-backwards-twice.keras", [gru("gru", 3, 4, reset_after=True, backwards=True, sequences=True), lstm("lstm", 4, 3, backwards=True, sequences=True)], numbers(), K3)
save("k3-backwards-below.keras", [gru("gru", 3, 4, reset_after=True, backwards=True, sequences=True), lstm("lstm", 4, 3)], numbers(), K3)
save("k3-backwards-bidirectional.keras", [simple("rnn", 3, 3, backwards=True, sequences=True),
                                          Bidirectional("bidirectional", lstm("f", 3, 2, sequences=True), simple("b", 3, 3, sequences=True, backwards=True)), Dense("dense", 5, 2, "softmax")],
     numbers(), K3, reversed=True, notes=1)
save("k3-backwards-first.keras", [Bidirectional("bidirectional", lstm("f", 3, 2, backwards=True, sequences=True), simple("b", 3, 3, sequences=True)), lstm("lstm", 5, 2)], numbers(), K3)

# ---- layers around the recurrent ones
save("k3-layers.keras", [Layer("Rescaling", "rescaling", (), lambda x: x * 0.5 - 0.25, scale=0.5, offset=-0.25), normalization("normalization", 3, inside=False),
                         Dense("dense", 3, 4), Layer("GaussianNoise", "noise", stddev=0.1), lstm("lstm", 4, 3, sequences=True), Layer("ActivityRegularization", "regularization", l1=0.1, l2=0.0),
                         Dense("dense_1", 3, 2), lstm("lstm_1", 2, 3), Layer("Flatten", "flatten"), activation("relu", lambda x: np.maximum(x, 0), "ReLU", max_value=None, negative_slope=0.0, threshold=0.0),
                         Dense("dense_2", 3, 3), activation("leaky", lambda x: np.where(x > 0, x, 0.25 * x), "LeakyReLU", negative_slope=0.25), batch_normalization("bn", 3),
                         Layer("Reshape", "reshape", target_shape=[3]), Dense("dense_3", 3, 2), activation("softmax", lambda x: np.exp(x) / np.exp(x).sum(-1, keepdims=True), activation="softmax")],
     numbers(), K3)
cell = Cell("LSTM", 3, 4, activation={"module": "keras.layers", "class_name": "LeakyReLU", "config": {"name": "leaky_re_lu", "negative_slope": 0.3}, "registered_name": None},
            recurrent_activation={"module": "builtins", "class_name": "function", "config": "hard_sigmoid", "registered_name": "function"})
cell.activation = lambda option, version: (lambda x: np.where(x > 0, x, 0.3 * x)) if option == "activation" else (lambda x: np.clip(x / 6 + 0.5, 0, 1))
save("k3-activation-objects.keras", [Recurrent("LSTM", "lstm", cell), activation("elu", lambda x: np.where(x > 0, x, 0.5 * np.expm1(x)), "ELU", alpha=0.5)], numbers(), K3)
save("tf213-vector.h5", [Layer("Reshape", "reshape", (), lambda x: x, target_shape=[1, FEATURES]), TimeDistributed("td", batch_normalization("bn", 3, axis=[1])), gru("gru", 3, 2, reset_after=True)],
     numbers(time=1), TF213, shape=[None, FEATURES])
save("tf213-scalars.h5", [Layer("Reshape", "reshape", (), lambda x: x, target_shape=[TIME, 1]), lstm("lstm", 1, 3), Dense("dense", 3, 1)], numbers(1), TF213, shape=[None, TIME])



def final_state(elements):
    """The layer above reads the second output of an LSTM, which return_state adds."""
    elements[1]["config"].update(return_sequences=True, return_state=True)
    elements[2]["inbound_nodes"][0]["args"][0]["config"]["keras_history"][2] = 1


save("k3-final-state.keras", [lstm("lstm", 3, 4), Dense("dense", 4, 2)], numbers(), K3, build="functional", change=final_state)

# ---- the first .keras files
save("tf213-normalization.keras", [normalization("normalization", 3), gru("gru", 3, 4, reset_after=True)], numbers(), TF213)
save("tf212-old-groups.keras", [lstm("lstm", 3, 4, sequences=True), lstm("lstm_1", 4, 2), Dense("dense", 2, 1)], numbers(), Writer("2.12.0"), archive=dict(layers_group="_layer_checkpoint_dependencies"))
save("tf212-counted-twice.keras", [lstm("lstm", 3, 4, sequences=True), lstm("lstm_1", 4, 4), Dense("dense", 4, 1)], numbers(), Writer("2.12.0"), archive=dict(layers_group="_layer_checkpoint_dependencies", step=2))
save("tf213-windows.keras", [lstm("lstm", 3, 4), Dense("dense", 4, 1)], numbers(), Writer("2.13.1"), archive=dict(separator="\\"))

# ---- files that are refused: they have no outputs
import h5py  # noqa: E402


def bad(name, layers, writer=K22, change=None, **more):
    config = writer.sequential(layers, SHAPE)
    writer.h5(HERE / name, layers, config, extra=change, **more)


K22.h5(HERE / "bad-weights-only.h5", [lstm("lstm_1", 3, 2)], None)
with h5py.File(HERE / "bad-weights-only-k3.h5", "w") as file:
    file.create_dataset("layers/lstm/cell/vars/0", data=draw(3, 8).astype(np.float32))
bad("bad-keras-1.h5", [lstm("lstm_1", 3, 2)], Writer("1.2.2"))
stack = [Recurrent("RNN", "rnn", [Cell("LSTM", 3, 2), Cell("LSTM", 2, 2)], backwards=b) for b in (False, True)]
bad("bad-bidirectional-stack.h5", [Bidirectional("both", *stack)])


def swap(file):
    names = file["model_weights/lstm_1"].attrs["weight_names"]
    file["model_weights/lstm_1"].attrs["weight_names"] = names[[1, 0, 2]]


bad("bad-order.h5", [lstm("lstm_1", 2, 2)], change=swap)


def quantize(file):
    kernel = file["model_weights/dense_1/dense_1/kernel:0"]
    del file["model_weights/dense_1/dense_1/kernel:0"]
    file["model_weights/dense_1/dense_1/kernel:0"] = np.ones(kernel.shape, np.int8)


bad("bad-quantized.h5", [lstm("lstm_1", 3, 2), Dense("dense_1", 2, 1)], change=quantize)


def replace(path, make):
    """Puts something else in the place of a dataset."""
    def change(file):
        del file[path]
        make(file, path)
    return change


def virtual():
    layout = h5py.VirtualLayout((3, 8), "f4")
    layout[:] = h5py.VirtualSource("/etc/other.h5", "kernel", shape=(3, 8))
    return layout


KERNEL = "model_weights/lstm_1/lstm_1/kernel:0"
HOSTILE = {
    "soft-link": replace(KERNEL, lambda f, p: f.__setitem__(p, h5py.SoftLink("/model_weights/lstm_1/lstm_1/bias:0"))),
    "soft-link-cycle": replace(KERNEL, lambda f, p: f.__setitem__(p, h5py.SoftLink("kernel:0"))),
    "external-link": replace(KERNEL, lambda f, p: f.__setitem__(p, h5py.ExternalLink("/etc/other.h5", "/kernel"))),
    "external-data": replace(KERNEL, lambda f, p: f.create_dataset(p, (3, 8), "f4", external=[("/etc/passwd", 0, 96)])),
    "virtual": replace(KERNEL, lambda f, p: f.create_virtual_dataset(p, virtual())),
    "huge": replace(KERNEL, lambda f, p: f.create_dataset(p, (1 << 20, 1 << 20), "f4", chunks=(16, 16))),
    "huge-contiguous": replace(KERNEL, lambda f, p: f.create_dataset(p, (1 << 19, 1 << 10), "f4")),
    "bomb": replace(KERNEL, lambda f, p: f.create_dataset(p, data=np.zeros((3, 1 << 20), "f4"), compression="gzip", chunks=(3, 1 << 20))),
    "group-cycle": replace(KERNEL, lambda f, p: f.__setitem__(p, f["model_weights"])),
}
HOSTILE["names"] = lambda file: file["model_weights/lstm_1"].attrs.__setitem__("weight_names", [b"../lstm_1/lstm_1/kernel:0", b"x/recurrent_kernel:0", b"/bias:0"])
for name, change in HOSTILE.items():
    bad(f"hostile-{name}.h5", [lstm("lstm_1", 3, 2)], change=change)


def patched(name, found, patch):
    """A file in which bytes are changed: found is their start, and patch returns them for their address."""
    path = HERE / f"hostile-{name}.h5"
    bad(path.name, [lstm("lstm_1", 3, 2)])
    data = bytearray(path.read_bytes())
    address = data.index(found)
    data[address:address + len(patch(address))] = patch(address)
    path.write_bytes(data)


# A message that continues the header at itself, and a node of a tree that is its own child.
CONTINUATION = struct.pack("<HHBxxx", 0x10, 16, 0)
patched("continuation-cycle", CONTINUATION, lambda address: CONTINUATION + struct.pack("<QQ", address, 24))
patched("tree-cycle", b"TREE\0\0", lambda address: b"TREE" + struct.pack("<BBHQQQQQ", 0, 1, 1, 2**64 - 1, 2**64 - 1, 0, address, 8))
with h5py.File(HERE / "hostile-latest.h5", "w", libver="latest") as file:
    file.attrs["model_config"] = json.dumps(K22.sequential([lstm("lstm_1", 3, 2)], SHAPE))
    file.attrs["keras_version"] = "2.2.4"
    root = file.create_group("model_weights")
    root["other"] = h5py.SoftLink("other")
    root["lstm_1"] = h5py.SoftLink("lstm_1")
plain = [lstm("lstm_1", 3, 2, sequences=True), dropout("dropout_1"), gru("gru_1", 2, 2, reset_after=True), Dense("dense_1", 2, 1)]
y, _ = run(plain, x := numbers(), 2)
with h5py.File(HERE / "tf24-compressed-latest.h5", "w", libver="latest") as file:
    file.attrs["model_config"] = json.dumps(TF24.sequential(plain, SHAPE))
    file.attrs["keras_version"] = "2.4.0"
    for layer in plain:
        group = file.create_group(f"model_weights/{layer.name}")
        names = [TF24.weight_name(layer, part, name) for part, named in layer.weights for name, _ in named]
        group.attrs["weight_names"] = TF24.texts(names)
        for key, (_, value) in zip(names, [pair for _, named in layer.weights for pair in named]):
            group.create_dataset(key, data=value.astype("<f8"), compression="gzip", shuffle=True)
with open(HERE / "tf24-compressed-latest.h5.json", "w") as out:
    json.dump({"notes": 0, "inputs": x.tolist(), "outputs": y.tolist()}, out)
    out.write("\n")
