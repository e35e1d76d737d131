"""Exports the PyTorch model to ONNX: what a user would have who does not convert the checkpoint with clip-surgery.

export.py CHECKPOINT OUTPUT SIDE...
"""
import os
import sys
import warnings

import torch

import surgery

warnings.filterwarnings("ignore")  # the exporter's own doubts, of which the comparison of both files is the test
clip = surgery.Clip(sys.argv[1])
for side in map(int, sys.argv[3:]):
    torch.onnx.export(
        clip.image, torch.zeros(1, 3, side, side), os.path.join(sys.argv[2], f"visual-{side}.onnx"),
        opset_version=17, input_names=["pixels"], output_names=["tokens"],
    )
ids = torch.zeros(85, 77, dtype=torch.long)
torch.onnx.export(
    clip.text, ids, os.path.join(sys.argv[2], "text.onnx"),
    opset_version=17, input_names=["ids"], output_names=["embedding"],
)
