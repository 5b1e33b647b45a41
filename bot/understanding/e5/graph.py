"""The transformer as an ONNX model with int8 weights: what ONNX Runtime computes fastest on a CPU.

The 4-bit weights become 8-bit ones, one scale per output; activations are made 8-bit for each
multiplication. A vector differs from full precision by a cosine of about 0.997
(docs/decisions/0023); training and serving use the same arithmetic, so nothing else notices.
"""

from typing import Any, List, Optional, Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from bot.understanding.e5.names import INPUT, OUTPUT
from bot.understanding.e5.tuned import Tensors, quantise

_RUNTIME = "com.microsoft"


class _Builder:
    """Collects the nodes and constants of the graph."""

    def __init__(self) -> None:
        self.nodes: List[onnx.NodeProto] = []
        self.constants: List[onnx.TensorProto] = []

    def constant(self, name: str, values: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operation: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operation, list(inputs), [output], domain=domain, **attributes))
        return output


def build(tensors: Tensors, layers: Optional[int] = None) -> onnx.ModelProto:
    """The model: word vectors of one text in, hidden states out, both of shape (1, tokens, width).

    Args:
        layers: Only this many of the first layers; all where None.
    """
    shape = tensors.weights.shape
    graph = _Builder()
    graph.constant("heads_apart", np.array([0, 0, shape.heads, shape.width // shape.heads], np.int64))
    graph.constant("heads_together", np.array([0, 0, shape.width], np.int64))
    graph.constant("thirds", np.array([shape.width] * 3, np.int64))
    graph.constant("softener", np.array((shape.width // shape.heads) ** -0.5, np.float32))
    state = _layer_norm(graph, tensors, INPUT, "emb.ln", "start")
    for number in range(shape.layers if layers is None else layers):
        state = _layer(graph, tensors, state, f"l{number}")
    graph.node("Identity", [state], OUTPUT)
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "tokens", shape.width]) for name in (INPUT, OUTPUT)
    ]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "multilingual-e5-small", ends[:1], ends[1:], graph.constants),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_RUNTIME, 1)],
    )
    model.ir_version = 8
    return model


def _layer(graph: _Builder, tensors: Tensors, state: str, layer: str) -> str:
    """One transformer layer: attention, then the feed-forward part, each added and normalised."""
    all_three = _times(graph, tensors, state, [f"{layer}.q", f"{layer}.k", f"{layer}.v"], f"{layer}.qkv")
    graph.nodes.append(helper.make_node("Split", [all_three, "thirds"], [f"{layer}.{part}" for part in "qkv"], axis=-1))
    for part, order in (("q", [0, 2, 1, 3]), ("k", [0, 2, 3, 1]), ("v", [0, 2, 1, 3])):
        apart = graph.node("Reshape", [f"{layer}.{part}", "heads_apart"], f"{layer}.{part}.apart")
        graph.node("Transpose", [apart], f"{layer}.{part}.turned", perm=order)
    likeness = graph.node("MatMul", [f"{layer}.q.turned", f"{layer}.k.turned"], f"{layer}.likeness")
    softened = graph.node("Mul", [likeness, "softener"], f"{layer}.softened")
    attention = graph.node("Softmax", [softened], f"{layer}.attention", axis=-1)
    seen = graph.node("MatMul", [attention, f"{layer}.v.turned"], f"{layer}.seen")
    back = graph.node("Transpose", [seen], f"{layer}.seen.back", perm=[0, 2, 1, 3])
    together = graph.node("Reshape", [back, "heads_together"], f"{layer}.seen.together")
    attended = _times(graph, tensors, together, [f"{layer}.ao"], f"{layer}.attended")
    added = graph.node("Add", [state, attended], f"{layer}.added")
    state = _layer_norm(graph, tensors, added, f"{layer}.aln", f"{layer}.middle")
    opened = _times(graph, tensors, state, [f"{layer}.fi"], f"{layer}.opened")
    bent = graph.node("Gelu", [opened], f"{layer}.bent", domain=_RUNTIME)
    closed = _times(graph, tensors, bent, [f"{layer}.fo"], f"{layer}.closed")
    added = graph.node("Add", [state, closed], f"{layer}.added.again")
    return _layer_norm(graph, tensors, added, f"{layer}.oln", f"{layer}.end")


def _times(graph: _Builder, tensors: Tensors, state: str, names: Sequence[str], output: str) -> str:
    """Multiply by one or more weight tensors side by side, in 8 bits, and add their bias."""
    parts = quantise(np.concatenate([tensors.matrix(f"{name}.w") for name in names], axis=1))
    bias = np.concatenate([tensors.numbers(f"{name}.b") for name in names])
    inputs = [
        state,
        graph.constant(f"{output}.weights", parts[""]),
        graph.constant(f"{output}.scale", parts[".scale"]),
        "",  # no zero point: the weights lie evenly around zero
        graph.constant(f"{output}.bias", bias),
    ]
    return graph.node("DynamicQuantizeMatMul", inputs, output, domain=_RUNTIME)


def _layer_norm(graph: _Builder, tensors: Tensors, state: str, name: str, output: str) -> str:
    inputs = [state, *(graph.constant(f"{name}.{part}", tensors.numbers(f"{name}.{part}")) for part in "wb")]
    return graph.node("LayerNormalization", inputs, output, epsilon=tensors.weights.shape.epsilon, axis=-1)
