"""The Python side of bench/compare: one process that lives as long as the comparison, so that both sides take turns.

It reads one JSON array a line, [step, argument...], and answers with one JSON line: seconds, or an error. What a step computed
last can be saved as raw float32, for the other side to check.
"""
import json
import os
import sys
import time

import numpy as np
import torch

import gradients
import pipeline
import surgery


class Server:
    def __init__(self):
        self.clips, self.pictures, self.result = {}, {}, None

    def setup(self, prompts, sam_folder, demo_clip, *clips):
        self.prompts = pipeline.read_prompts(prompts)
        self.demo = (demo_clip, sam_folder)
        self.predictor = pipeline.sam.Predictor(sam_folder)
        self.clips = {folder: surgery.Clip(folder) for folder in clips}

    def read_picture(self, path):
        """Decoded before the clock starts."""
        if path not in self.pictures:
            self.pictures[path] = pipeline.open_picture(path)
        return self.pictures[path]

    def tokens(self, folder, file):
        """The image tower alone, on ready pixels."""
        values = torch.from_numpy(np.fromfile(file, np.float32))
        side = int((len(values) / 3) ** 0.5)
        with torch.inference_mode():
            return self.clock(lambda: self.clips[folder].image(values.view(1, 3, side, side)))

    def image(self, folder, path, side):
        picture = self.read_picture(path)
        return self.clock(lambda: self.clips[folder].encode(pipeline.pixels(picture, side)))

    def plain(self, folder, path, side):
        """The unmodified tower."""
        picture = self.read_picture(path)
        return self.clock(lambda: gradients.plain(self.clips[folder].image, pipeline.pixels(picture, side)))

    def gradient(self, folder, path, side, method, scale, text):
        """A map of one text, whose embedding the other side has written."""
        picture, text = self.read_picture(path), torch.from_numpy(np.fromfile(text, np.float32))
        tower = self.clips[folder].image.requires_grad_(False)
        return self.clock(lambda: gradients.MAPS[method](tower, scale, pipeline.pixels(picture, side), text))

    def texts(self, folder, *texts):
        clip = self.clips[folder]
        return self.clock(lambda: torch.stack([clip.ensemble(self.prompts[text]) for text in texts]))

    def surgery(self, tokens, texts, width, how):
        """Of normalised tokens and texts that the other side has written."""
        tokens, texts = (torch.from_numpy(np.fromfile(x, np.float32)).view(-1, width) for x in (tokens, texts))
        function = {"paper": surgery.feature_surgery, "products": surgery.feature_surgery_by_products}[how]
        return self.clock(lambda: function(tokens[None], texts))

    def masks(self, path, prompts):
        """One encoding, and the best mask of each prompt, [points, labels]."""
        picture = self.read_picture(path)

        def work():
            self.predictor.set_image(picture)
            answers = [self.predictor.predict(*prompt) for prompt in prompts]
            return np.stack([masks[scores.argmax()] for masks, scores in answers])

        return self.clock(work)

    def job(self, files, labels, output, encode_each):
        """Models are loaded and texts embedded anew."""
        return self.clock(lambda: pipeline.Pipeline(*self.demo, side=192).segment(files, labels, self.prompts, output, encode_each))

    def save(self, path):
        np.asarray(self.result).astype(np.float32).tofile(path)

    def clock(self, work):
        begin = time.perf_counter()
        self.result = work()
        return time.perf_counter() - begin

    def versions(self):
        import onnx
        import PIL

        with open("/proc/self/maps", encoding="utf-8") as file:
            blas = next((os.path.basename(line.split()[-1]) for line in file if "libopenblas" in line), "no OpenBLAS")
        return {
            "python": sys.version.split()[0], "torch": torch.__version__, "numpy": np.__version__,
            "pillow": PIL.__version__, "onnx": onnx.__version__, "blas": blas, "threads": torch.get_num_threads(),
        }


def main():
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    server = Server()
    for line in sys.stdin:
        step, *arguments = json.loads(line)
        try:
            answer = {"answer": getattr(server, step)(*arguments)}
        except Exception as error:  # the other side shows it and stops
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
