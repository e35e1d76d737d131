"""CLIP Surgery in PyTorch, as the paper describes it (arXiv 2304.05653, sections 3.2 and 3.3): eager mode, whole sequences."""
import json
import os

import torch
from torch import nn
from torch.nn import functional

import safetensors_file

DEPTH = 6  # blocks with a second path


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.scale = (width // heads) ** -0.5
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x, mask=None, consistent=False):
        """The block's own attention, and where asked for that of the values to each other."""
        batch, tokens, width = x.shape
        query, key, value = self.qkv(x).reshape(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
        own = self.attend(query, key, value, mask)
        return own, self.attend(value, value, value) if consistent else None

    def attend(self, query, key, value, mask=None):
        scores = query @ key.transpose(-2, -1) * self.scale
        if mask is not None:
            scores = scores + mask
        return self.out((scores.softmax(dim=-1) @ value).transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, width, heads, hidden, activation):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, hidden), activation(), nn.Linear(hidden, width))

    def forward(self, x, mask=None, consistent=False):
        own, second = self.attention(self.norm1(x), mask, consistent)
        x = x + own
        return x + self.mlp(self.norm2(x)), second


class Tower(nn.Module):
    def __init__(self, config, embedding):
        super().__init__()
        width = config["hidden_size"]
        activation = {"quick_gelu": QuickGelu, "gelu": nn.GELU}[config["hidden_act"]]
        self.blocks = nn.ModuleList(
            Block(width, config["num_attention_heads"], config["intermediate_size"], activation)
            for _ in range(config["num_hidden_layers"])
        )
        self.norm = nn.LayerNorm(width)
        self.project = nn.Linear(width, embedding, bias=False)


class ImageTower(Tower):
    def __init__(self, config, embedding):
        super().__init__(config, embedding)
        width, patch = config["hidden_size"], config["patch_size"]
        self.side = config["image_size"] // patch
        self.patches = nn.Conv2d(3, width, patch, patch, bias=False)
        self.class_token = nn.Parameter(torch.zeros(width))
        self.positions = nn.Parameter(torch.zeros(1 + self.side**2, width))
        self.pre_norm = nn.LayerNorm(width)

    def forward(self, pixels):
        """[batch, 3, height, width] to [batch, 1 + rows * columns, embedding]."""
        patches = self.patches(pixels)
        positions = self.resize_positions(*patches.shape[2:])
        first = self.class_token.expand(len(pixels), 1, -1)
        x = self.pre_norm(torch.cat([first, patches.flatten(2).transpose(1, 2)], dim=1) + positions)
        second = None
        for layer, block in enumerate(self.blocks):
            with_second = layer >= len(self.blocks) - DEPTH
            before = x
            x, consistent = block(x, consistent=with_second)
            if with_second:
                second = (before if second is None else second) + consistent
        return self.project(self.norm(torch.cat([x[:, :1], second[:, 1:]], dim=1)))

    def resize_positions(self, rows, columns):
        if (rows, columns) == (self.side, self.side):
            return self.positions
        grid = self.positions[1:].T.reshape(1, -1, self.side, self.side)
        grid = functional.interpolate(grid, size=(rows, columns), mode="bilinear", align_corners=False)
        return torch.cat([self.positions[:1], grid.flatten(2)[0].T])


class TextTower(Tower):
    def __init__(self, config, embedding):
        super().__init__(config, embedding)
        self.tokens = nn.Embedding(config["vocab_size"], config["hidden_size"])
        self.positions = nn.Parameter(torch.zeros(config["max_position_embeddings"], config["hidden_size"]))
        context = config["max_position_embeddings"]
        self.register_buffer("mask", torch.full((context, context), float("-inf")).triu(1))

    def forward(self, ids):
        """[batch, context] to [batch, embedding], read at the end token, which has the highest id."""
        x = self.tokens(ids) + self.positions
        for block in self.blocks:
            x, _ = block(x, self.mask)
        return self.project(self.norm(x)[torch.arange(len(ids)), ids.argmax(dim=1)])


class Clip:
    """Both towers of a checkpoint in the Hugging Face layout."""

    def __init__(self, folder):
        with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
            config = json.load(file)
        weights = safetensors_file.read(os.path.join(folder, "model.safetensors"))
        self.image = ImageTower(config["vision_config"], config["projection_dim"])
        self.text = TextTower(config["text_config"], config["projection_dim"])
        load(self.image, weights, "vision_model", {
            "class_token": "vision_model.embeddings.class_embedding",
            "patches.weight": "vision_model.embeddings.patch_embedding.weight",
            "pre_norm": "vision_model.pre_layrnorm",
            "norm": "vision_model.post_layernorm",
            "project.weight": "visual_projection.weight",
        })
        load(self.text, weights, "text_model", {
            "tokens.weight": "text_model.embeddings.token_embedding.weight",
            "norm": "text_model.final_layer_norm",
            "project.weight": "text_projection.weight",
        })

    @torch.inference_mode()
    def encode(self, pixels):
        """Normalised tokens."""
        return functional.normalize(self.image(pixels), dim=-1)

    @torch.inference_mode()
    def ensemble(self, prompts):
        """The embedding of one text: of its prompts' ids, [85, 77]."""
        each = functional.normalize(self.text(prompts), dim=-1)
        return functional.normalize(each.mean(dim=0), dim=-1)


def load(tower, weights, prefix, names):
    """Copies a checkpoint's tensors; `names` says what is called otherwise than in `prefix`."""
    names = {**names, "positions": f"{prefix}.embeddings.position_embedding.weight"}
    parts = {
        "norm1": "layer_norm1", "norm2": "layer_norm2", "attention.out": "self_attn.out_proj", "mlp.0": "mlp.fc1", "mlp.2": "mlp.fc2",
    }
    with torch.no_grad():
        for name, parameter in tower.named_parameters():
            module, _, kind = name.rpartition(".")
            if name in names:
                value = weights[names[name]]
            elif module in names:
                value = weights[f"{names[module]}.{kind}"]
            else:
                _, layer, part = module.split(".", 2)
                block = f"{prefix}.encoder.layers.{layer}."
                if part == "attention.qkv":
                    value = torch.cat([torch.from_numpy(weights[f"{block}self_attn.{x}_proj.{kind}"]) for x in "qkv"])
                else:
                    value = weights[f"{block}{parts[part]}.{kind}"]
            parameter.copy_(torch.as_tensor(value))
            parameter.requires_grad_(False)


@torch.inference_mode()
def feature_surgery(tokens, texts):
    """Similarity [1 + patches, texts] of normalised tokens and texts, with what all texts share removed (section 3.3).

    As it is written in the paper: features of every token and text, minus their mean over the texts, summed over channels.
    """
    weights = (2 * tokens[:, :1] @ texts.T).softmax(dim=-1)
    weights = weights / weights.mean(dim=-1, keepdim=True)
    features = tokens[:, :, None, :] * texts[None, None]
    features = features * weights[..., None]
    features = features - features.mean(dim=2, keepdim=True)
    return features.sum(dim=-1)


@torch.inference_mode()
def feature_surgery_by_products(tokens, texts):
    """The same by two matrix products, which the paper's code does not use."""
    weights = (2 * tokens[:, :1] @ texts.T).softmax(dim=-1)
    weights = weights / weights.mean(dim=-1, keepdim=True)
    similarity = weights * (tokens @ texts.T)
    return similarity - similarity.mean(dim=-1, keepdim=True)
