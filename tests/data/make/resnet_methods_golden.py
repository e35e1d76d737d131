"""Grad-CAM and gScoreCAM of the small ResNet CLIP of resnet_golden.py, from PyTorch's autograd.

    /usr/bin/python3 tests/data/make/resnet_methods_golden.py tests/data/golden-resnet

Writes methods.safetensors: texts [3, 24] (L2-normalised, random) and, for each size, picture and text, <size>.<method>.<picture>.<text> as
[rows, columns], before any scaling. Both are about the last stage's features and S = logit scale x cosine of CLIP's own embedding.

Grad-CAM (Selvaraju et al.): the features weighed by their mean gradient over the cells, positive part. gScoreCAM (Chen et al. 2022): the 24
channels with the highest mean gradient; each channel's map, enlarged bilinearly (corners on corners) and brought to 0 to 1, masks the
normalised picture; a softmax over all channels of the scores, 0 for those that were not tried, weighs the channels; positive part.
"""
import os
import sys

import torch
import torch.nn.functional as functional

from resnet_golden import EMBEDDING, SIDE, SIZES, Tower, make_weights, write_safetensors

CHANNELS = 24


def score(tower, features, text):
    """S of features [1, channels, rows, columns], which the way back leads to."""
    rows, columns = features.shape[2:]
    patches = features.flatten(2).transpose(1, 2)
    positions = tower.weights["visual.attnpool.positional_embedding"]
    table = functional.interpolate(positions[1:].T.reshape(1, -1, SIDE, SIDE), (rows, columns), mode="bilinear", align_corners=False)
    positions = torch.cat([positions[:1], table[0].flatten(1).T])
    x = torch.cat([patches.mean(1, keepdim=True), patches], 1) + positions
    q, k, v = (tower.heads(tower.linear(x, f"{part}_proj")) for part in "qkv")
    attended = torch.softmax(q[:, :, :1] @ k.transpose(2, 3) * q.shape[-1] ** -0.5, -1) @ v
    embedding = tower.linear(attended.transpose(1, 2).flatten(2), "c_proj")[0, 0]
    return tower.weights["logit_scale"].exp() * functional.normalize(embedding, dim=0) @ text


def maps(tower, pixels, text):
    features = tower.features(pixels).detach().requires_grad_()
    gradient, = torch.autograd.grad(score(tower, features, text), features)
    importance = gradient[0].mean((1, 2))
    with torch.no_grad():
        channels = features[0]
        gradcam = (importance[:, None, None] * channels).sum(0).clamp(min=0)
        tried = importance.topk(CHANNELS)[1]
        masks = functional.interpolate(channels[None], pixels.shape[2:], mode="bilinear", align_corners=True)[0]
        low, high = masks.amin((1, 2), True), masks.amax((1, 2), True)
        masks = (masks - low) / (high - low + 1e-6)
        scores = torch.zeros(len(channels))
        for channel in tried:
            scores[channel] = score(tower, tower.features(pixels * masks[channel]), text)
        gscorecam = (channels * scores.softmax(0)[:, None, None]).sum(0).clamp(min=0)
    return {"gradcam": gradcam, "gscorecam": gscorecam}


def main(folder):
    torch.set_num_threads(1)
    tower = Tower(make_weights(600))
    texts = functional.normalize(torch.randn(3, EMBEDDING, generator=torch.Generator().manual_seed(5)), dim=1)
    texts[1:] *= -1  # otherwise no cell raises a score, and all maps of Grad-CAM are 0
    expected = {"texts": texts}
    for name, (height, width) in SIZES.items():
        pixels = torch.randn(2, 3, height, width, generator=torch.Generator().manual_seed(height + width))
        for picture in range(2):
            one = pixels[picture:picture + 1]
            with torch.no_grad():
                own = functional.normalize(tower.pooled(one)[0], dim=0) * tower.weights["logit_scale"].exp()
                assert abs(score(tower, tower.features(one), texts[0]) - own @ texts[0]) < 1e-3
            for text in range(3):
                for method, value in maps(tower, one, texts[text]).items():
                    print(name, method, picture, text, f"highest {value.max():.5f}")
                    expected[f"{name}.{method}.{picture}.{text}"] = value
    write_safetensors(os.path.join(folder, "methods.safetensors"), expected)


if __name__ == "__main__":
    main(sys.argv[1])
