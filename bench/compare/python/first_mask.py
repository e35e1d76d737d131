"""From nothing to the first mask: what a script does that is started for one picture and one text.

first_mask.py CLIP_FOLDER SAM_FOLDER PROMPTS TEXT PICTURE OUTPUT
"""
import os
import sys

import torch
from PIL import Image

import pipeline

clip_folder, sam_folder, prompts_file, text, picture_file, output = sys.argv[1:]
torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
prompts = pipeline.read_prompts(prompts_file)
work = pipeline.Pipeline(clip_folder, sam_folder, side=192)
picture = pipeline.open_picture(picture_file)
embeddings = [work.clip.ensemble(prompts[x]) for x in (text, "")]
similarity = work.maps(picture, embeddings[0][None], empty=embeddings[1][None])[0]
work.predictor.set_image(picture)
mask, _ = work.best_mask(similarity, picture)
Image.fromarray(mask.astype("uint8") * 255).save(output)
