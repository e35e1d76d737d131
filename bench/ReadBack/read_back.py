"""Reads exports of polygons back as their tools do, and compares them with the masks of a COCO file.

    clip-surgery export RUN --format yolo,labelme --output OUT
    python3 bench/ReadBack/read_back.py RUN/annotations.json OUT

RUN is best labelled by 'label --existing skip', which takes every mask over as it is (write it with --segmentation rle).
Needs Debian's python3-numpy, python3-opencv, python3-pil and python3-yaml.
"""
import base64
import io
import json
import os
import sys

import cv2
import numpy as np
import yaml
from PIL import Image, ImageDraw


def rle_mask(segmentation):
    """COCO's compressed run lengths (maskApi.c, rleFrString)."""
    height, width = segmentation["size"]
    text, counts, place = segmentation["counts"], [], 0
    while place < len(text):
        value, shift, more = 0, 0, True
        while more:
            code = ord(text[place]) - 48
            value |= (code & 31) << shift
            more, place, shift = code & 32, place + 1, shift + 5
            if not more and code & 16:
                value |= -1 << shift
        counts.append(value + (counts[-2] if len(counts) > 2 else 0))
    flat = np.repeat(np.arange(len(counts)) % 2 == 1, counts)
    return flat.reshape(width, height).T


def centres(ring, height, width):
    """Pixels whose centre is inside, by the even-odd rule."""
    y, x = np.mgrid[0:height, 0:width] + 0.5
    inside = np.zeros((height, width), bool)
    for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, axis=0)):
        if ay != by:
            crosses = (ay <= y) != (by <= y)
            inside ^= crosses & (ax + (y - ay) / (by - ay) * (bx - ax) > x)
    return inside


def ultralytics(ring, height, width):
    """resample_segments and polygon2mask of ultralytics/data/utils.py and ops.py: float32, cut to integers, cv2.fillPoly."""
    points = np.concatenate([ring, ring[:1]]).astype(np.float32)
    places = np.linspace(0, len(points) - 1, max(1000 - len(points), 1) if len(points) < 1000 else 1000)
    if len(points) < 1000:
        places = np.insert(places, np.searchsorted(places, np.arange(len(points))), np.arange(len(points)))
    dense = np.stack([np.interp(places, np.arange(len(points)), points[:, axis]) for axis in range(2)], 1)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [dense.astype(np.int32)], 1)
    return mask > 0


def labelme(ring, height, width):
    """shape_to_mask of labelme/utils/shape.py."""
    image = Image.new("L", (width, height))
    ImageDraw.Draw(image).polygon([tuple(point) for point in ring], outline=1, fill=1)
    return np.array(image) > 0


def iou(a, b):
    return (a & b).sum() / (a | b).sum()


def yolo_objects(folder, stem, height, width):
    names = yaml.safe_load(open(os.path.join(folder, "data.yaml")))["names"]
    for line in open(os.path.join(folder, "labels", stem + ".txt")):
        words = line.split()
        ring = np.array(words[1:], float).reshape(-1, 2) * [width, height]
        yield names[int(words[0])], len(ring), centres(ring, height, width), ultralytics(ring, height, width)


def labelme_objects(folder, stem, height, width):
    groups = {}
    for place, shape in enumerate(json.load(open(os.path.join(folder, stem + ".json")))["shapes"]):
        points = np.array(shape["points"])
        if shape["shape_type"] == "polygon":
            masks = centres(points, height, width), labelme(points, height, width)
            corners = len(points)
        else:
            crop = np.array(Image.open(io.BytesIO(base64.b64decode(shape["mask"])))) > 0
            exact = np.zeros((height, width), bool)
            (x, y) = points[0].astype(int)
            exact[y:y + crop.shape[0], x:x + crop.shape[1]] = crop
            masks, corners = (exact, exact), 0
        key = shape["label"], shape["group_id"] if shape["group_id"] is not None else f"shape {place}"
        known = groups.get(key, (0, False, False))
        groups[key] = known[0] + corners, known[1] | masks[0], known[2] | masks[1]
    return [(label, *found) for (label, _), found in groups.items()]


def main():
    data = json.load(open(sys.argv[1]))
    names = {category["id"]: category["name"] for category in data["categories"]}
    for kind, tool, read in (("yolo", "Ultralytics", yolo_objects), ("labelme", "labelme", labelme_objects)):
        corners, exact, drawn = [], [], []
        for image in data["images"]:
            height, width = image["height"], image["width"]
            found = list(read(os.path.join(sys.argv[2], kind), os.path.splitext(image["file_name"])[0], height, width))
            for annotation in (a for a in data["annotations"] if a["image_id"] == image["id"]):
                mask = rle_mask(annotation["segmentation"])
                same = [entry for entry in found if entry[0] == names[annotation["category_id"]]]
                best = max(same, key=lambda entry: iou(mask, entry[2]))
                corners.append(best[1])
                exact.append(iou(mask, best[2]))
                drawn.append(iou(mask, best[3]))
        polygons = [count for count in corners if count]
        print(f"{kind}: {len(corners)} objects, median of {int(np.median(polygons))} corners; mean and least IoU "
              f"by pixel centres {np.mean(exact):.3f} {min(exact):.3f}, as {tool} {np.mean(drawn):.3f} {min(drawn):.3f}, "
              f"below .98 there {np.mean(np.array(drawn) < .98):.1%}")


main()
