"""Names that whoever writes the prepared model and whoever runs it must agree on."""

GRAPH_FILE = "encoder.onnx"
INPUT, OUTPUT = "embedded", "hidden"
