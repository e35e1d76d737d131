"""Segment Anything in PyTorch, by the paper (arXiv 2304.02643, appendix A) and the signature of its ONNX export.

Weights come out of the ONNX files of the demo model: there is no other copy of them.
"""
import math
import os

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from PIL import Image
from torch import nn
from torch.nn import functional

MEAN = torch.tensor([123.675, 116.28, 103.53]).view(3, 1, 1)
STD = torch.tensor([58.395, 57.12, 57.375]).view(3, 1, 1)
HEADS = 4


class Weights:
    """Initialisers by name; those that the exporter renamed are found by the node that uses them."""

    def __init__(self, path):
        graph = onnx.load(path).graph
        arrays = {x.name: torch.from_numpy(numpy_helper.to_array(x).copy()) for x in graph.initializer}
        self.named = dict(arrays)
        for node in graph.node:
            own = [arrays[x] for x in node.input if x in arrays]
            if own:
                self.named[node.output[0]] = own
        self.convolutions = [
            ([arrays[x] for x in node.input if x in arrays], {x.name: onnx.helper.get_attribute_value(x) for x in node.attribute})
            for node in graph.node if node.op_type == "Conv"
        ]

    def __getitem__(self, name):
        return self.named[name]

    def scalar_pair(self, prefix, first="Mul_output_0", second="Add_1_output_0"):
        return self[prefix + first][0], self[prefix + second][0]


class ChannelNorm(nn.Module):
    """Layer normalisation over the channels of planes."""

    def __init__(self, scale, shift):
        super().__init__()
        self.scale, self.shift = scale, shift

    def forward(self, x):
        centred = x - x.mean(1, keepdim=True)
        return self.scale * (centred / torch.sqrt(centred.pow(2).mean(1, keepdim=True) + 1e-6)) + self.shift


def convolution(own, attributes):
    weight = own[0]
    layer = nn.Conv2d(
        weight.shape[1] * attributes["group"], weight.shape[0], attributes["kernel_shape"], attributes["strides"],
        attributes["pads"][:2], groups=attributes["group"], bias=len(own) > 1,
    )
    layer.weight = nn.Parameter(weight, requires_grad=False)
    if len(own) > 1:
        layer.bias = nn.Parameter(own[1], requires_grad=False)
    return layer


class Residual(nn.Module):
    def __init__(self, depthwise, expand, reduce, gain):
        super().__init__()
        self.body = nn.Sequential(depthwise, expand, nn.ReLU(), reduce)
        self.gain = gain

    def forward(self, x):
        return x + self.gain * self.body(x)


def encoder(path):
    """The demo model's encoder: three strided convolutions with residual blocks between, and SAM's neck. Batch norms are folded."""
    weights = Weights(path)
    layers = [convolution(*x) for x in weights.convolutions]
    stages, blocks, neck = [], 0, layers[-2:]
    layers = iter(layers[:-2])
    for index in range(12):
        if index in (0, 1, 4):
            stages += [next(layers), nn.ReLU()]
        else:
            stages.append(Residual(next(layers), next(layers), next(layers), weights[f"e.net.{index}.g"]))
            blocks += 1
    norms = [ChannelNorm(*weights.scalar_pair(f"/e/neck/neck.{index}/", second=second))
             for index, second in ((1, "Add_1_output_0"), (3, None)) if second]
    last = ChannelNorm(weights["/e/neck/neck.3/Mul_output_0"][0], weights["image_embeddings"][0])
    return nn.Sequential(*stages, neck[0], norms[0], neck[1], last)


class Decoder(nn.Module):
    """Prompt encoder and mask decoder: tokens and picture attend to each other, then each mask token draws a mask."""

    def __init__(self, path):
        super().__init__()
        self.w = Weights(path)
        prompt = "model.prompt_encoder."
        self.frequencies = self.w[prompt + "pe_layer.positional_encoding_gaussian_matrix"]
        self.labels = torch.cat([self.w[f"{prompt}point_embeddings.{x}.weight"] for x in range(4)])
        self.padding = self.w[prompt + "not_a_point_embed.weight"]
        self.no_mask = self.w["/Mul_9_output_0"][0]
        self.output_tokens = self.w["/Expand_1_output_0"][0]
        self.masks = self.output_tokens.shape[1] - 1
        self.upscaling_norm = ChannelNorm(*self.w.scalar_pair("/output_upscaling/output_upscaling.1/"))

    def positions(self, points):
        """Random Fourier features of places in 0 to 1."""
        angle = 2 * math.pi * ((2 * points - 1) @ self.frequencies)
        return torch.cat([angle.sin(), angle.cos()], dim=-1)

    def forward(self, embedding, points, labels, side):
        """Points [1, n, 2] in the model's square, labels 1, 0 or -1 (padding), to mask logits [1, 4, h, w] and scores [1, 4]."""
        prompt = self.positions((points + 0.5) / side)
        padding = (labels == -1)[..., None]
        prompt = torch.where(padding, self.padding, prompt + self.labels[labels.clamp(min=0).long()])
        rows, columns = embedding.shape[2:]
        y, x = torch.meshgrid((torch.arange(rows) + 0.5) / rows, (torch.arange(columns) + 0.5) / columns, indexing="ij")
        places = self.positions(torch.stack([x, y], dim=-1).flatten(0, 1))[None]
        tokens = torch.cat([self.output_tokens, prompt], dim=1)
        tokens, picture = self.two_way(tokens, (embedding + self.no_mask).flatten(2).transpose(1, 2), places)
        planes = picture.transpose(1, 2).reshape(1, -1, rows, columns)
        planes = functional.conv_transpose2d(planes, *self.parameters_of("output_upscaling.0"), stride=2)
        planes = functional.gelu(self.upscaling_norm(planes))
        planes = functional.gelu(functional.conv_transpose2d(planes, *self.parameters_of("output_upscaling.3"), stride=2))
        brushes = torch.stack([self.perceptron(f"output_hypernetworks_mlps.{x}", tokens[:, 1 + x]) for x in range(self.masks)], 1)
        logits = (brushes @ planes.flatten(2)).view(1, self.masks, *planes.shape[2:])
        return logits, self.perceptron("iou_prediction_head", tokens[:, 0])

    def two_way(self, tokens, picture, places):
        prompt = tokens
        for layer in range(2):
            name = f"layers.{layer}."
            query = tokens if layer == 0 else tokens + prompt
            own = self.attend(name + "self_attn", query, query, tokens)
            tokens = self.norm(name + "norm1", own if layer == 0 else tokens + own)
            seen = self.attend(name + "cross_attn_token_to_image", tokens + prompt, picture + places, picture)
            tokens = self.norm(name + "norm2", tokens + seen)
            hidden = functional.relu(self.linear(name + "mlp/lin1", tokens))
            tokens = self.norm(name + "norm3", tokens + self.linear(name + "mlp/lin2", hidden))
            answer = self.attend(name + "cross_attn_image_to_token", picture + places, tokens + prompt, tokens)
            picture = self.norm(name + "norm4", picture + answer)
        seen = self.attend("final_attn_token_to_image", tokens + prompt, picture + places, picture)
        return self.norm("norm_final_attn", tokens + seen), picture

    def attend(self, name, query, key, value):
        query, key, value = (
            self.linear(f"{name}/{part}_proj", x).unflatten(-1, (HEADS, -1)).transpose(1, 2)
            for part, x in (("q", query), ("k", key), ("v", value))
        )
        weights = (query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])).softmax(dim=-1)
        return self.linear(f"{name}/out_proj", (weights @ value).transpose(1, 2).flatten(2))

    def linear(self, name, x):
        weight = self.w[f"/transformer/{name.replace('layers.0.', 'layers.0/').replace('layers.1.', 'layers.1/')}/MatMul_output_0"][0]
        return x @ weight + self.w[f"mask_decoder.transformer.{name.replace('/', '.')}.bias"]

    def norm(self, name, x):
        name = f"mask_decoder.transformer.{name}."
        return functional.layer_norm(x, x.shape[-1:], self.w[name + "weight"], self.w[name + "bias"])

    def perceptron(self, name, x):
        for layer in range(3):
            x = functional.linear(x, *self.parameters_of(f"{name}.layers.{layer}"))
            x = functional.relu(x) if layer < 2 else x
        return x

    def parameters_of(self, name):
        return self.w[f"mask_decoder.{name}.weight"], self.w[f"mask_decoder.{name}.bias"]


class Predictor:
    """Encode a picture once, then ask for masks: the calls of the paper's own predictor."""

    def __init__(self, folder, side=256):
        self.side = side
        self.encoder = encoder(os.path.join(folder, "encoder.onnx")).eval()
        self.decoder = Decoder(os.path.join(folder, "decoder.onnx"))

    @torch.inference_mode()
    def set_image(self, picture):
        """A PIL picture: the longer side becomes the square's, the rest is padding."""
        self.size = (picture.height, picture.width)
        scale = self.side / max(self.size)
        self.resized = [int(x * scale + 0.5) for x in self.size]
        small = picture.resize(self.resized[::-1], Image.BILINEAR)
        pixels = (torch.from_numpy(np.array(small)).permute(2, 0, 1).float() - MEAN) / STD
        padding = (0, self.side - self.resized[1], 0, self.side - self.resized[0])
        self.embedding = self.encoder(functional.pad(pixels, padding)[None])

    @torch.inference_mode()
    def predict(self, points, labels):
        """Points [n, 2] in picture pixels, labels 1 and 0, to three masks [3, height, width] and their scores."""
        scale = torch.tensor([self.resized[1] / self.size[1], self.resized[0] / self.size[0]])
        points = torch.as_tensor(points, dtype=torch.float32) * scale
        points = torch.cat([points, torch.zeros(1, 2)])[None]
        labels = torch.cat([torch.as_tensor(labels, dtype=torch.float32), -torch.ones(1)])[None]
        logits, scores = self.decoder(self.embedding, points, labels, self.side)
        full = functional.interpolate(logits[:, 1:], (self.side, self.side), mode="bilinear", align_corners=False)
        full = full[..., : self.resized[0], : self.resized[1]]
        full = functional.interpolate(full, self.size, mode="bilinear", align_corners=False)
        return (full[0] > 0).numpy(), scores[0, 1:].numpy()
