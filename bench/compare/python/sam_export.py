"""Writes SAM's mask decoder with random weights as Hugging Face exports it: the number of prompts of a run is free.

sam_export.py OUTPUT CHANNELS GRID HEADS HIDDEN

What it costs does not depend on what it knows. The encoder beside it gives embeddings of the right shape and costs next to nothing.
"""
import math
import os
import sys
import warnings

import torch
from torch import nn
from torch.nn import functional

warnings.filterwarnings("ignore")  # the exporter's own doubts about shapes, all of which are meant
OUTPUT = sys.argv[1]
CHANNELS, GRID, HEADS, HIDDEN = map(int, sys.argv[2:6])
SIDE = 16 * GRID
TOKENS = 5  # one for the scores and four for masks


class Attention(nn.Module):
    def __init__(self, shrink):
        super().__init__()
        inner = CHANNELS // shrink
        self.query, self.key, self.value = (nn.Linear(CHANNELS, inner) for _ in range(3))
        self.out = nn.Linear(inner, CHANNELS)

    def forward(self, query, key, value):
        query, key, value = (
            layer(x).view(x.shape[0], x.shape[1], HEADS, layer.out_features // HEADS).transpose(1, 2)
            for layer, x in ((self.query, query), (self.key, key), (self.value, value))
        )
        weights = (query @ key.transpose(-2, -1) / math.sqrt(self.query.out_features / HEADS)).softmax(-1)
        return self.out((weights @ value).transpose(1, 2).flatten(2))


class Block(nn.Module):
    """Tokens look at each other and at the picture, and the picture at the tokens."""

    def __init__(self):
        super().__init__()
        self.own, self.to_picture, self.to_tokens = Attention(1), Attention(2), Attention(2)
        self.norms = nn.ModuleList(nn.LayerNorm(CHANNELS) for _ in range(4))
        self.perceptron = nn.Sequential(nn.Linear(CHANNELS, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, CHANNELS))

    def forward(self, tokens, prompt, picture, places):
        tokens = self.norms[0](tokens + self.own(tokens + prompt, tokens + prompt, tokens))
        tokens = self.norms[1](tokens + self.to_picture(tokens + prompt, picture + places, picture))
        tokens = self.norms[2](tokens + self.perceptron(tokens))
        return tokens, self.norms[3](picture + self.to_tokens(picture + places, tokens + prompt, tokens))


class ChannelNorm(nn.Module):
    def forward(self, x):
        x = x - x.mean(1, keepdim=True)
        return x / torch.sqrt(x.pow(2).mean(1, keepdim=True) + 1e-6)


def perceptron(width):
    layers = [nn.Linear(CHANNELS, CHANNELS), nn.ReLU(), nn.Linear(CHANNELS, CHANNELS), nn.ReLU(), nn.Linear(CHANNELS, width)]
    return nn.Sequential(*layers)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.frequencies = nn.Parameter(torch.randn(2, CHANNELS // 2))
        self.labels = nn.Parameter(torch.randn(3, CHANNELS))
        self.tokens = nn.Parameter(torch.randn(TOKENS, CHANNELS))
        self.blocks = nn.ModuleList([Block(), Block()])
        self.last, self.last_norm = Attention(2), nn.LayerNorm(CHANNELS)
        self.upscaling = nn.Sequential(
            nn.ConvTranspose2d(CHANNELS, CHANNELS // 4, 2, 2), ChannelNorm(), nn.GELU(),
            nn.ConvTranspose2d(CHANNELS // 4, CHANNELS // 8, 2, 2), nn.GELU(),
        )
        self.brushes = nn.ModuleList(perceptron(CHANNELS // 8) for _ in range(TOKENS - 1))
        self.scores = perceptron(TOKENS - 1)

    def forward(self, positions, embedding, points, labels):
        points, labels = points[0], labels[0]
        count = points.shape[0]
        points = torch.cat([points, torch.zeros(count, 1, 2)], 1)
        labels = torch.cat([labels, -torch.ones(count, 1, dtype=torch.int64)], 1)
        angle = 2 * math.pi * ((2 * (points + 0.5) / SIDE - 1) @ self.frequencies)
        places = torch.cat([angle.sin(), angle.cos()], -1)
        prompt = places * (labels >= 0)[..., None] + functional.embedding(labels + 1, self.labels)
        prompt = torch.cat([self.tokens.expand(count, -1, -1), prompt], 1)
        picture, places = (x.expand(count, -1, -1, -1).flatten(2).transpose(1, 2) for x in (embedding, positions))
        tokens = prompt
        for block in self.blocks:
            tokens, picture = block(tokens, prompt, picture, places)
        tokens = self.last_norm(tokens + self.last(tokens + prompt, picture + places, picture))
        planes = self.upscaling(picture.transpose(1, 2).reshape(count, CHANNELS, GRID, GRID))
        brushes = torch.stack([brush(tokens[:, 1 + index]) for index, brush in enumerate(self.brushes)], 1)
        masks = (brushes @ planes.flatten(2)).view(count, TOKENS - 1, 4 * GRID, 4 * GRID)
        return self.scores(tokens[:, 0])[None, :, 1:], masks[None, :, 1:]


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, CHANNELS, 16, 16)
        self.positions = nn.Parameter(torch.randn(1, CHANNELS, GRID, GRID))

    def forward(self, pixels):
        return self.patches(pixels), self.positions + 0 * pixels.mean()


def export(model, name, inputs, outputs, axes):
    torch.onnx.export(
        model.eval(), tuple(inputs.values()), os.path.join(OUTPUT, name), opset_version=16,
        input_names=list(inputs), output_names=outputs, dynamic_axes=axes,
    )


torch.manual_seed(0)
os.makedirs(OUTPUT, exist_ok=True)
pixels = torch.zeros(1, 3, SIDE, SIDE)
export(Encoder(), "vision_encoder.onnx", {"pixel_values": pixels}, ["image_embeddings", "image_positional_embeddings"], {})
grid = torch.zeros(1, CHANNELS, GRID, GRID)
inputs = {
    "image_positional_embeddings": grid, "image_embeddings": grid,
    "input_points": torch.zeros(1, 2, 3, 2), "input_labels": torch.ones(1, 2, 3, dtype=torch.int64),
}
free = {1: "point_batch_size"}
export(
    Decoder(), "prompt_encoder_mask_decoder.onnx", inputs, ["iou_scores", "pred_masks"],
    {"input_points": {**free, 2: "points"}, "input_labels": {**free, 2: "points"}, "iou_scores": free, "pred_masks": free},
)
