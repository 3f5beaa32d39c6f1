"""Makes the state_dicts of this folder with PyTorch 1.13, and what the models compute. Run: python3 make.py"""
import json
import struct

import numpy
import torch

TYPES = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}


def save(name, state):
    """Writes a safetensors file (https://github.com/huggingface/safetensors), with the tensors in the order of their names."""
    header, data = {}, b""
    for key in sorted(state):
        tensor = state[key].contiguous()
        raw = tensor.view(torch.int16).numpy() if tensor.dtype is torch.bfloat16 else tensor.numpy()
        bytes_ = raw.tobytes()
        header[key] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(bytes_)]}
        data += bytes_
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(name + ".safetensors", "wb") as file:
        file.write(struct.pack("<q", len(text)) + text + data)


def case(name, modules, inputs, link=None, dtype=torch.float64, activation=None, **options):
    """Runs modules one after the other, and writes their state_dict, the inputs and the outputs."""
    state = {}
    for prefix, module in modules.items():
        for key, value in module.state_dict().items():
            state[prefix + key] = value.to(dtype)
        module.load_state_dict({key: value.to(dtype).double() for key, value in module.state_dict().items()})
    save(name, state)
    x = inputs
    dense = [prefix for prefix, module in modules.items() if isinstance(module, torch.nn.Linear)]
    for prefix, module in modules.items():
        x = module(x)
        x = x[0] if isinstance(x, tuple) else x
        if prefix in dense[:-1]:
            x = activation(x)
    x = link(x) if link else x
    with open(name + ".json", "w") as file:
        json.dump({"options": options, "inputs": inputs.squeeze(-1).tolist() if inputs.dtype is torch.int64 else inputs.tolist(),
                   "outputs": x.tolist()}, file)
        file.write("\n")


torch.manual_seed(17)
torch.set_default_dtype(torch.float64)
x = torch.randn(2, 5, 3)
nn = torch.nn
usual = dict(batch_first=True)
for kind, module in {
    "rnn-tanh": lambda **more: nn.RNN(3, 4, **usual, **more),
    "rnn-relu": lambda **more: nn.RNN(3, 4, nonlinearity="relu", **usual, **more),
    "lstm": lambda **more: nn.LSTM(3, 4, **usual, **more),
    "lstm-projected": lambda **more: nn.LSTM(3, 4, proj_size=2, **usual, **more),
    "gru": lambda **more: nn.GRU(3, 4, **usual, **more),
}.items():
    options = dict(Activation="Relu") if kind == "rnn-relu" else {}
    case(kind, {"": module()}, x, **options)
    case(kind + "-bidirectional", {"rnn.": module(bidirectional=True)}, x, **options)
    case(kind + "-stacked", {"encoder.lstm.": module(num_layers=3, bidirectional=True)}, x, **options)
case("lstm-no-bias", {"": nn.LSTM(3, 4, bias=False, **usual)}, x)
case("lstm-linear", {"lstm.": nn.LSTM(3, 4, **usual), "fc.": nn.Linear(4, 2)}, x)
case("gru-sigmoid", {"gru.": nn.GRU(3, 4, **usual), "head.": nn.Linear(4, 2, bias=False)}, x, torch.sigmoid, OutputActivation="Sigmoid")
case("rnn-softmax", {"rnn.": nn.RNN(3, 4, **usual), "head.": nn.Linear(4, 3)}, x, lambda y: y.softmax(-1), OutputActivation="Softmax")
case("lstm-three-linear", {"lstm.": nn.LSTM(3, 4, **usual), "head.0.": nn.Linear(4, 4), "head.2.": nn.Linear(4, 4), "head.10.": nn.Linear(4, 2)},
     x, activation=torch.relu, DenseActivation="Relu")
case("embedding-gru", {"embedding.": nn.Embedding(7, 3), "gru.": nn.GRU(3, 4, **usual), "fc.": nn.Linear(4, 2)}, torch.randint(0, 7, (2, 5)))
for dtype in (torch.float32, torch.float16, torch.bfloat16):
    case("gru-" + str(dtype).split(".")[1], {"gru.": nn.GRU(3, 4, **usual), "fc.": nn.Linear(4, 2)}, x, dtype=dtype)
