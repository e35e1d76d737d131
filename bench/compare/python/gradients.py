"""Maps by gradients in PyTorch, by autograd: what each paper's code does, on the towers of surgery.py."""
import torch
from torch.nn import functional

CHANNELS = 30


def start(tower, pixels):
    patches = tower.patches(pixels)
    rows, columns = patches.shape[2:]
    first = tower.class_token.expand(len(pixels), 1, -1)
    x = torch.cat([first, patches.flatten(2).transpose(1, 2)], dim=1) + tower.resize_positions(rows, columns)
    return tower.pre_norm(x), rows, columns


class Kept:
    """A block's forward pass with its parts at hand."""

    def __init__(self, block, x):
        attention = block.attention
        self.normalised = block.norm1(x)
        batch, tokens, width = x.shape
        qkv = attention.qkv(self.normalised).reshape(batch, tokens, 3, attention.heads, -1).permute(2, 0, 3, 1, 4)
        self.query, self.key, self.value = qkv.unbind(0)
        self.weights = (self.query @ self.key.transpose(-2, -1) * attention.scale).softmax(dim=-1)
        self.attended = (self.weights @ self.value).transpose(1, 2).flatten(2)
        x = x + attention.out(self.attended)
        self.output = x + block.mlp(block.norm2(x))


def embed(tower, token):
    return functional.normalize(tower.project(tower.norm(token)), dim=-1)


def plain(tower, pixels):
    """The tower as CLIP has it."""
    with torch.inference_mode():
        x, _, _ = start(tower, pixels)
        for block in tower.blocks:
            x, _ = block(x)
        return embed(tower, x)


def scaled(tower, scale, token, text):
    return scale * (embed(tower, token) @ text).sum()


def last_block(tower, pixels):
    with torch.no_grad():
        x, rows, columns = start(tower, pixels)
        for block in tower.blocks[:-1]:
            x, _ = block(x)
    return Kept(tower.blocks[-1], x.requires_grad_()), rows, columns


def gradcam(tower, scale, pixels, text):
    last, rows, columns = last_block(tower, pixels)
    gradient, = torch.autograd.grad(scaled(tower, scale, last.output[:, 0], text), last.normalised)
    return (last.normalised[0, 1:] * gradient[0, 1:].mean(0)).sum(-1).clamp(min=0).detach()


def bimodal(tower, scale, pixels, text):
    last, _, _ = last_block(tower, pixels)
    gradient, = torch.autograd.grad(scaled(tower, scale, last.output[:, 0], text), last.weights)
    return (gradient * last.weights).clamp(min=0)[0].mean(0)[0, 1:].detach()


def grad_eclip(tower, scale, pixels, text):
    last, _, _ = last_block(tower, pixels)
    gradient, = torch.autograd.grad(scaled(tower, scale, last.output[:, 0], text), last.attended)
    out = tower.blocks[-1].attention.out
    with torch.no_grad():
        join = lambda x: x.transpose(1, 2).flatten(2)[0]
        query, key = (functional.normalize(out(join(x)), dim=-1) for x in (last.query, last.key))
        near = query[0] @ key[1:].T
        near = (near - near.min()) / (near.max() - near.min())
        return ((join(last.value)[1:] @ gradient[0, 0]) * near).clamp(min=0)


def all_blocks(tower, pixels):
    x, rows, columns = start(tower, pixels)
    x = x.detach().requires_grad_()
    kept = []
    for block in tower.blocks:
        kept.append(Kept(block, x))
        x = kept[-1].output
    return kept


def bimodal_all(tower, scale, pixels, text):
    kept = all_blocks(tower, pixels)
    gradients = torch.autograd.grad(scaled(tower, scale, kept[-1].output[:, 0], text), [block.weights for block in kept])
    with torch.no_grad():
        relevance = torch.eye(kept[0].weights.shape[-1])
        for block, gradient in zip(kept, gradients):
            relevance = relevance + (gradient * block.weights).clamp(min=0)[0].mean(0) @ relevance
        return relevance[0, 1:]


def legrad(tower, scale, pixels, text):
    kept = all_blocks(tower, pixels)
    total = 0
    for block in kept:
        score = embed(tower, block.output[0].mean(0)) @ text
        gradient, = torch.autograd.grad(score, block.weights, retain_graph=True)
        total = total + gradient[0].clamp(min=0).mean((0, 1))[1:]
    return total


def gscorecam(tower, scale, pixels, text):
    last, rows, columns = last_block(tower, pixels)
    gradient, = torch.autograd.grad(scaled(tower, scale, last.output[:, 0], text), last.output)
    with torch.inference_mode():
        channels = last.output[0, 1:].detach().T.reshape(1, -1, rows, columns)
        tried = gradient[0, 0].topk(CHANNELS)[1]
        masks = functional.interpolate(channels[:, tried], pixels.shape[2:], mode="bilinear", align_corners=True)[0]
        low, high = masks.amin((1, 2), True), masks.amax((1, 2), True)
        masks = (masks - low) / (high - low + 1e-6)
        scores = torch.zeros(channels.shape[1])
        for i in range(0, CHANNELS, 16):
            scores[tried[i:i + 16]] = scale * (plain(tower, pixels * masks[i:i + 16, None])[:, 0] @ text)
        return (channels[0] * scores.softmax(0)[:, None, None]).sum(0).clamp(min=0).flatten()


MAPS = {
    "gradcam": gradcam, "bimodal": bimodal, "bimodal-all": bimodal_all, "gscorecam": gscorecam, "grad-eclip": grad_eclip, "legrad": legrad,
}
