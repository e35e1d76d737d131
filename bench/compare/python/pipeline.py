"""The paper's pipeline around the models: pictures and prompts in, masks and COCO out."""
import json
import os

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

import sam
import surgery

MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073]).view(3, 1, 1)
STD = torch.tensor([0.26862954, 0.26130258, 0.27577711]).view(3, 1, 1)


def open_picture(path):
    return Image.open(path).convert("RGB")


def pixels(picture, side):
    """A picture squashed to a square and normalised, [1, 3, side, side]."""
    small = picture.resize((side, side), Image.BICUBIC)
    return (torch.from_numpy(np.array(small)).permute(2, 0, 1).float().div(255) - MEAN).div(STD)[None]


def read_prompts(path):
    """Prompts of each text, as ids [85, 77]: tokens come ready-made, so that this side does not even tokenise."""
    with open(path, encoding="utf-8") as file:
        return {text: torch.tensor(ids) for text, ids in json.load(file).items()}


@torch.inference_mode()
def points_of(similarity, width, height, threshold=0.8):
    """Text2Points (section 3.4): the highest cells of a map of half the size, and as many of the lowest."""
    side = int(len(similarity) ** 0.5)
    half = functional.interpolate(similarity.view(1, 1, side, side), (side // 2, side // 2), mode="bilinear", align_corners=False)
    cells = half.flatten()
    cells = (cells - cells.min()) / (cells.max() - cells.min())
    count = min(int((cells >= threshold).sum()), len(cells) // 2)
    order = cells.sort(stable=True).indices
    chosen = torch.cat([order[len(order) - count :], order[:count]])
    x = ((chosen % (side // 2) + 0.5) * width / (side // 2)).clamp(max=width - 1).floor()
    y = ((chosen // (side // 2) + 0.5) * height / (side // 2)).clamp(max=height - 1).floor()
    return torch.stack([x, y], dim=1), [1] * count + [0] * count


def run_lengths(mask):
    """COCO's uncompressed run lengths: column by column, zeros first."""
    flat = mask.T.ravel()
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    counts = np.diff(np.concatenate([[0], changes, [flat.size]])).tolist()
    return {"size": list(mask.shape), "counts": [0] + counts if flat[0] else counts}


class Pipeline:
    def __init__(self, clip_folder, sam_folder, side):
        self.clip = surgery.Clip(clip_folder)
        self.predictor = sam.Predictor(sam_folder)
        self.side = side

    def maps(self, picture, texts, empty=None):
        """One map a text: against each other, or of a single text against the empty one."""
        tokens = self.clip.encode(pixels(picture, self.side))
        if empty is not None:
            return (tokens[0, 1:] @ (texts - empty).T).T
        return surgery.feature_surgery(tokens, texts)[0, 1:].T

    def best_mask(self, similarity, picture):
        masks, scores = self.predictor.predict(*points_of(similarity, picture.width, picture.height))
        return masks[scores.argmax()], float(scores.max())

    def segment(self, files, labels, prompts, output, encode_each=False):
        """The whole job. Some wrappers let SAM encode the picture again for each label: `encode_each`."""
        texts = torch.stack([self.clip.ensemble(prompts[label]) for label in labels])
        os.makedirs(os.path.join(output, "masks"), exist_ok=True)
        images, annotations = [], []
        for file in files:
            picture = open_picture(file)
            images.append({"id": len(images) + 1, "file_name": os.path.basename(file), "width": picture.width, "height": picture.height})
            maps = self.maps(picture, texts)
            self.predictor.set_image(picture)
            for index, label in enumerate(labels):
                if encode_each and index > 0:
                    self.predictor.set_image(picture)
                mask, score = self.best_mask(maps[index], picture)
                name = f"{os.path.splitext(os.path.basename(file))[0]}-{label}.png"
                Image.fromarray(mask.astype(np.uint8) * 255).save(os.path.join(output, "masks", name))
                y, x = mask.any(1).nonzero()[0], mask.any(0).nonzero()[0]
                if len(x) == 0:
                    continue
                annotations.append({
                    "id": len(annotations) + 1, "image_id": len(images), "category_id": index + 1, "score": score, "iscrowd": 0,
                    "bbox": [int(x[0]), int(y[0]), int(x[-1] - x[0] + 1), int(y[-1] - y[0] + 1)],
                    "area": int(mask.sum()), "segmentation": run_lengths(mask),
                })
        categories = [{"id": index + 1, "name": label} for index, label in enumerate(labels)]
        with open(os.path.join(output, "annotations.json"), "w", encoding="utf-8") as file:
            json.dump({"images": images, "categories": categories, "annotations": annotations}, file)
