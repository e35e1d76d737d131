"""The safetensors format by hand (a header of JSON, then raw tensors): Debian has no package of it."""
import json
import struct

import numpy as np

TYPES = {"F32": np.float32, "F16": np.float16}


def write(path, tensors):
    """Writes (name, shape, make) triples; `make()` gives the float32 values, so that one tensor at a time is in memory."""
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, shape, _ in tensors:
        begin, end = end, end + 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, shape, make in tensors:
            file.write(np.ascontiguousarray(make(), np.float32).reshape(shape).tobytes())


def read(path):
    """All tensors by name, as float32 arrays."""
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
    data = np.memmap(path, np.uint8, "r", offset=8 + size)
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = data[begin:end].view(TYPES[entry["dtype"]]).reshape(entry["shape"])
            tensors[name] = values.astype(np.float32)
    return tensors
