"""Tune the last layers of the encoder on our own examples, so that one topic lies together in every language.

The first layers stay as they are, and run as they do when serving; their output is kept for the
whole training. The last layers and two linear heads learn by cross entropy (AdamW's moments without
decay, label smoothing, dropout): one head names the topic, the other says whether danger is now, which
one topic among a hundred would hardly be heard for. The heads are thrown away. Examples kept for
calibration are left out.
"""

import time
from dataclasses import dataclass
from typing import Callable, Dict, List, Sequence, Tuple

import numpy as np
import onnxruntime
import tensorflow as tf

from bot.understanding.e5.encoder import cut, word_vectors
from bot.understanding.e5.graph import build
from bot.understanding.e5.names import INPUT, OUTPUT
from bot.understanding.e5.tokens import Tokenizer
from bot.understanding.e5.tuned import Tensors, tensor_names
from bot.understanding.scoring import EMERGENCY

# More tokens than this in a training example are cut: memory, and attention's cost.
MOST_TOKENS = 128
# Cosines times this are the logits of the head.
SHARPNESS = 20.0
HEAD_SPEED_UP = 20.0
WARM_UP_STEPS = 200
LABEL_SMOOTHING = 0.1
DROPOUT = 0.1
# What "danger now, or not" counts beside the topic.
DANGER_WEIGHT = 1.0


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to learn.

    Attributes:
        layers: Number of last layers that learn.
        passes: Passes over the examples.
        rate: Highest learning rate.
        batch: Examples of one step.
    """

    layers: int = 8
    passes: int = 3
    rate: float = 1e-4
    batch: int = 32


def first_layers(tensors: Tensors, tokenizer: Tokenizer, texts: Sequence[str], layers: int) -> List[np.ndarray]:
    """The hidden states of each text behind the first ``layers`` layers, float16, shape (tokens, width)."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        build(tensors, layers).SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    states = []
    for text in texts:
        embedded = word_vectors(tensors.weights, cut(tensors.weights, tokenizer.ids(text), MOST_TOKENS))
        states.append(session.run([OUTPUT], {INPUT: embedded[None]})[0][0].astype(np.float16))
    return states


class LastLayers:
    """The last layers as TensorFlow variables, with a linear head over topics and intents, and one for danger now."""

    def __init__(self, tensors: Tensors, layers: int, labels: int) -> None:
        self.shape = tensors.weights.shape
        self.numbers = range(self.shape.layers - layers, self.shape.layers)
        self.variables: Dict[str, tf.Variable] = {}
        for number in self.numbers:
            for name, kind in tensor_names(number).items():
                values = tensors.matrix(name) if kind == "matrix" else tensors.numbers(name)
                self.variables[name] = tf.Variable(values)
        self.mean = tf.Variable(np.zeros(self.shape.width, np.float32))
        random = np.random.RandomState(0)
        self.head = tf.Variable(random.randn(self.shape.width, labels).astype(np.float32) * 0.02)
        self.bias = tf.Variable(np.zeros(labels, np.float32))
        self.danger_head = tf.Variable(random.randn(self.shape.width, 1).astype(np.float32) * 0.02)
        self.danger_bias = tf.Variable(np.zeros(1, np.float32))

    @property
    def heads(self) -> List[tf.Variable]:
        return [self.head, self.bias, self.danger_head, self.danger_bias]

    def encode(self, states: tf.Tensor, mask: tf.Tensor, is_learning: bool) -> tf.Tensor:
        """Mean of the last hidden states, shape (texts, width)."""
        width, heads = self.shape.width, self.shape.heads
        texts, length = tf.shape(states)[0], tf.shape(states)[1]
        hidden_padding = (1 - mask)[:, None, None, :] * -1e4
        drop: Callable[[tf.Tensor], tf.Tensor] = lambda x: tf.nn.dropout(x, DROPOUT) if is_learning else x  # noqa: E731

        def times(x: tf.Tensor, name: str) -> tf.Tensor:
            flat = tf.reshape(x, [-1, x.shape[-1]])
            return tf.matmul(flat, self.variables[f"{name}.w"]) + self.variables[f"{name}.b"]

        def apart(x: tf.Tensor) -> tf.Tensor:
            return tf.transpose(tf.reshape(x, [texts, length, heads, width // heads]), [0, 2, 1, 3])

        for number in self.numbers:
            layer = f"l{number}"
            q, k, v = (apart(times(states, f"{layer}.{part}")) for part in "qkv")
            likeness = tf.matmul(q, k, transpose_b=True) * (width // heads) ** -0.5
            seen = tf.matmul(drop(tf.nn.softmax(likeness + hidden_padding)), v)
            together = tf.reshape(tf.transpose(seen, [0, 2, 1, 3]), [texts, length, width])
            attended = tf.reshape(times(together, f"{layer}.ao"), [texts, length, width])
            states = self._normalise(states + drop(attended), f"{layer}.aln")
            opened = tf.nn.gelu(times(states, f"{layer}.fi"), approximate=False)
            closed = tf.reshape(times(opened, f"{layer}.fo"), [texts, length, width])
            states = self._normalise(states + drop(closed), f"{layer}.oln")
        counted = mask[..., None]
        return tf.reduce_sum(states * counted, 1) / tf.reduce_sum(counted, 1)

    def _normalise(self, x: tf.Tensor, name: str) -> tf.Tensor:
        moved = x - tf.reduce_mean(x, -1, keepdims=True)
        variance = tf.reduce_mean(moved * moved, -1, keepdims=True)
        scaled = moved * tf.math.rsqrt(variance + self.shape.epsilon)
        return scaled * self.variables[f"{name}.w"] + self.variables[f"{name}.b"]

    def logits(self, means: tf.Tensor) -> Tuple[tf.Tensor, tf.Tensor]:
        """Of the topics, shape (texts, labels), and of danger now, shape (texts,)."""
        unit = tf.nn.l2_normalize(means - self.mean, 1)
        topics = SHARPNESS * tf.matmul(unit, tf.nn.l2_normalize(self.head, 0)) + self.bias
        danger = SHARPNESS * tf.matmul(unit, tf.nn.l2_normalize(self.danger_head, 0)) + self.danger_bias
        return topics, danger[:, 0]


def tune(
    tensors: Tensors,
    tokenizer: Tokenizer,
    texts: Sequence[str],
    labels: Sequence[str],
    schedule: Schedule,
    say: Callable[[str], None],
) -> Dict[str, np.ndarray]:
    """The last layers' tensors after learning, by name, in full precision.

    Args:
        tensors: What learning begins with: the package's weights, or those of an earlier tuning.
        texts: Normalised examples with the encoder's prefix; none that is kept for calibration.
        labels: One full intent per text.
        say: Told the loss and the time of each pass.
    """
    tf.random.set_seed(7)
    names = sorted(set(labels))
    truth = np.array([names.index(label) for label in labels], np.int32)
    states = first_layers(tensors, tokenizer, texts, tensors.weights.shape.layers - schedule.layers)
    model = LastLayers(tensors, schedule.layers, len(names))
    some = states[:: max(len(states) // 2000, 1)]
    model.mean.assign(np.mean([s.astype(np.float32).mean(axis=0) for s in _ends(model, some)], axis=0))
    learn = _learner(model, schedule, len(names), names.index(EMERGENCY) if EMERGENCY in names else -1)
    steps = schedule.passes * -(-len(texts) // schedule.batch)
    done = 0
    for number in range(schedule.passes):
        started, loss = time.monotonic(), 0.0
        batches = _batches([len(s) for s in states], schedule.batch, seed=number)
        for batch in batches:
            done += 1
            rate = min(1.0, done / WARM_UP_STEPS) * max(0.02, 1 - done / (steps + 1))
            padded, mask = _pad([states[i] for i in batch])
            loss += float(learn(padded, mask, truth[batch], np.float32(rate), np.float32(done)))
        say(f"pass {number + 1}: loss {loss / len(batches):.3f}, {time.monotonic() - started:.0f} s")
    return {name: variable.numpy() for name, variable in model.variables.items()}


def _ends(model: LastLayers, states: Sequence[np.ndarray]) -> List[np.ndarray]:
    """The encoded texts before any learning, shape (1, width) each."""
    found = []
    for state in states:
        padded, mask = _pad([state])
        found.append(model.encode(tf.constant(padded), tf.constant(mask), False).numpy())
    return found


def _learner(model: LastLayers, schedule: Schedule, labels: int, danger: int) -> Callable[..., tf.Tensor]:
    """One step of learning as a compiled function of (states, mask, truth, rate, step).

    Args:
        danger: The label that says that danger is now; -1 when there is none.
    """
    variables = [*model.variables.values(), *model.heads]
    speeds = [1.0] * len(model.variables) + [HEAD_SPEED_UP] * len(model.heads)
    first = [tf.Variable(tf.zeros_like(v)) for v in variables]
    second = [tf.Variable(tf.zeros_like(v)) for v in variables]
    width = model.shape.width

    @tf.function(
        autograph=False,
        input_signature=[
            tf.TensorSpec([None, None, width], tf.float32),
            tf.TensorSpec([None, None], tf.float32),
            tf.TensorSpec([None], tf.int32),
            tf.TensorSpec([], tf.float32),
            tf.TensorSpec([], tf.float32),
        ],
    )
    def learn(states: tf.Tensor, mask: tf.Tensor, truth: tf.Tensor, rate: tf.Tensor, step: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            topics, dangers = model.logits(tf.nn.dropout(model.encode(states, mask, True), DROPOUT))
            wanted = tf.one_hot(truth, labels) * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / labels
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, topics))
            is_danger = tf.cast(truth == danger, tf.float32)
            loss += DANGER_WEIGHT * tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(is_danger, dangers))
        slopes = [tf.convert_to_tensor(slope) for slope in tape.gradient(loss, variables)]
        slopes, _ = tf.clip_by_global_norm(slopes, 1.0)
        for variable, slope, m, v, speed in zip(variables, slopes, first, second, speeds, strict=True):
            m.assign(0.9 * m + 0.1 * slope)
            v.assign(0.999 * v + 0.001 * slope * slope)
            direction = (m / (1 - 0.9**step)) / (tf.sqrt(v / (1 - 0.999**step)) + 1e-8)
            variable.assign_sub(schedule.rate * rate * speed * direction)
        return loss

    return learn


def _batches(lengths: Sequence[int], size: int, seed: int) -> List[np.ndarray]:
    """Shuffled batches of texts of like length, so that little is padded."""
    random = np.random.RandomState(seed)
    order = random.permutation(len(lengths))
    batches = []
    for start in range(0, len(order), size * 40):
        chunk = order[start : start + size * 40]
        chunk = chunk[np.argsort(np.array(lengths)[chunk], kind="stable")]
        some = [chunk[i : i + size] for i in range(0, len(chunk), size)]
        random.shuffle(some)
        batches += some
    return batches


def _pad(states: Sequence[np.ndarray]) -> Tuple[np.ndarray, np.ndarray]:
    length = max(map(len, states))
    padded = np.zeros((len(states), length, states[0].shape[1]), np.float32)
    mask = np.zeros((len(states), length), np.float32)
    for row, state in enumerate(states):
        padded[row, : len(state)], mask[row, : len(state)] = state, 1
    return padded, mask
