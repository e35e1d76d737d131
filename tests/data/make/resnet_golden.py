"""Writes a small random ResNet CLIP in OpenAI's naming, and the tokens that PyTorch computes with it.

    /usr/bin/python3 tests/data/make/resnet_golden.py tests/data/golden-resnet

Debian's python3-torch (1.13) is enough. The file format is written by hand: 8 bytes with the header's length, a JSON header,
the numbers. --vocabulary 49408 makes a checkpoint that the tokenizer can be used with.

The network is the ModifiedResNet of "Learning Transferable Visual Models From Natural Language Supervision" (arXiv 2103.00020,
section 2.4): three stem convolutions and an average pool, bottlenecks that pool instead of striding, an attention pool whose
queries are one token. Patch tokens are what each variant puts in place of that pool's softmax(q k^T), for every token as query.
"""
import argparse
import json
import os
import struct

import torch
import torch.nn.functional as functional

WIDTH, LAYERS, EMBEDDING, SIDE = 4, (1, 2, 1, 1), 24, 3
TEXT_WIDTH, CONTEXT = 64, 77
SIZES = {"square": (96, 96), "wide": (64, 160)}  # height, width


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name in sorted(tensors):
        tensor = tensors[name].contiguous()
        raw = tensor.numpy().tobytes()
        kind = {torch.float32: "F32", torch.float16: "F16", torch.int64: "I64"}[tensor.dtype]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def make_weights(vocabulary):
    random = torch.Generator().manual_seed(7)
    weights = {}

    def normal(name, *shape, scale):
        weights[name] = torch.randn(*shape, generator=random) * scale

    def convolution(name, inputs, outputs, kernel):
        normal(f"{name}.weight", outputs, inputs, kernel, kernel, scale=(2 / (inputs * kernel * kernel)) ** 0.5)

    def batch_norm(name, channels, scale=1):
        # Far from the identity, so that an unfolded or wrongly folded normalisation shows.
        weights[f"{name}.weight"] = scale * (0.5 + torch.rand(channels, generator=random))
        normal(f"{name}.bias", channels, scale=0.3)
        normal(f"{name}.running_mean", channels, scale=0.5)
        weights[f"{name}.running_var"] = 0.3 + 2 * torch.rand(channels, generator=random)
        weights[f"{name}.num_batches_tracked"] = torch.tensor(1000)

    def linear(name, inputs, outputs, scale):
        normal(f"{name}.weight", outputs, inputs, scale=scale / inputs ** 0.5)
        normal(f"{name}.bias", outputs, scale=0.1)

    for i, (inputs, outputs) in enumerate([(3, WIDTH // 2), (WIDTH // 2, WIDTH // 2), (WIDTH // 2, WIDTH)], 1):
        convolution(f"visual.conv{i}", inputs, outputs, 3)
        batch_norm(f"visual.bn{i}", outputs)
    channels = WIDTH
    for stage, blocks in enumerate(LAYERS, 1):
        planes = WIDTH * 2 ** (stage - 1)
        for block in range(blocks):
            prefix = f"visual.layer{stage}.{block}"
            for i, (inputs, outputs, kernel) in enumerate([(channels, planes, 1), (planes, planes, 3), (planes, 4 * planes, 1)], 1):
                convolution(f"{prefix}.conv{i}", inputs, outputs, kernel)
                batch_norm(f"{prefix}.bn{i}", outputs, 0.4 if i == 3 else 1)
            if block == 0:
                convolution(f"{prefix}.downsample.0", channels, 4 * planes, 1)
                batch_norm(f"{prefix}.downsample.1", 4 * planes, 0.4)
            channels = 4 * planes
    normal("visual.attnpool.positional_embedding", SIDE * SIDE + 1, channels, scale=0.5)
    for part in "qkv":
        linear(f"visual.attnpool.{part}_proj", channels, channels, 1)
    linear("visual.attnpool.c_proj", channels, EMBEDDING, 1)

    normal("token_embedding.weight", vocabulary, TEXT_WIDTH, scale=0.5)
    normal("positional_embedding", CONTEXT, TEXT_WIDTH, scale=0.3)
    block = "transformer.resblocks.0"
    normal(f"{block}.attn.in_proj_weight", 3 * TEXT_WIDTH, TEXT_WIDTH, scale=0.15)
    normal(f"{block}.attn.in_proj_bias", 3 * TEXT_WIDTH, scale=0.1)
    linear(f"{block}.attn.out_proj", TEXT_WIDTH, TEXT_WIDTH, 1)
    linear(f"{block}.mlp.c_fc", TEXT_WIDTH, 2 * TEXT_WIDTH, 1)
    linear(f"{block}.mlp.c_proj", 2 * TEXT_WIDTH, TEXT_WIDTH, 1)
    for norm in (f"{block}.ln_1", f"{block}.ln_2", "ln_final"):
        weights[f"{norm}.weight"] = 0.5 + torch.rand(TEXT_WIDTH, generator=random)
        normal(f"{norm}.bias", TEXT_WIDTH, scale=0.2)
    normal("text_projection", TEXT_WIDTH, EMBEDDING, scale=0.2)
    weights["logit_scale"] = torch.tensor(4.6052)
    weights["input_resolution"] = torch.tensor(32 * SIDE)
    weights["context_length"] = torch.tensor(CONTEXT)
    weights["vocab_size"] = torch.tensor(vocabulary)
    return weights


class Tower:
    def __init__(self, weights):
        self.weights = weights

    def convolve(self, x, convolution, norm):
        weight = self.weights[f"visual.{convolution}.weight"]
        x = functional.conv2d(x, weight, padding=weight.shape[-1] // 2)
        return self.normalise(x, norm)

    def normalise(self, x, norm):
        mean, var, weight, bias = (self.weights[f"visual.{norm}.{part}"] for part in ("running_mean", "running_var", "weight", "bias"))
        return functional.batch_norm(x, mean, var, weight, bias, training=False, eps=1e-5)

    def features(self, x):
        x = functional.conv2d(x, self.weights["visual.conv1.weight"], stride=2, padding=1)
        x = torch.relu(self.normalise(x, "bn1"))
        x = torch.relu(self.convolve(x, "conv2", "bn2"))
        x = torch.relu(self.convolve(x, "conv3", "bn3"))
        x = functional.avg_pool2d(x, 2)
        for stage, blocks in enumerate(LAYERS, 1):
            for block in range(blocks):
                x = self.bottleneck(x, f"layer{stage}.{block}", 2 if stage > 1 and block == 0 else 1)
        return x

    def bottleneck(self, x, prefix, stride):
        y = torch.relu(self.convolve(x, f"{prefix}.conv1", f"{prefix}.bn1"))
        y = torch.relu(self.convolve(y, f"{prefix}.conv2", f"{prefix}.bn2"))
        if stride > 1:
            x, y = functional.avg_pool2d(x, stride), functional.avg_pool2d(y, stride)
        y = self.convolve(y, f"{prefix}.conv3", f"{prefix}.bn3")
        if f"visual.{prefix}.downsample.0.weight" in self.weights:
            x = self.convolve(x, f"{prefix}.downsample.0", f"{prefix}.downsample.1")
        return torch.relu(x + y)

    def linear(self, x, name):
        return functional.linear(x, self.weights[f"visual.attnpool.{name}.weight"], self.weights[f"visual.attnpool.{name}.bias"])

    def tokens(self, pixels):
        """The attention pool's input: the mean of the patches, then the patches, with their positions."""
        grid = self.features(pixels)
        rows, columns = grid.shape[2:]
        patches = grid.flatten(2).transpose(1, 2)
        positions = self.weights["visual.attnpool.positional_embedding"]
        table = positions[1:].T.reshape(1, -1, SIDE, SIDE)
        table = functional.interpolate(table, (rows, columns), mode="bilinear", align_corners=False)
        positions = torch.cat([positions[:1], table[0].flatten(1).T])
        return torch.cat([patches.mean(1, keepdim=True), patches], 1) + positions, rows, columns

    def variants(self, pixels):
        x, rows, columns = self.tokens(pixels)
        q, k, v = (self.heads(self.linear(x, f"{part}_proj")) for part in "qkv")
        scale = q.shape[-1] ** -0.5

        def weights(a, b, bias=0):
            return torch.softmax(a @ b.transpose(2, 3) * scale + bias, -1)

        def output(attended):
            return self.linear(attended.transpose(1, 2).flatten(2), "c_proj")

        y, x_ = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
        place = torch.stack([y.flatten(), x_.flatten()], 1).float()
        bias = torch.zeros(1 + rows * columns, 1 + rows * columns)
        bias[1:, 1:] = torch.exp(-((place[:, None] - place[None]) ** 2).sum(-1) / (2 * 5 ** 2))
        raw = output(weights(q, k) @ v)
        tokens = {
            "raw": raw,
            "surgery": output(weights(v, v) @ v),
            "maskclip": output(v),
            "clearclip": output(weights(q, q) @ v),
            "naclip": output(weights(k, k, bias) @ v),
            "sclip": output((weights(q, q) + weights(k, k)) @ v),
        }
        tokens = {name: torch.cat([raw[:, :1], value[:, 1:]], 1) for name, value in tokens.items()}
        tokens["singlepath"] = output(weights(v, v) @ v)
        return tokens, weights(q, k).mean(1), weights(v, v).mean(1)

    @staticmethod
    def heads(x):
        return x.unflatten(2, (-1, 64)).transpose(1, 2)

    def pooled(self, pixels):
        """CLIP's own embedding by PyTorch's own attention: an independent check of the class token."""
        x, _, _ = self.tokens(pixels)
        x = x.transpose(0, 1)
        w = {name: self.weights[f"visual.attnpool.{name}"] for name in (
            "q_proj.weight", "k_proj.weight", "v_proj.weight", "q_proj.bias", "k_proj.bias", "v_proj.bias", "c_proj.weight", "c_proj.bias")}
        result, _ = functional.multi_head_attention_forward(
            query=x[:1], key=x, value=x, embed_dim_to_check=x.shape[-1], num_heads=x.shape[-1] // 64,
            q_proj_weight=w["q_proj.weight"], k_proj_weight=w["k_proj.weight"], v_proj_weight=w["v_proj.weight"], in_proj_weight=None,
            in_proj_bias=torch.cat([w["q_proj.bias"], w["k_proj.bias"], w["v_proj.bias"]]), bias_k=None, bias_v=None, add_zero_attn=False,
            dropout_p=0, out_proj_weight=w["c_proj.weight"], out_proj_bias=w["c_proj.bias"], use_separate_proj_weight=True,
            training=False, need_weights=False)
        return result[0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--vocabulary", type=int, default=600)
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)
    torch.set_num_threads(1)
    weights = make_weights(arguments.vocabulary)
    tower = Tower(weights)
    expected = {}
    for name, (height, width) in SIZES.items():
        pixels = torch.randn(2, 3, height, width, generator=torch.Generator().manual_seed(height + width))
        tokens, raw, consistent = tower.variants(pixels)
        assert (tower.pooled(pixels) - tokens["raw"][:, 0]).abs().max() < 1e-5
        expected[f"{name}.pixels"] = pixels
        expected[f"{name}.attention.raw"] = raw
        expected[f"{name}.attention.consistent"] = consistent
        for variant, value in tokens.items():
            print(name, variant, tuple(value.shape), f"mean of absolute values {value.abs().mean():.3f}")
            expected[f"{name}.tokens.{variant}"] = value
    write_safetensors(os.path.join(arguments.folder, "RN.safetensors"), weights)
    write_safetensors(os.path.join(arguments.folder, "expected.safetensors"), expected)


if __name__ == "__main__":
    with torch.no_grad():
        main()
