"""Exports models with PyTorch 1.13's ONNX exporter, and writes what they compute. Run: python3 make.py"""
import json

import torch

nn = torch.nn


class Model(nn.Module):
    """An optional embedding, a recurrent module, and a head."""

    def __init__(self, rnn, head, embedding=None):
        super().__init__()
        self.embedding, self.rnn, self.head = embedding, rnn, head

    def forward(self, x, *states):
        if self.embedding is not None:
            x = self.embedding(x)
        y, state = self.rnn(x, *states)
        return self.head(y, state)


class Head(nn.Module):
    """Linear layers on a part of what the recurrent module returns."""

    def __init__(self, take, *layers):
        super().__init__()
        self.take, self.layers = take, nn.Sequential(*layers)

    def forward(self, y, state):
        return self.layers(self.take(y, state))


def case(name, model, x, opset, folds=True, dynamic=True, states=(), sizes=None):
    """Exports a model for one batch, and runs it for another one if its sizes are dynamic."""
    model.eval()
    for parameter in model.parameters():
        parameter.data.uniform_(-0.7, 0.7)
    batch_first = model.rnn.batch_first
    axes = {"x": {0: "batch", 1: "time"} if batch_first else {0: "time", 1: "batch"}}
    names = ["x"] + ["h0", "c0"][: len(states)]
    axes.update({name: {1: "batch"} for name in names[1:]})
    given = (tuple(states) if len(states) > 1 else states[0],) if states else ()
    torch.onnx.export(model, (x,) + given, name + ".onnx", opset_version=opset, do_constant_folding=folds,
                      input_names=names, dynamic_axes=axes if dynamic else None)
    if dynamic:
        x = torch.cat([x, x.flip(0), x.flip(1)], 0 if batch_first else 1)
        given = tuple(torch.zeros(s.size(0), s.size(1) * 3, s.size(2)) for s in states)
        given = (given if len(given) > 1 else given[0],) if given else ()
    y = model(x, *given)
    if not batch_first:
        x = x.transpose(0, 1)
        y = y.transpose(0, 1) if y.dim() == 3 else y
    with open(name + ".json", "w") as file:
        json.dump({"inputs": x.tolist(), "outputs": y.tolist()}, file)
        file.write("\n")


torch.manual_seed(18)
every = lambda y, state: y
last = lambda y, state: y[:, -1]
top = lambda y, state: state[-1]
both = lambda y, state: torch.cat([state[0][-2], state[0][-1]], 1)
x = torch.randn(2, 5, 3)
by_time = torch.randn(5, 2, 3)
tokens = torch.randint(0, 7, (2, 5))

case("lstm-stacked-bidirectional", Model(nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True), Head(every, nn.Linear(8, 2))), x, 9)
case("lstm-last-timestep", Model(nn.LSTM(3, 4, batch_first=True), Head(last, nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 1), nn.Sigmoid())), x, 11)
case("lstm-final-states", Model(nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True), Head(both, nn.Linear(8, 2))), x, 13, folds=False)
case("lstm-given-states", Model(nn.LSTM(3, 4, 2), Head(every, nn.Linear(4, 2))), by_time, 14, states=(torch.zeros(2, 2, 4), torch.zeros(2, 2, 4)))
case("gru-embedding", Model(nn.GRU(3, 4, batch_first=True), Head(every, nn.Linear(4, 3), nn.Softmax(-1)), nn.Embedding(7, 3)), tokens, 12)
case("gru-fixed-sizes", Model(nn.GRU(3, 4, 2, batch_first=True), Head(top, nn.Linear(4, 2))), x, 16, dynamic=False)
case("elman-relu", Model(nn.RNN(3, 4, nonlinearity="relu", batch_first=True), Head(every, nn.Linear(4, 2))), x, 10, folds=False)
case("elman-reverse-last-timestep", Model(nn.RNN(3, 4, bidirectional=True, batch_first=True), Head(last, nn.Linear(8, 2))), x, 15)
