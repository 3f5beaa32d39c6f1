"""The layers of Keras in plain NumPy, from the equations of its documentation (https://keras.io/api/layers). No Keras is needed."""
import numpy as np

rng = np.random.default_rng(18)


def draw(*shape):
    """Random weights that 32-bit files hold exactly."""
    return (0.6 * rng.standard_normal(shape)).astype(np.float32).astype(np.float64)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


ACTIVATIONS = {
    "linear": lambda x: x, "tanh": np.tanh, "sigmoid": sigmoid, "relu": lambda x: np.maximum(x, 0), "softmax": softmax,
    "softsign": lambda x: x / (1 + abs(x)), "softplus": lambda x: np.log1p(np.exp(x)), "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
    "hard_sigmoid 2": lambda x: np.clip(0.2 * x + 0.5, 0, 1), "hard_sigmoid 3": lambda x: np.clip(x / 6 + 0.5, 0, 1),
}


class Layer:
    """A layer: its class, name, options as Keras writes them, and its weights as (part, [(name, array)])."""

    def __init__(self, cls, name, weights=(), function=None, **options):
        self.cls, self.name, self.weights, self.options, self.function = cls, name, list(weights), options, function

    def run(self, x, mask, version):
        return (self.function(x) if self.function else x), mask


class Cell:
    """A recurrent cell and its weights."""

    def __init__(self, kind, inputs, units, bias=True, **options):
        self.kind, self.inputs, self.units = kind, inputs, units
        gates = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}[kind]
        self.options = dict(units=units, activation="tanh", use_bias=bias)
        if kind != "SimpleRNN":
            self.options["recurrent_activation"] = "sigmoid"
        self.options.update(options)
        self.kernel, self.recurrent = draw(inputs, gates * units), draw(units, gates * units)
        after = self.options.get("reset_after", False)
        self.bias = None if not bias else draw(2, gates * units) if after else draw(gates * units)

    def named(self):
        pairs = [("kernel", self.kernel), ("recurrent_kernel", self.recurrent)]
        return pairs + ([("bias", self.bias)] if self.bias is not None else [])

    def activation(self, option, version):
        name = self.options[option]
        if isinstance(name, dict):
            return self.function
        return ACTIVATIONS[f"hard_sigmoid {version}" if name == "hard_sigmoid" else "linear" if name is None else name]

    def zeros(self, batch):
        return [np.zeros((batch, self.units))] * (2 if self.kind == "LSTM" else 1)

    def step(self, x, states, version):
        f, h = self.activation("activation", version), states[0]
        bias = np.zeros(self.kernel.shape[1]) if self.bias is None else self.bias
        u = self.units
        if self.kind == "SimpleRNN":
            return [f(x @ self.kernel + bias + h @ self.recurrent)]
        g = self.activation("recurrent_activation", version)
        if self.kind == "LSTM":
            i, j, c, o = np.split(x @ self.kernel + h @ self.recurrent + bias, 4, axis=1)
            state = g(j) * states[1] + g(i) * f(c)
            return [g(o) * f(state), state]
        if self.options.get("reset_after"):
            a, r = x @ self.kernel + (bias if bias.ndim == 1 else bias[0]), h @ self.recurrent + (0 if bias.ndim == 1 else bias[1])
            z, reset = g(a[:, :u] + r[:, :u]), g(a[:, u:2 * u] + r[:, u:2 * u])
            candidate = f(a[:, 2 * u:] + reset * r[:, 2 * u:])
        else:
            a = x @ self.kernel + bias
            z, reset = g(a[:, :u] + h @ self.recurrent[:, :u]), g(a[:, u:2 * u] + h @ self.recurrent[:, u:2 * u])
            candidate = f(a[:, 2 * u:] + (reset * h) @ self.recurrent[:, 2 * u:])
        return [z * h + (1 - z) * candidate]


class Recurrent(Layer):
    """SimpleRNN, GRU, LSTM, or RNN with one cell or several."""

    def __init__(self, cls, name, cells, sequences=False, backwards=False, zero=False, **options):
        cells = cells if isinstance(cells, list) else [cells]
        weights = [("cell" if len(cells) == 1 else f"cell/cells/{unique(c, cells)}", c.named()) for c in cells]
        own = cells[0].options if cls != "RNN" else {}
        super().__init__(cls, name, weights, **own, return_sequences=sequences, go_backwards=backwards, **options)
        self.cells, self.sequences, self.backwards, self.zero = cells, sequences, backwards, zero

    def run(self, x, mask, version):
        batch, time = x.shape[:2]
        states = [cell.zeros(batch) for cell in self.cells]
        output, outputs = np.zeros((batch, self.cells[-1].units)), []
        for t in (reversed(range(time)) if self.backwards else range(time)):
            y, new = x[:, t], []
            for cell, old in zip(self.cells, states):
                new.append(cell.step(y, old, version))
                y = new[-1][0]
            keep = np.ones((batch, 1), bool) if mask is None else mask[:, t:t + 1]
            states = [[np.where(keep, n, o) for n, o in zip(ns, os)] for ns, os in zip(new, states)]
            output = np.where(keep, y, np.zeros_like(y) if self.zero else output)
            outputs.append(output)
        return (np.stack(outputs, 1), mask) if self.sequences else (output, None)


class Bidirectional(Layer):
    def __init__(self, name, forward, backward, merge="concat", own=False, **options):
        weights = [(f"{side}_layer/{part}", named) for side, layer in (("forward", forward), ("backward", backward)) for part, named in layer.weights]
        super().__init__("Bidirectional", name, weights, merge_mode=merge, **options)
        self.forward, self.backward, self.merge, self.own = forward, backward, merge, own
        forward.zero = backward.zero = forward.sequences

    def run(self, x, mask, version):
        y, after = self.forward.run(x, mask, version)
        z, _ = self.backward.run(x, mask, version)
        z = z[:, ::-1] if self.forward.sequences else z
        merged = {"concat": lambda: np.concatenate([y, z], -1), "sum": lambda: y + z, "mul": lambda: y * z, "ave": lambda: (y + z) / 2}
        return merged[self.merge](), after


class Embedding(Layer):
    def __init__(self, name, vocabulary, size, mask_zero=False):
        table = draw(vocabulary, size)
        super().__init__("Embedding", name, [("", [("embeddings", table)])], lambda x: table[x],
                         input_dim=vocabulary, output_dim=size, mask_zero=mask_zero)

    def run(self, x, mask, version):
        return self.function(x), (x != 0) if self.options["mask_zero"] else None


class Masking(Layer):
    def __init__(self, name, value):
        super().__init__("Masking", name, mask_value=value)

    def run(self, x, mask, version):
        mask = (x != self.options["mask_value"]).any(-1)
        return x * mask[..., None], mask


class Dense(Layer):
    def __init__(self, name, inputs, units, activation="linear", bias=True):
        kernel, shift = draw(inputs, units), draw(units)
        named = [("kernel", kernel)] + ([("bias", shift)] if bias else [])
        super().__init__("Dense", name, [("", named)], units=units, activation=activation, use_bias=bias)
        self.named = named
        self.map = lambda x: x @ kernel + (shift if bias else 0)

    def run(self, x, mask, version):
        name = self.options["activation"]
        return ACTIVATIONS[f"hard_sigmoid {version}" if name == "hard_sigmoid" else name](self.map(x)), mask


class TimeDistributed(Layer):
    def __init__(self, name, inner):
        super().__init__("TimeDistributed", name, [("layer", named) for _, named in inner.weights])
        self.inner = inner

    def run(self, x, mask, version):
        return self.inner.run(x, mask, version)


def batch_normalization(name, size, scale=True, center=True, axis=-1):
    gamma, beta, mean, variance = draw(size), draw(size), draw(size), abs(draw(size))
    named = [pair for pair, used in ((("gamma", gamma), scale), (("beta", beta), center), (("moving_mean", mean), True), (("moving_variance", variance), True)) if used]
    return Layer("BatchNormalization", name, [("", named)],
                 lambda x: (x - mean) / np.sqrt(variance + 0.001) * (gamma if scale else 1) + (beta if center else 0),
                 axis=axis, momentum=0.99, epsilon=0.001, center=center, scale=scale)


def normalization(name, size, inside=True, invert=False):
    mean, variance = draw(size), abs(draw(size))
    deviation = np.maximum(np.sqrt(variance), 1e-7)
    weights = [("", [("mean", mean), ("variance", variance), ("count", np.array(7, np.int64))])] if inside else []
    return Layer("Normalization", name, weights, (lambda x: x * deviation + mean) if invert else lambda x: (x - mean) / deviation,
                 axis=[-1], invert=invert, mean=None if inside else [mean.tolist()], variance=None if inside else [variance.tolist()])


def unique(cell, cells):
    name = {"SimpleRNN": "simple_rnn_cell", "GRU": "gru_cell", "LSTM": "lstm_cell"}[cell.kind]
    earlier = sum(other.kind == cell.kind for other in cells[:[id(c) for c in cells].index(id(cell))])
    return f"{name}_{earlier}" if earlier else name


def run(layers, x, version):
    """What the layers compute of an input, and the mask after them."""
    mask = None
    for layer in layers:
        x, mask = layer.run(x, mask, version)
    return x, mask
