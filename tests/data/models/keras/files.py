"""Writes models as the versions of Keras write them: .h5 files of Keras 2.0 to 3, and .keras files."""
import io
import json
import re
import zipfile

import h5py
import numpy as np

from layers import Bidirectional, Recurrent, TimeDistributed, rng

POLICY = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": None}


def snake(name):
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


class Writer:
    """One version of Keras. The options say what differs from one to the next."""

    def __init__(self, version, backend="tensorflow", fixed=True):
        self.version, self.backend, self.fixed = version, backend, fixed
        self.number = tuple(int(part) for part in version.split("-")[0].split("."))
        self.major = self.number[0]
        self.is_tf = "-tf" in version or self.number >= (2, 4)

    # ---- the configuration

    def element(self, cls, config, **more):
        if self.major == 3:
            return {"module": "keras.layers", "class_name": cls, "config": config, "registered_name": None, **more}
        return {"class_name": cls, "config": config, **more}

    def config(self, layer):
        config = {"name": layer.name, "trainable": True}
        if self.is_tf:
            config["dtype"] = POLICY if self.major == 3 else "float32"
        config.update(layer.options)
        if isinstance(layer, Bidirectional):
            config["layer"] = self.layer(layer.forward)
            if layer.own or self.major == 3:
                config["backward_layer"] = self.layer(layer.backward)
        elif isinstance(layer, TimeDistributed):
            config["layer"] = self.layer(layer.inner)
        elif isinstance(layer, Recurrent):
            config.update(stateful=layer.options.get("stateful", False), unroll=False)
            if layer.cls == "RNN":
                config["cell"] = self.cells(layer)
            elif layer.cls.startswith("CuDNN"):
                for key in ("activation", "recurrent_activation", "use_bias", "reset_after"):
                    config.pop(key, None)
            if layer.zero and self.major == 3:
                config["zero_output_for_mask"] = True
        return config

    def cells(self, layer):
        cells = [self.element(cell.kind + "Cell", {"name": snake(cell.kind + "Cell"), **cell.options}) for cell in layer.cells]
        return cells[0] if len(cells) == 1 else self.element("StackedRNNCells", {"name": "stacked_rnn_cells", "cells": cells})

    def layer(self, layer, **more):
        return self.element(layer.cls, self.config(layer), **more)

    def sequential(self, layers, shape):
        if self.major == 3 or (self.is_tf and self.number >= (2, 3)):
            key = "batch_shape" if self.major == 3 else "batch_input_shape"
            elements = [self.element("InputLayer", {key: shape, "dtype": "float32", "sparse": False, "name": "input_1"})]
            elements += [self.layer(layer) for layer in layers]
        else:
            elements = [self.layer(layer) for layer in layers]
            elements[0]["config"]["batch_input_shape"] = shape
        if self.number < (2, 2):
            return {"class_name": "Sequential", "config": elements}
        return {"class_name": "Sequential", "config": {"name": "sequential", "layers": elements, "build_input_shape": shape}}

    def functional(self, layers, shape, masked=(), mask_value=0.0, mask_reduced=False):
        """Layers that call each other in a chain. The layers in masked get their mask as Keras 3 writes it."""
        key = "batch_shape" if self.major == 3 else "batch_input_shape"
        elements = [self.element("InputLayer", {key: shape, "dtype": "float32", "name": "input_1"}, name="input_1", inbound_nodes=[])]
        below = "input_1"
        for layer in layers:
            if self.major == 3:
                mask = self.tensor("any" if mask_reduced else "not_equal") if layer.name in masked else None
                node = {"args": [self.tensor(below)], "kwargs": {"mask": mask} if isinstance(layer, (Recurrent, Bidirectional)) else {}}
            else:
                node = [[below, 0, 0, {}]]
            elements.append(self.layer(layer, name=layer.name, inbound_nodes=[node]))
            below = layer.name
        if masked:
            operation = {"module": "keras.src.ops.numpy", "class_name": "NotEqual", "config": {"name": "not_equal"}, "registered_name": "NotEqual", "name": "not_equal",
                         "inbound_nodes": [{"args": [self.tensor("input_1"), mask_value], "kwargs": {}}]}
            elements.insert(2, operation)
            if mask_reduced:
                elements.insert(3, {**operation, "class_name": "Any", "config": {"axis": [-1], "keepdims": False, "name": "any"}, "registered_name": "Any", "name": "any",
                                    "inbound_nodes": [{"args": [self.tensor("not_equal")], "kwargs": {}}]})
        return {"class_name": "Functional" if self.is_tf else "Model",
                "config": {"name": "model", "layers": elements, "input_layers": [["input_1", 0, 0]], "output_layers": [[below, 0, 0]]}}

    @staticmethod
    def tensor(name):
        return {"class_name": "__keras_tensor__", "config": {"shape": [None, None], "dtype": "float32", "keras_history": [name, 0, 0]}}

    # ---- the file

    def h5(self, path, layers, config, extra=None):
        """A legacy file. The names of weights differ between versions."""
        with h5py.File(path, "w", track_order=False) as file:
            file.attrs["keras_version"] = self.text(self.version)
            file.attrs["backend"] = self.text(self.backend)
            if config is not None:
                file.attrs["model_config"] = self.text(json.dumps(config))
            root = file.create_group("model_weights") if config is not None else file
            root.attrs["layer_names"] = self.texts([layer.name for layer in layers])
            root.attrs["keras_version"] = self.text(self.version)
            for layer in sorted(layers, key=lambda l: l.name):
                group = root.create_group(layer.name)
                names = []
                for part, named in layer.weights:
                    for name, value in named:
                        names.append(self.weight_name(layer, part, name))
                        group.create_dataset(names[-1], data=self.stored(value))
                if layer.options.get("stateful") and self.major == 3:
                    names.append(f"sequential/{layer.name}/rnn_state")
                    group.create_dataset(names[-1], data=np.zeros((1, 4), np.float32))
                group.attrs["weight_names"] = self.texts(names)
            if self.is_tf:
                root.create_group("top_level_model_weights").attrs["weight_names"] = self.texts([])
            if extra:
                extra(file)

    def weight_name(self, layer, part, name):
        sides = [f"{s}_{layer.forward.name if s == 'forward' else layer.backward.name}" for s in ("forward", "backward") if isinstance(layer, Bidirectional) and part.startswith(s)]
        cell = []
        if "cell" in part and self.is_tf:
            kind = (layer.forward.cells if isinstance(layer, Bidirectional) else layer.cells)[0].kind
            cell = [snake(kind + "Cell") if part.endswith("cell") else part.split("/")[-1]]
        elif "cells" in part:
            cell = [part.split("/")[-1]]
        if self.major == 3:
            return "/".join(["sequential", layer.name, *sides, *cell, name])
        return "/".join([layer.name, *sides, *cell, name]) + ":0"

    def archive(self, path, layers, config, layers_group="layers", separator="/", step=1):
        """A .keras file. Groups have the names of the attributes of Python; in lists of layers the snake-case class, counted."""
        memory = io.BytesIO()
        with h5py.File(memory, "w") as file:
            counts = {}
            for layer in layers:
                name = snake(layer.cls)
                counts[name] = counts.get(name, -step) + step
                group = f"{layers_group}/{name}_{counts[name]}" if counts[name] else f"{layers_group}/{name}"
                if layer.cls == "Dropout":
                    file.create_group(f"{group}/seed_generator/vars").create_dataset("0", data=np.array([1, 2], np.uint32))
                if layer.options.get("stateful"):
                    file.create_group(f"{group}/vars").create_dataset("0", data=np.zeros((1, 4), np.float32))
                for part, named in layer.weights:
                    where = (f"{group}/{part}" if part else group).replace("/", separator)
                    variables = file.require_group(f"{where}/vars")
                    variables.attrs["name"] = layer.name
                    for i, (_, value) in enumerate(named):
                        variables.create_dataset(str(i), data=self.stored(value))
            file.create_group("optimizer/vars").create_dataset("0", data=np.array(5, np.int64))
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in (("metadata.json", json.dumps({"keras_version": self.version, "date_saved": "2026-11-27@12:00:00"})),
                                  ("config.json", json.dumps({"module": "keras", **config, "registered_name": None}))):
                archive.writestr(zipfile.ZipInfo(name), content)
            archive.writestr(zipfile.ZipInfo("model.weights.h5"), memory.getvalue())

    @staticmethod
    def stored(value):
        return value if value.dtype.kind == "i" else value.astype(np.float32)

    def text(self, value):
        return np.bytes_(value.encode()) if self.fixed else value

    def texts(self, values):
        """Fixed-length bytes, or strings of variable length. NumPy makes an empty list an array of floating-point numbers."""
        if not values:
            return np.asarray(values)
        return np.asarray([v.encode() for v in values]) if self.fixed else np.array(values, dtype=h5py.string_dtype())


def cudnn(layer):
    """Lays the weights of an LSTM or GRU out as CuDNNLSTM and CuDNNGRU do."""
    cell = layer.cells[0]
    gates, units, inputs = {"GRU": 3, "LSTM": 4}[cell.kind], cell.units, cell.inputs
    kernel = np.hstack([part.T.reshape(inputs, units) for part in np.hsplit(cell.kernel, gates)])
    recurrent = np.hstack([part.T for part in np.hsplit(cell.recurrent, gates)])
    if cell.kind == "GRU":
        bias = cell.bias.reshape(-1)
    else:
        half = (0.25 * rng.standard_normal(cell.bias.shape)).astype(np.float32)
        bias = np.concatenate([half, cell.bias.astype(np.float32) - half])
        cell.bias = bias[:len(half)].astype(np.float64) + bias[len(half):].astype(np.float64)
    layer.cls = "CuDNN" + cell.kind
    layer.weights = [("cell", [("kernel", kernel), ("recurrent_kernel", recurrent), ("bias", bias.astype(np.float64))])]
    return layer
