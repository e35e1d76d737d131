"""Writes a CLIP ViT-B/16 of random weights in the Hugging Face layout (600 MB): all that speed and agreement need.

checkpoint.py FOLDER
"""
import json
import os
import sys

import numpy as np

import safetensors_file

EMBEDDING, PATCH, SIDE, CONTEXT, VOCABULARY = 512, 16, 224, 77, 49408
VISION = {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12}
TEXT = {"hidden_size": 512, "intermediate_size": 2048, "num_hidden_layers": 12, "num_attention_heads": 8}
MEAN, STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
random = np.random.default_rng(2023)


def normal(name, deviation, *shape):
    return name, shape, lambda: random.standard_normal(shape, np.float32) * np.float32(deviation)


def linear(name, inputs, outputs, bias=True):
    """Weights that keep the variance of what goes in, so that attention is neither flat nor a spike."""
    return [normal(name + ".weight", inputs**-0.5, outputs, inputs)] + ([normal(name + ".bias", 0.02, outputs)] if bias else [])


def norm(name, width):
    return [(name + ".weight", (width,), lambda: random.uniform(0.8, 1.2, width)), normal(name + ".bias", 0.02, width)]


def blocks(tower, size):
    width, tensors = size["hidden_size"], []
    for layer in range(size["num_hidden_layers"]):
        block = f"{tower}.encoder.layers.{layer}."
        for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
            tensors += linear(f"{block}self_attn.{part}", width, width)
        tensors += linear(block + "mlp.fc1", width, size["intermediate_size"])
        tensors += linear(block + "mlp.fc2", size["intermediate_size"], width)
        tensors += norm(block + "layer_norm1", width) + norm(block + "layer_norm2", width)
    return tensors


def tensors():
    vision, text = VISION["hidden_size"], TEXT["hidden_size"]
    return [
        ("logit_scale", (), lambda: np.float32(np.log(100))),
        normal("vision_model.embeddings.class_embedding", 0.02, vision),
        normal("vision_model.embeddings.patch_embedding.weight", (3 * PATCH * PATCH) ** -0.5, vision, 3, PATCH, PATCH),
        normal("vision_model.embeddings.position_embedding.weight", 0.02, 1 + (SIDE // PATCH) ** 2, vision),
        *norm("vision_model.pre_layrnorm", vision),
        *blocks("vision_model", VISION),
        *norm("vision_model.post_layernorm", vision),
        *linear("visual_projection", vision, EMBEDDING, bias=False),
        normal("text_model.embeddings.token_embedding.weight", 0.02, VOCABULARY, text),
        normal("text_model.embeddings.position_embedding.weight", 0.01, CONTEXT, text),
        *blocks("text_model", TEXT),
        *norm("text_model.final_layer_norm", text),
        *linear("text_projection", text, EMBEDDING, bias=False),
    ]


def write_json(folder, name, value):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(value, file, indent=2)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    both = {"hidden_act": "quick_gelu", "layer_norm_eps": 1e-5, "projection_dim": EMBEDDING}
    write_json(folder, "config.json", {
        "architectures": ["CLIPModel"],
        "model_type": "clip",
        "projection_dim": EMBEDDING,
        "vision_config": {**both, **VISION, "image_size": SIDE, "patch_size": PATCH, "num_channels": 3},
        "text_config": {**both, **TEXT, "vocab_size": VOCABULARY, "max_position_embeddings": CONTEXT},
    })
    write_json(folder, "preprocessor_config.json", {
        "do_resize": True, "do_normalize": True, "resample": 3,
        "size": {"height": SIDE, "width": SIDE}, "image_mean": MEAN, "image_std": STD,
    })
    safetensors_file.write(os.path.join(folder, "model.safetensors"), tensors())


main(sys.argv[1])
